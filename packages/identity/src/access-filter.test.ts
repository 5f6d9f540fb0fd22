/** Filters of lists and searches say about every entity what a decision about it alone says. */
import type { ResourcePredicate } from '@waymark/spec'
import { expect, it } from 'vitest'
import { authorizer } from './authorize.ts'
import type { GrantedPolicy, Principal, Resource } from './identity.ts'
import { memoryPolicies } from './testing/memory-accounts.ts'

const me: Principal = {
  userId: 'me',
  name: 'ada',
  email: 'ada@contoso.com',
  isAdmin: false,
  isBot: false,
  via: 'session',
}

/** What a database would make of the predicate. */
function holds(predicate: ResourcePredicate, resource: Required<Omit<Resource, 'name'>>): boolean {
  const has = (references: readonly { id: string }[], ids: readonly string[]) =>
    references.some(({ id }) => ids.includes(id))
  switch (predicate.kind) {
    case 'true':
      return true
    case 'false':
      return false
    case 'not':
      return !holds(predicate.of, resource)
    case 'and':
      return predicate.of.every((part) => holds(part, resource))
    case 'or':
      return predicate.of.some((part) => holds(part, resource))
    case 'owner':
      return has(resource.owners, predicate.ids)
    case 'reviewer':
      return has(resource.reviewers, predicate.ids)
    case 'domain':
      return has(resource.domains, predicate.ids)
    case 'noOwner':
      return resource.owners.length === 0
    case 'noDomain':
      return resource.domains.length === 0
    case 'anyTag':
      return predicate.tags.some((tag) => resource.tags.includes(tag))
    case 'allTags':
      return predicate.tags.every((tag) => resource.tags.includes(tag))
    case 'anyCertification':
      return predicate.tags.some((tag) => resource.certifications.includes(tag))
  }
}

/** A small generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const calls = [
  'isOwner()',
  'noOwner()',
  'isReviewer()',
  'hasDomain()',
  'noDomain()',
  'matchTeam()',
  "hasAnyRole('DataSteward')",
  "hasAnyRole('Nobody')",
  "inAnyTeam('finance')",
  "matchAnyTag('PII.Sensitive', 'Tier.Tier1')",
  "matchAllTags('PII.Sensitive', 'Tier.Tier1')",
  "matchAnyCertification('Certification.Gold')",
]

it('agrees with the decision about each of 200 entities under each of 500 sets of rules', async () => {
  const next = random(20_261_122)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T // index within bounds
  const some = <T>(from: readonly T[]) => from.filter(() => next() < 0.4)
  const condition = (depth: number): string => {
    const roll = next()
    if (depth === 0 || roll < 0.4) return pick(calls)
    if (roll < 0.55) return `!(${condition(depth - 1)})`
    return `(${condition(depth - 1)} ${roll < 0.78 ? '&&' : '||'} ${condition(depth - 1)})`
  }
  const reference = (id: string, type: string) => ({ id, type })
  const entities = Array.from({ length: 200 }, () => ({
    type: 'table',
    owners: some(['me', 'team', 'other']).map((id) => reference(id, 'user')),
    reviewers: some(['me', 'other']).map((id) => reference(id, 'user')),
    domains: some(['d1', 'd2']).map((id) => reference(id, 'domain')),
    tags: some(['PII.Sensitive', 'Tier.Tier1']),
    certifications: some(['Certification.Gold']),
  }))
  let seen = 0
  for (let round = 0; round < 500; round += 1) {
    const policies: GrantedPolicy[] = Array.from({ length: 1 + Math.floor(next() * 3) }, (_, index) => ({
      name: `p${index}`,
      ...(next() < 0.5 && { covers: new Set(['team', 'other']) }),
      rules: Array.from({ length: 1 + Math.floor(next() * 3) }, (_, at) => ({
        name: `r${at}`,
        effect: next() < 0.7 ? 'allow' : 'deny',
        operations: [pick(['ViewAll', 'ViewBasic', 'EditTags', 'All'])],
        resources: [pick(['All', 'table', 'topic'])],
        ...(next() < 0.8 && { condition: next() < 0.05 ? 'nonsense(' : condition(3) }),
      })),
    }))
    const grants = {
      teamIds: ['team'],
      teamNames: ['finance'],
      roleNames: ['DataSteward'],
      domainIds: ['d1'],
      policies,
    }
    const { decide, filter } = authorizer(memoryPolicies({ me: grants }))
    const predicate = await filter(me, 'ViewBasic', 'table')
    for (const entity of entities) {
      const { access } = await decide(me, 'ViewBasic', entity)
      // A rule that does not parse is undecided for one entity and simply denies in a filter.
      expect(holds(predicate, entity), JSON.stringify({ policies, entity })).toBe(access === 'allow')
      seen += access === 'allow' ? 1 : 0
    }
  }
  expect(seen).toBeGreaterThan(10_000)
})

it('names the rule that decided, and what would have allowed', async () => {
  const policies: GrantedPolicy[] = [
    {
      name: 'Consumers',
      from: { kind: 'role', name: 'DataConsumer' },
      rules: [
        { name: 'own', effect: 'allow', operations: ['EditAll'], resources: ['All'], condition: 'isOwner()' },
        { name: 'no-tags', effect: 'deny', operations: ['EditTags'], resources: ['table'] },
      ],
    },
  ]
  const { decide } = authorizer(memoryPolicies({ me: { policies } }))
  expect(await decide(me, 'EditTags', { type: 'table', name: 'a.b', owners: [] })).toMatchObject({
    access: 'deny',
    policy: 'Consumers',
    from: { kind: 'role', name: 'DataConsumer' },
    reason: "Rule 'no-tags' of policy 'Consumers' of role 'DataConsumer' denies EditTags on table 'a.b'.",
  })
  expect(await decide(me, 'EditDescription', { type: 'table' })).toMatchObject({
    access: 'conditionalAllow',
    rule: { name: 'own' },
    reason:
      "Rule 'own' of policy 'Consumers' of role 'DataConsumer' allows EditDescription on every table where isOwner(), which this request leaves open.",
  })
  expect(await decide(me, 'EditDescription', { type: 'table', owners: [] })).toEqual({
    access: 'notAllow',
    reason:
      "No rule allows EditDescription on table: rule 'own' of policy 'Consumers' would, but only where isOwner().",
  })
  expect(await decide({ ...me, isAdmin: true }, 'Delete', { type: 'table' })).toEqual({
    access: 'allow',
    reason: 'ada is an administrator.',
  })
})
