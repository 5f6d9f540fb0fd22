/** Policies: deny over allow, wider and narrower operations, conditions, and the roles a catalog starts with. */
import type { Operation, PolicyRule } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { authorizer } from './authorize.ts'
import { parseCondition } from './condition.ts'
import { defaultPolicies, defaultRoles } from './default-policies.ts'
import type { Grants, Principal, Resource } from './identity.ts'
import { memoryPolicies } from './testing/memory-accounts.ts'
import { evaluate } from './verdict.ts'

const me: Principal = {
  userId: 'me',
  name: 'ada',
  email: 'ada@contoso.com',
  isAdmin: false,
  isBot: false,
  via: 'session',
}
const table: Resource = { type: 'table', name: 'a.b.c.d', owners: [], tags: [] }
const owned: Resource = { ...table, owners: [{ id: 'me', type: 'user' }] }

const rule = (
  effect: 'allow' | 'deny',
  operations: Operation[],
  more: Partial<PolicyRule> = {},
): PolicyRule => ({
  name: 'r',
  effect,
  operations,
  resources: ['All'],
  ...more,
})
const may = (rules: PolicyRule[], operation: Operation, resource = table, grants: Partial<Grants> = {}) =>
  authorizer(memoryPolicies({ me: { policies: [{ name: 'p', rules }], ...grants } })).may(
    me,
    operation,
    resource,
  )

describe('policies', () => {
  it('allow nothing by themselves, everything to administrators', async () => {
    expect(await may([], 'ViewBasic')).toBe(false)
    const none = authorizer(memoryPolicies())
    expect(await none.may({ ...me, isAdmin: true }, 'Delete', table)).toBe(true)
    await expect(none.authorize(me, 'Delete', table)).rejects.toMatchObject({
      status: 403,
      message: "Principal: ada operations [Delete] not allowed on table 'a.b.c.d'",
    })
  })

  it.each<[Operation[], Operation, boolean]>([
    [['All'], 'Delete', true],
    [['EditAll'], 'EditTags', true],
    [['EditAll'], 'Delete', false],
    [['EditAll'], 'ViewAll', false],
    [['ViewAll'], 'ViewSampleData', true],
    [['ViewAll'], 'EditTags', false],
    [['EditTags'], 'EditAll', false],
    [['ViewBasic'], 'ViewAll', false],
    [['Create'], 'Create', true],
  ])('%j allows %s: %s', async (operations, asked, expected) => {
    expect(await may([rule('allow', operations)], asked)).toBe(expected)
  })

  it('deny over allow, in whatever order, for narrower and wider operations', async () => {
    const all = rule('allow', ['All'])
    const noOwners = rule('deny', ['EditOwners'])
    for (const rules of [
      [all, noOwners],
      [noOwners, all],
    ]) {
      expect(await may(rules, 'EditOwners')).toBe(false)
      expect(await may(rules, 'EditAll')).toBe(false)
      expect(await may(rules, 'EditTags')).toBe(true)
    }
  })

  it('are about their resources', async () => {
    const rules = [rule('allow', ['ViewAll'], { resources: ['table', 'topic'] })]
    expect(await may(rules, 'ViewAll')).toBe(true)
    expect(await may(rules, 'ViewAll', { type: 'user' })).toBe(false)
    expect(await may([rule('allow', ['ViewAll'], { resources: ['tabl'] })], 'ViewAll')).toBe(false)
  })

  it('that cannot be decided never allow, and deny if they are denying', async () => {
    const unknown: Resource = { type: 'table' }
    for (const condition of [
      'isOwner()',
      '!isOwner()',
      'noOwner()',
      "!matchAnyTag('x')",
      'nonsense(',
      'unknown()',
      'isOwner() ||',
    ]) {
      expect(await may([rule('allow', ['All'], { condition })], 'ViewAll', unknown), condition).toBe(false)
      expect(
        await may([rule('allow', ['All']), rule('deny', ['All'], { condition })], 'ViewAll', unknown),
        condition,
      ).toBe(false)
    }
  })

  it('let owners edit, also by team', async () => {
    const rules = [rule('allow', ['EditAll'], { condition: 'isOwner()' })]
    expect(await may(rules, 'EditTags', owned)).toBe(true)
    expect(await may(rules, 'EditTags', table)).toBe(false)
    const ofTeam: Resource = { ...table, owners: [{ id: 'team', type: 'team' }] }
    expect(await may(rules, 'EditTags', ofTeam)).toBe(false)
    expect(await may(rules, 'EditTags', ofTeam, { teamIds: ['team'] })).toBe(true)
  })
})

