/** Identity's view of accounts: the user entities of the engine. */
import type { Engine, EntityJson, EntityKey } from '@waymark/engine'
import type { Account, AccountDirectory, Right } from '@waymark/identity'
import {
  type AuthenticationMechanism,
  azureApplicationOf,
  type EntityReference,
  type JsonPatch,
  quoteName,
  unlessMissing,
} from '@waymark/spec'

/** Who stands as author of what the server itself writes. */
export const systemActor = { name: 'system' } as const

function accountOf(user: EntityJson): Account {
  const { id, name, displayName } = user
  const mechanism = user.authenticationMechanism as AuthenticationMechanism | undefined // validated when stored
  const azureClientId = azureApplicationOf(mechanism)?.clientId
  return {
    id,
    name,
    email: String(user.email),
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(azureClientId === undefined ? {} : { azureClientId }),
    ...(mechanism?.authType === 'JWT' ? { hasTokenMechanism: true } : {}),
    isAdmin: user.isAdmin === true,
    isBot: user.isBot === true,
    ...(user.allowImpersonation === true ? { allowsImpersonation: true } : {}),
    deleted: user.deleted === true,
  }
}

export function createAccountDirectory(engine: Engine): AccountDirectory {
  const find = (key: EntityKey): Promise<EntityJson | undefined> =>
    unlessMissing(engine.get('user', key, { include: 'all' }))
  const account = async (key: EntityKey) => {
    const user = await find(key)
    return user && accountOf(user)
  }

  return {
    byId: (id) => account({ id }),
    byName: (name) => account({ fqn: quoteName(name.toLowerCase()) }),
    async byEmail(email) {
      const { data } = await engine.list('user', {
        limit: 1,
        include: 'all',
        filters: { email: email.toLowerCase() },
      })
      return data[0] && accountOf(data[0])
    },
    async create({ name, email, displayName, isAdmin, isBot }) {
      const body = {
        name,
        email: email.toLowerCase(),
        ...(displayName === undefined ? {} : { displayName }),
        ...(isAdmin ? { isAdmin } : {}),
        ...(isBot ? { isBot } : {}),
      }
      const { entity } = await engine.create('user', body, systemActor)
      return accountOf(entity)
    },
    async refresh(id, { email, displayName, isAdmin, lastLoginTime }) {
      const user = await find({ id })
      if (!user) return
      await patchWhereDifferent(engine, user, {
        ...(email === undefined ? {} : { email: email.toLowerCase() }),
        ...(displayName === undefined ? {} : { displayName }),
        ...(isAdmin === undefined ? {} : { isAdmin }),
      })
      if (lastLoginTime !== undefined) await patchWhereDifferent(engine, user, { lastLoginTime }, true)
    },
    async idOf(kind, name) {
      return (await unlessMissing(engine.get(kind, { fqn: quoteName(name) })))?.id
    },
    async rightsOf(id) {
      const user = await engine.get('user', { id }, { fields: ['roles', 'teams'] })
      return rightsIn(user)
    },
    async changeRights(id, { add, remove }) {
      const user = await engine.get('user', { id }, { fields: ['roles', 'teams'] })
      const isSame = (a: Right) => (b: Right) => a.kind === b.kind && a.id === b.id
      const after = [
        ...rightsIn(user).filter((right) => !remove.some(isSame(right))),
        ...add.filter((right) => !rightsIn(user).some(isSame(right))),
      ]
      const references = (kind: 'role' | 'team') =>
        [...new Set(after.filter((right) => right.kind === kind).map((right) => right.id))].map((each) => ({
          id: each,
          type: kind,
        }))
      const patch: JsonPatch = [
        { op: 'add', path: '/roles', value: references('role') },
        { op: 'add', path: '/teams', value: references('team') },
        { op: 'add', path: '/isAdmin', value: after.some(({ kind }) => kind === 'admin') },
      ]
      await engine.patch('user', { id }, patch, systemActor, { asSystem: true })
    },
  }
}

function rightsIn(user: EntityJson): Right[] {
  const linked = (member: 'roles' | 'teams', kind: 'role' | 'team') =>
    ((user[member] ?? []) as EntityReference[]).map(({ id }) => ({ kind, id })) // links of the definition
  return [
    ...linked('roles', 'role'),
    ...linked('teams', 'team'),
    ...(user.isAdmin === true ? [{ kind: 'admin' as const, id: user.id }] : []),
  ]
}

async function patchWhereDifferent(
  engine: Engine,
  user: EntityJson,
  members: Readonly<Record<string, unknown>>,
  quiet = false,
): Promise<void> {
  const patch: JsonPatch = Object.entries(members)
    .filter(([name, value]) => user[name] !== value)
    .map(([name, value]) => ({ op: 'add', path: `/${name}`, value }))
  if (patch.length > 0)
    await engine.patch('user', { id: user.id }, patch, systemActor, { asSystem: true, quiet })
}
