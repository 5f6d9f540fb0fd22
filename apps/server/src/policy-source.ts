/** Identity's view of rights: roles, teams and policies as the engine keeps them. */
import type { Engine, EntityJson } from '@waymark/engine'
import type { GrantedPolicy, GrantSource, Grants, PolicySource } from '@waymark/identity'
import { type EntityReference, type Policy, unlessMissing } from '@waymark/spec'

/** The team above all teams: everybody belongs to it, listed or not. */
export const organizationName = 'Organization'

/** How long decided grants are believed, in milliseconds: part of the five seconds within which a revoked right ends. */
const believeMs = 3000
const maxRemembered = 10_000
/** Teams nest; deeper than this they go in circles. */
const maxDepth = 32

function referencesOf(entity: EntityJson, member: string): readonly EntityReference[] {
  const value = entity[member]
  return Array.isArray(value) ? value : []
}

export function createPolicySource(engine: Engine, now: () => number): PolicySource {
  const remembered = new Map<string, { grants: Promise<Grants>; untilMs: number }>()
  return {
    grantsOf(userId) {
      const known = remembered.get(userId)
      if (known && known.untilMs > now()) return known.grants
      if (remembered.size >= maxRemembered) remembered.clear()
      const grants = collect(engine, userId)
      remembered.set(userId, { grants, untilMs: now() + believeMs })
      // A failure is not remembered: the next request asks again.
      grants.catch(() => remembered.delete(userId))
      return grants
    },
  }
}

async function collect(engine: Engine, userId: string): Promise<Grants> {
  const user = await engine.get('user', { id: userId }, { fields: ['roles', 'teams', 'domains'] })
  const teams = await teamsAbove(engine, referencesOf(user, 'teams'))
  const roleIds = new Set<string>()
  /** Where each policy comes from; a team's own policy tells more than the role that also has it. */
  const sources = new Map<string, { readonly from: GrantSource; readonly teamId?: string }>()
  for (const role of referencesOf(user, 'roles')) roleIds.add(role.id)
  for (const team of teams.values()) {
    for (const role of referencesOf(team, 'defaultRoles')) roleIds.add(role.id)
    for (const { id } of referencesOf(team, 'policies'))
      sources.set(id, { from: { kind: 'team', name: team.name }, teamId: team.id })
  }
  const roleNames: string[] = []
  for (const role of await readMany(engine, 'role', roleIds, ['policies'])) {
    if (role.disabled === true) continue
    roleNames.push(role.name)
    for (const { id } of referencesOf(role, 'policies'))
      if (!sources.has(id)) sources.set(id, { from: { kind: 'role', name: role.name } })
  }
  const domains = [user, ...teams.values()].flatMap((entity) => referencesOf(entity, 'domains'))
  return {
    teamIds: [...teams.keys()],
    teamNames: [...teams.values()].map(({ name }) => name),
    roleNames,
    domainIds: [...new Set(domains.map(({ id }) => id))],
    policies: await grantedPolicies(engine, sources),
  }
}

async function grantedPolicies(
  engine: Engine,
  sources: ReadonlyMap<string, { readonly from: GrantSource; readonly teamId?: string }>,
): Promise<GrantedPolicy[]> {
  const policies = (await readMany(engine, 'policy', new Set(sources.keys()), [])) as unknown as Policy[] // validated when stored
  const granted: GrantedPolicy[] = []
  for (const { id, name, rules, enabled, disabled } of policies) {
    if (enabled === false || disabled === true) continue
    const { from, teamId } = sources.get(id) ?? {}
    const asksTeam = teamId !== undefined && rules.some(({ condition }) => condition?.includes('matchTeam'))
    granted.push({
      name,
      rules,
      ...(from && { from }),
      ...(asksTeam && { covers: await everybodyBelow(engine, teamId) }),
    })
  }
  return granted
}

/** A team, the teams below it, and everybody in them: those whose things `matchTeam()` is about. */
async function everybodyBelow(engine: Engine, teamId: string): Promise<ReadonlySet<string>> {
  const found = new Set([teamId])
  let next: ReadonlySet<string> = new Set([teamId])
  for (let depth = 0; next.size > 0 && depth < maxDepth; depth += 1) {
    const below = new Set<string>()
    for (const team of await readMany(engine, 'team', next, ['children', 'users'])) {
      for (const { id } of referencesOf(team, 'users')) found.add(id)
      for (const { id } of referencesOf(team, 'children')) if (!found.has(id)) below.add(id)
    }
    for (const id of below) found.add(id)
    next = below
  }
  return found
}

/** The given teams, their parents, and the organization. */
async function teamsAbove(
  engine: Engine,
  first: readonly EntityReference[],
): Promise<Map<string, EntityJson>> {
  const found = new Map<string, EntityJson>()
  const fields = ['parents', 'defaultRoles', 'policies', 'domains']
  let next = new Set(first.map(({ id }) => id))
  for (let depth = 0; next.size > 0 && depth < maxDepth; depth += 1) {
    const teams = await readMany(engine, 'team', next, fields)
    next = new Set()
    for (const team of teams) {
      found.set(team.id, team)
      for (const { id } of referencesOf(team, 'parents')) if (!found.has(id)) next.add(id)
    }
  }
  const organization = await engine.get('team', { fqn: organizationName }, { fields })
  return found.set(organization.id, organization)
}

/** Entities that are still there: a link to a deleted one gives no right. */
async function readMany(
  engine: Engine,
  type: string,
  ids: ReadonlySet<string>,
  fields: readonly string[],
): Promise<EntityJson[]> {
  const entities = await Promise.all(
    [...ids].map((id) => unlessMissing(engine.get(type, { id }, { fields }))),
  )
  return entities.filter((entity) => entity !== undefined)
}
