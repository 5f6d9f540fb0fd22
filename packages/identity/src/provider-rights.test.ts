/** Roles and teams from the directory: mapping table, overage, absent against empty, and what people granted by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ClaimMapping, IdentityConfig } from './config.ts'
import type { GroupLookup } from './provider-rights.ts'
import { createFixture, type Fixture, fromPage } from './testing/identity-fixture.ts'
import { ada, claimsOf, type LocalIssuer, sign, startLocalIssuer, tenantId } from './testing/local-issuer.ts'
import { memoryAccounts } from './testing/memory-accounts.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let accounts: ReturnType<typeof memoryAccounts>
const open: Fixture[] = []

const steward = '00000000-0000-4000-8000-00000000000a'
const admins = '00000000-0000-4000-8000-00000000000b'
const finance = '00000000-0000-4000-8000-00000000000c'
const byHand = '00000000-0000-4000-8000-00000000000d'
const group = {
  stewards: 'aaaaaaaa-0000-4000-8000-000000000001',
  finance: 'aaaaaaaa-0000-4000-8000-000000000002',
}

const mappings: readonly ClaimMapping[] = [
  { claim: 'groups', value: group.stewards, kind: 'role', target: 'DataSteward' },
  { claim: 'groups', value: group.finance, kind: 'team', target: 'Finance' },
  { claim: 'roles', value: 'Catalog.Admin', kind: 'admin', target: '' },
]

beforeAll(async () => {
  ;[database, issuer] = await Promise.all([createTestDatabase(), startLocalIssuer()])
})
afterAll(async () => {
  for (const each of open) await each.identity.close()
  await issuer.close()
  await database.drop()
})
beforeEach(async () => {
  await database.empty()
  accounts = memoryAccounts()
  for (const [name, id] of Object.entries({ DataSteward: steward, Admin: admins, ByHand: byHand }))
    accounts.named.set(`role ${name}`, id)
  accounts.named.set('team Finance', finance)
})

async function start(
  rights: Partial<IdentityConfig['providerRights']> = { mappings },
  lookup?: GroupLookup,
): Promise<Fixture> {
  const providerRights = {
    useRoles: false,
    defaultRole: undefined,
    mappings: [],
    absentClaim: 'keep',
    ...rights,
  } as const
  const made = await createFixture(
    database,
    issuer,
    { providerRights },
    { accounts, ...(lookup && { groupLookup: lookup }) },
  )
  open.push(made)
  return made
}

async function signIn({ identity }: Fixture, claims: Record<string, unknown> = {}) {
  const { nonce, preLoginId } = await identity.signIn.begin({ remoteAddress: '192.0.2.7' })
  const idToken = await sign(issuer.key, claimsOf.idToken(nonce, claims))
  return identity.signIn.withIdToken({ ...fromPage(), idToken, preLoginId })
}
const held = async (userId: string) =>
  (await accounts.rightsOf(userId)).map(({ kind, id }) => `${kind} ${id}`).sort()
const steps = async ({ identity }: Fixture) => (await identity.attempts(1))[0]?.steps ?? []

describe('groups and app roles', () => {
  it('give what the table says, and nothing for values that are not in it', async () => {
    const fixture = await start()
    const { principal } = await signIn(fixture, {
      groups: [group.stewards, group.finance, 'bbbbbbbb-0000-4000-8000-000000000009'],
      roles: ['Admin', 'DataSteward'],
    })
    expect(await held(principal.userId)).toEqual([`role ${steward}`, `team ${finance}`])
    expect(principal.isAdmin).toBe(false)
  })

  it('make an administrator by explicit mapping alone, in the same sign-in, and unmake one', async () => {
    const fixture = await start()
    expect((await signIn(fixture, { roles: ['Catalog.Admin'] })).principal.isAdmin).toBe(true)
    expect((await signIn(fixture, { roles: [] })).principal.isAdmin).toBe(false)
    const byName = await start({ useRoles: true })
    const { principal } = await signIn(byName, { roles: ['Admin', 'DataSteward', 'Unknown'] })
    expect(principal.isAdmin).toBe(false)
    expect(await held(principal.userId)).toEqual([`role ${steward}`, `role ${admins}`])
  })

  it('are taken back when an empty claim says so, and stay when the claim is not sent', async () => {
    const fixture = await start()
    const { principal } = await signIn(fixture, { groups: [group.stewards, group.finance] })
    await signIn(fixture)
    expect(await held(principal.userId)).toEqual([`role ${steward}`, `team ${finance}`])
    await signIn(fixture, { groups: [group.finance] })
    expect(await held(principal.userId)).toEqual([`team ${finance}`])
    await signIn(fixture, { groups: [] })
    expect(await held(principal.userId)).toEqual([])
  })

  it('are taken back by an absent claim where the settings say so', async () => {
    const fixture = await start({ mappings, absentClaim: 'remove' })
    const { principal } = await signIn(fixture, { groups: [group.stewards] })
    await signIn(fixture)
    expect(await held(principal.userId)).toEqual([])
  })

  it('never take what a person granted by hand, before or after the provider said the same', async () => {
    const fixture = await start()
    const { principal } = await signIn(fixture)
    const id = principal.userId
    await accounts.changeRights(id, {
      add: [
        { kind: 'role', id: byHand },
        { kind: 'role', id: steward },
      ],
      remove: [],
    })
    await signIn(fixture, { groups: [group.stewards, group.finance] })
    await signIn(fixture, { groups: [] })
    expect(await held(id)).toEqual([`role ${steward}`, `role ${byHand}`])
  })

  it('of one claim are kept while another claim changes', async () => {
    const fixture = await start()
    const { principal } = await signIn(fixture, { groups: [group.stewards], roles: ['Catalog.Admin'] })
    await signIn(fixture, { roles: [] })
    expect(await held(principal.userId)).toEqual([`role ${steward}`])
  })

  it('are previewed from claims, with the rule behind each and names that lead nowhere', async () => {
    const missing = { claim: 'groups', value: 'g', kind: 'role', target: 'Gone' } as const
    const { identity } = await start({ mappings: [...mappings, missing], useRoles: true })
    const { members, rights } = await identity.previewSignIn({
      email: 'ada@contoso.com',
      name: 'Ada',
      groups: [group.finance, 'g'],
      roles: ['Catalog.Admin', 'DataSteward', 'Unknown'],
    })
    expect(members[0]).toMatchObject({ member: 'email', value: 'ada@contoso.com' })
    expect(rights).toEqual([
      { claim: 'roles', value: 'Catalog.Admin', kind: 'admin', name: '', by: 'mapping', exists: true },
      {
        ...{ claim: 'roles', value: 'DataSteward', kind: 'role', name: 'DataSteward' },
        ...{ by: 'role of the same name', exists: true },
      },
      {
        ...{ claim: 'groups', value: group.finance, kind: 'team', name: 'Finance' },
        ...{ by: 'mapping', exists: true },
      },
      { claim: 'groups', value: 'g', kind: 'role', name: 'Gone', by: 'mapping', exists: false },
    ])
    const without = (await identity.previewSignIn({ name: 'Ada' })).members[0]
    expect(without?.problem).toMatch(/No usable e-mail address/)
  })

  it('are recorded with the sign-in, and nothing else that the token says', async () => {
    const fixture = await start()
    await signIn(fixture, { groups: [group.stewards], roles: ['Reader'], name: 'Ada Secretname' })
    const recorded = (await steps(fixture)).find(({ step }) => step === 'directory claims')
    expect(recorded?.claims).toEqual({ groups: [group.stewards], roles: ['Reader'] })
    expect(JSON.stringify(await steps(fixture))).not.toContain('Secretname')
  })

  it('name in the flight recorder a role that the catalog does not have', async () => {
    const fixture = await start({
      mappings: [{ claim: 'groups', value: group.stewards, kind: 'role', target: 'Gone' }],
    })
    await signIn(fixture, { groups: [group.stewards] })
    expect(await steps(fixture)).toContainEqual({
      step: 'mapping',
      ok: false,
      detail: "There is no role named 'Gone'.",
    })
  })

  it('give a default role to people who sign up, once', async () => {
    const fixture = await start({ defaultRole: 'DataSteward' })
    const { principal } = await signIn(fixture)
    expect(await held(principal.userId)).toEqual([`role ${steward}`])
    await accounts.changeRights(principal.userId, { add: [], remove: [{ kind: 'role', id: steward }] })
    await signIn(fixture)
    expect(await held(principal.userId)).toEqual([])
  })
})

describe('more groups than a token holds', () => {
  const overage = {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x' } },
  }

  it.each([
    ['distributed claim', overage],
    ['implicit flow', { hasgroups: true }],
  ])('are asked from the directory (%s)', async (_name, claims) => {
    const asked: unknown[] = []
    const lookup: GroupLookup = {
      async groupsOf(person) {
        asked.push(person)
        return [group.finance]
      },
    }
    const fixture = await start({ mappings }, lookup)
    const { principal } = await signIn(fixture, claims)
    expect(asked).toEqual([{ tenantId, objectId: ada.oid }])
    expect(await held(principal.userId)).toEqual([`team ${finance}`])
  })

  it.each<[string, GroupLookup | undefined, RegExp]>([
    ['nobody may ask', undefined, /may not ask the directory \(set WAYMARK_GRAPH_IDENTITY/],
    [
      'the directory refuses',
      {
        groupsOf: async () => {
          throw new Error('Authorization_RequestDenied: grant GroupMember.Read.All')
        },
      },
      /Authorization_RequestDenied/,
    ],
  ])('keep what there was, with a warning to be seen, where %s', async (_name, lookup, words) => {
    const before = await start()
    const { principal } = await signIn(before, { groups: [group.stewards] })
    const fixture = await start({ mappings }, lookup)
    await signIn(fixture, overage)
    expect(await held(principal.userId)).toEqual([`role ${steward}`])
    expect((await steps(fixture)).find(({ step }) => step === 'groups')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(words),
    })
    expect(fixture.lines.join('\n')).toMatch(words)
  })
})

describe('the mapping table', () => {
  it('joins the settings with what administrators added, and protects the settings', async () => {
    const fixture = await start()
    const { claimMappings } = fixture.identity
    const added = { claim: 'groups', value: 'g', kind: 'team', target: 'Finance' } as const
    await claimMappings.add(added, 'root')
    await claimMappings.add(added, 'root')
    expect(await claimMappings.list()).toEqual([
      ...mappings.map((mapping) => ({ ...mapping, origin: 'settings' })),
      { ...added, origin: 'api' },
    ])
    const { principal } = await signIn(fixture, { groups: ['g'] })
    expect(await held(principal.userId)).toEqual([`team ${finance}`])
    const [first] = mappings
    if (!first) throw new Error('the table above has mappings')
    await expect(claimMappings.remove(first)).rejects.toMatchObject({ code: 'entity-protected' })
    await claimMappings.remove(added)
    await expect(claimMappings.remove(added)).rejects.toMatchObject({ code: 'entity-not-found' })
    await expect(claimMappings.add({ ...added, kind: 'admin' }, 'root')).rejects.toMatchObject({
      code: 'body-invalid',
    })
  })
})
