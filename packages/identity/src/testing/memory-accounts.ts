/** The engine's side of identity, in memory: accounts with unique names and addresses, and grants set by hand. */
import { randomUUID } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { Account, AccountDirectory, Right } from '../account-directory.ts'
import type { Grants, PolicySource } from '../identity.ts'

type Mutable = { -readonly [K in keyof Account]: Account[K] }

export interface MemoryAccounts extends AccountDirectory {
  readonly all: Map<string, Mutable>
  /** Ids of roles and teams by `role <name>`; ids of everybody's by `<user id>`. */
  readonly named: Map<string, string>
  readonly rights: Map<string, Right[]>
  add(account: Partial<Account> & { name: string }): Account
}

export function memoryAccounts(): MemoryAccounts {
  const all = new Map<string, Mutable>()
  const named = new Map<string, string>()
  const rights = new Map<string, Right[]>()
  const find = (test: (account: Account) => boolean) => {
    const found = [...all.values()].find(test)
    return found && { ...found }
  }
  const add = (account: Partial<Account> & { name: string }): Account => {
    const email = account.email ?? `${account.name}@contoso.com`
    if (find((other) => other.name === account.name))
      throw problem('entity-exists', { type: 'user', name: account.name })
    if (find((other) => other.email === email)) throw problem('value-taken', { field: 'email', type: 'user' })
    const stored = { id: randomUUID(), isAdmin: false, isBot: false, deleted: false, ...account, email }
    all.set(stored.id, stored)
    return { ...stored }
  }
  return {
    all,
    named,
    rights,
    add,
    byId: async (id) => find((account) => account.id === id),
    byName: async (name) => find((account) => account.name === name),
    byEmail: async (email) => find((account) => account.email === email),
    create: async (account) => add(account),
    async refresh(id, { lastLoginTime: _unused, ...changes }) {
      const account = all.get(id)
      if (!account) throw problem('entity-not-found', { type: 'user', key: id })
      if (changes.email && find((other) => other.id !== id && other.email === changes.email))
        throw problem('value-taken', { field: 'email', type: 'user' })
      Object.assign(account, changes)
    },
    idOf: async (kind, name) => named.get(`${kind} ${name}`),
    rightsOf: async (id) => [
      ...(rights.get(id) ?? []),
      ...(all.get(id)?.isAdmin ? [{ kind: 'admin' as const, id }] : []),
    ],
    async changeRights(id, { add: given, remove }) {
      const isSame = (a: Right) => (b: Right) => a.kind === b.kind && a.id === b.id
      const left = (rights.get(id) ?? []).filter((right) => !remove.some(isSame(right)))
      rights.set(id, [...left, ...given.filter(({ kind }) => kind !== 'admin')])
      const account = all.get(id)
      if (!account) return
      if (given.some(({ kind }) => kind === 'admin')) account.isAdmin = true
      if (remove.some(({ kind }) => kind === 'admin')) account.isAdmin = false
    },
  }
}

export function memoryPolicies(grants: Readonly<Record<string, Partial<Grants>>> = {}): PolicySource {
  return {
    grantsOf: async (userId) => ({
      teamIds: [],
      teamNames: [],
      roleNames: [],
      domainIds: [],
      policies: [],
      ...grants[userId],
    }),
  }
}
