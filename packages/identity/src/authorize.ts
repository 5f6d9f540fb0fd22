/** Decides what a principal may do: policies of roles and teams, where one denying rule outweighs all allowing ones. */
import { type Operation, type PolicyRule, problem, type ResourcePredicate } from '@waymark/spec'
import { allOf, anyOf, negated, predicateOf } from './access-filter.ts'
import { boundedCache } from './bounded-cache.ts'
import { type ParsedCondition, parseCondition } from './condition.ts'
import type {
  Access,
  Decision,
  GrantedPolicy,
  Grants,
  Identity,
  PolicySource,
  Principal,
  Resource,
} from './identity.ts'
import { type Asker, evaluate, type Verdict } from './verdict.ts'

/** Whether `general` includes `special`: `All` everything, `EditAll` every `Edit…`, `ViewAll` every `View…`. */
function includes(general: Operation, special: Operation): boolean {
  if (general === 'All' || general === special) return true
  if (general === 'EditAll') return special.startsWith('Edit') || special === 'BulkUpdate'
  if (general === 'Create') return special === 'BulkCreate' || special === 'CreateTests'
  return general === 'ViewAll' && special.startsWith('View')
}

/** What the rules that concern an operation say, in the order in which they outweigh each other. */
const outcomes = [
  { effect: 'deny', verdict: true, access: 'deny' },
  { effect: 'deny', verdict: undefined, access: 'conditionalDeny' },
  { effect: 'allow', verdict: true, access: 'allow' },
  { effect: 'allow', verdict: undefined, access: 'conditionalAllow' },
] as const satisfies readonly { effect: string; verdict: Verdict; access: Access }[]

interface Judged {
  readonly rule: PolicyRule
  readonly policy: GrantedPolicy
  readonly verdict: Verdict
}

export function authorizer(
  policies: PolicySource,
): Pick<Identity, 'may' | 'authorize' | 'decide' | 'grantsOf' | 'filter'> {
  const parsed = boundedCache<ParsedCondition>(1000)
  /** Searches ask about every type there is. What follows from grants is known as long as the grants themselves. */
  const filters = new WeakMap<Grants, Map<string, ResourcePredicate>>()

  function conditionOf(rule: PolicyRule): ParsedCondition | undefined {
    const text = rule.condition?.trim()
    if (!text) return undefined
    const known = parsed.get(text, 0) ?? parseCondition(text)
    parsed.set(text, known, Number.POSITIVE_INFINITY)
    return known
  }

  /** A condition that does not parse stays undecided: it never allows, and never keeps a rule from denying. */
  function verdictOf(rule: PolicyRule, asker: Asker, resource: Resource): Verdict {
    const condition = conditionOf(rule)
    if (!condition) return true
    return condition.ok ? evaluate(condition.condition, asker, resource) : undefined
  }

  async function decide(principal: Principal, operation: Operation, resource: Resource): Promise<Decision> {
    if (principal.isAdmin) return { access: 'allow', reason: `${principal.name} is an administrator.` }
    const grants = await policies.grantsOf(principal.userId)
    const judged: Judged[] = []
    for (const policy of grants.policies)
      for (const rule of policy.rules) {
        if (!concerns(rule, operation, resource.type)) continue
        const asker = { userId: principal.userId, grants, policy }
        judged.push({ rule, policy, verdict: verdictOf(rule, asker, resource) })
      }
    for (const { effect, verdict, access } of outcomes) {
      const found = judged.find((each) => effectOf(each.rule) === effect && each.verdict === verdict)
      if (found) return decision(access, found, operation, resource)
    }
    return { access: 'notAllow', reason: nothingAllows(operation, resource, judged) }
  }

  async function may(principal: Principal, operation: Operation, resource: Resource): Promise<boolean> {
    return (await decide(principal, operation, resource)).access === 'allow'
  }

  return {
    may,
    decide,
    grantsOf: ({ userId }) => policies.grantsOf(userId),
    async authorize(principal, operation, resource) {
      if (await may(principal, operation, resource)) return
      const name = resource.name ? `${resource.type} '${resource.name}'` : resource.type
      throw problem('not-allowed', { principal: principal.name, operation, resource: name })
    },
    async filter(principal, operation, type) {
      if (principal.isAdmin) return { kind: 'true' }
      const grants = await policies.grantsOf(principal.userId)
      const asked = `${principal.userId} ${operation} ${type}`
      const known = filters.get(grants)?.get(asked)
      if (known) return known
      const parts: Record<'allow' | 'deny', ResourcePredicate[]> = { allow: [], deny: [] }
      for (const policy of grants.policies)
        for (const rule of policy.rules) {
          if (!concerns(rule, operation, type)) continue
          const condition = conditionOf(rule)
          const effect = effectOf(rule)
          if (!condition) parts[effect].push({ kind: 'true' })
          else if (condition.ok)
            parts[effect].push(predicateOf(condition.condition, { userId: principal.userId, grants, policy }))
          else if (effect === 'deny') parts.deny.push({ kind: 'true' })
        }
      const filter = allOf([anyOf(parts.allow), negated(anyOf(parts.deny))])
      filters.set(grants, (filters.get(grants) ?? new Map()).set(asked, filter))
      return filter
    },
  }
}

/** An effect that is not `allow` denies. */
function effectOf(rule: PolicyRule): 'allow' | 'deny' {
  return rule.effect === 'allow' ? 'allow' : 'deny'
}

/** A denying rule also concerns a wider operation: who may not edit owners may not edit all. */
function concerns(rule: PolicyRule, operation: Operation, type: string): boolean {
  const about = rule.resources.some((name) => name.toLowerCase() === 'all' || name === type)
  if (!about) return false
  // PolicyRule's operations are validated against the closed list when they are stored.
  const listed = rule.operations as Operation[]
  return listed.some(
    (named) => includes(named, operation) || (effectOf(rule) === 'deny' && includes(operation, named)),
  )
}

function decision(
  access: Access,
  { rule, policy }: Judged,
  operation: Operation,
  resource: Resource,
): Decision {
  const source = policy.from ? ` of ${policy.from.kind} '${policy.from.name}'` : ''
  const about = resource.name ? `${resource.type} '${resource.name}'` : `every ${resource.type}`
  const verb = effectOf(rule) === 'allow' ? 'allows' : 'denies'
  const depends = access.startsWith('conditional') ? ', which this request leaves open' : ''
  const condition = rule.condition ? ` where ${rule.condition}` : ''
  return {
    access,
    rule,
    policy: policy.name,
    ...(policy.from && { from: policy.from }),
    reason: `Rule '${rule.name}' of policy '${policy.name}'${source} ${verb} ${operation} on ${about}${condition}${depends}.`,
  }
}

function nothingAllows(operation: Operation, resource: Resource, judged: readonly Judged[]): string {
  const about = resource.name ? `${resource.type} '${resource.name}'` : resource.type
  const near = judged.filter(({ rule, verdict }) => effectOf(rule) === 'allow' && verdict === false)
  const first = near[0]
  if (!first) return `No rule of any policy that applies allows ${operation} on ${about}.`
  return `No rule allows ${operation} on ${about}: rule '${first.rule.name}' of policy '${first.policy.name}' would, but only where ${first.rule.condition}.`
}