describe('conditions', () => {
  const grants: Grants = {
    teamIds: ['t1'],
    teamNames: ['finance', 'Organization'],
    roleNames: ['DataSteward'],
    domainIds: ['d1'],
    policies: [],
  }
  const policy = { covers: new Set(['t1', 'colleague']) }
  const verdict = (text: string, resource: Resource) => {
    const parsed = parseCondition(text)
    if (!parsed.ok) throw new Error(parsed.problem)
    return evaluate(parsed.condition, { userId: me.userId, grants, policy }, resource)
  }
  it.each<[string, boolean]>([
    ['noOwner()', true],
    ['isOwner() || noOwner()', true],
    ['isOwner() && noOwner()', false],
    ['!isOwner()', true],
    ['!!noOwner()', true],
    ["hasAnyRole('Admin', 'DataSteward')", true],
    ['hasAnyRole("Admin")', false],
    ["matchAnyTag('PII.Sensitive','Tier.Tier1')", true],
    ["matchAllTags('PII.Sensitive','Tier.Tier1')", false],
    ["isOwner() || noOwner() && matchAnyTag('Tier.Tier1')", true],
    ['(isOwner() || noOwner()) && isOwner()', false],
    ['  noOwner ( )  ', true],
    ["inAnyTeam('marketing', 'finance')", true],
    ["inAnyTeam('marketing')", false],
    ['isReviewer()', true],
    ['hasDomain()', false],
    ['noDomain()', false],
    ['matchTeam()', false],
    ["matchAnyCertification('Certification.Gold')", true],
    ["matchAnyCertification('Certification.Bronze')", false],
  ])('%s is %s', (text, expected) => {
    expect(
      verdict(text, {
        ...table,
        tags: ['Tier.Tier1'],
        reviewers: [{ id: 't1', type: 'team' }],
        domains: [{ id: 'd2', type: 'domain' }],
        certifications: ['Certification.Gold'],
      }),
    ).toBe(expected)
  })

  it.each([
    ['', /expected a function/],
    ['isOwner', /expected '\('/],
    ['isOwner(', /expected '\)'/],
    ['isOwner())', /unexpected \)/],
    ['isOwner() and noOwner()', /unexpected and/],
    ["isOwner('x')", /takes nothing/],
    ['hasAnyRole()', /needs texts/],
    ["T(java.lang.Runtime).getRuntime().exec('x')", /unexpected '\.lang/],
    ["''.constructor.constructor('return 1')()", /unexpected '\.construct/],
    ["'x'", /expected a function/],
    ['eval("1")', /unknown function 'eval'/],
    ['__proto__()', /unknown function/],
    ['toString()', /unknown function/],
    ['constructor()', /unknown function/],
    ['isOwner() | noOwner()', /unexpected '\| noOwner/],
    ['!'.repeat(2001), /longer than/],
    [`${'('.repeat(100)}isOwner()${')'.repeat(100)}`, /nested deeper/],
    ['!'.repeat(100), /nested deeper/],
  ])('%j is no condition', (text, words) => {
    expect(parseCondition(text)).toEqual({ ok: false, problem: expect.stringMatching(words) })
  })
})

describe('the policies a catalog starts with', () => {
  const byName = new Map(defaultPolicies.map((policy) => [policy.name, policy]))
  const grantsOf = (...names: string[]): Grants => ({
    teamIds: [],
    teamNames: [],
    roleNames: [],
    domainIds: [],
    policies: names.map((name) => ({
      name,
      rules: (byName.get(name)?.rules ?? []).map((seed) => ({
        ...seed,
        operations: [...seed.operations],
        resources: [...seed.resources],
      })),
    })),
  })
  const can = (names: string[], operation: Operation, resource = table) =>
    authorizer({ grantsOf: async () => grantsOf(...names) }).may(me, operation, resource)

  it('have conditions that parse, and roles that name policies', () => {
    for (const { rules } of defaultPolicies)
      for (const { condition } of rules) if (condition) expect(parseCondition(condition).ok).toBe(true)
    for (const { policies } of defaultRoles)
      for (const name of policies) expect(byName.has(name), name).toBe(true)
  })

  it('let everybody look, owners edit, and consumers describe', async () => {
    const consumer = ['OrganizationPolicy', 'DataConsumerPolicy']
    expect(await can(consumer, 'ViewAll')).toBe(true)
    expect(await can(consumer, 'EditDescription')).toBe(true)
    expect(await can(consumer, 'EditOwners')).toBe(true)
    expect(await can(consumer, 'EditOwners', { ...table, owners: [{ id: 'other', type: 'user' }] })).toBe(
      false,
    )
    expect(await can(consumer, 'EditLineage', owned)).toBe(true)
    for (const operation of [
      'Create',
      'Delete',
      'EditUsers',
      'GenerateToken',
      'Impersonate',
      'EditPolicy',
    ] as const)
      expect(
        await can(consumer, operation, { type: 'user', owners: [{ id: 'other', type: 'user' }], tags: [] }),
        operation,
      ).toBe(false)
  })

  it('let the ingestion bot bring in and take out, but issue no tokens and impersonate nobody', async () => {
    for (const operation of ['Create', 'Delete', 'EditAll', 'ViewAll', 'EditLineage'] as const)
      expect(await can(['IngestionBotPolicy'], operation), operation).toBe(true)
    for (const operation of ['GenerateToken', 'Impersonate', 'Deploy', 'AuditLogs'] as const)
      expect(await can(['IngestionBotPolicy'], operation), operation).toBe(false)
    for (const type of ['policy', 'role', 'bot', 'user'])
      for (const operation of ['EditAll', 'EditPolicy', 'EditUsers', 'Delete'] as const)
        expect(
          await can(['IngestionBotPolicy'], operation, { type, owners: [], tags: [] }),
          `${operation} ${type}`,
        ).toBe(false)
    expect(await can(['IngestionBotPolicy'], 'ViewAll', { type: 'user', owners: [], tags: [] })).toBe(true)
  })
})
