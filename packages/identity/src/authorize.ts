/** Decides what a principal may do: policies of roles and teams, where one denying rule outweighs all allowing ones. */
import { type Operation, type PolicyRule, problem } from '@waymark/spec'
import { boundedCache } from './bounded-cache.ts'
import { evaluate, type ParsedCondition, parseCondition, type Verdict } from './condition.ts'
import type { Grants, Identity, PolicySource, Principal, Resource } from './identity.ts'

/** Whether `general` includes `special`: `All` everything, `EditAll` every `Edit…`, `ViewAll` every `View…`. */
function includes(general: Operation, special: Operation): boolean {
  if (general === 'All' || general === special) return true
  if (general === 'EditAll') return special.startsWith('Edit')
  return general === 'ViewAll' && special.startsWith('View')
}

export function authorizer(policies: PolicySource): Pick<Identity, 'may' | 'authorize'> {
  const parsed = boundedCache<ParsedCondition>(1000)

  function conditionOf(rule: PolicyRule): ParsedCondition | undefined {
    const text = rule.condition?.trim()
    if (!text) return undefined
    const known = parsed.get(text, 0) ?? parseCondition(text)
    parsed.set(text, known, Number.POSITIVE_INFINITY)
    return known
  }

  function verdictOf(rule: PolicyRule, principal: Principal, grants: Grants, resource: Resource): Verdict {
    const condition = conditionOf(rule)
    if (!condition) return true
    return condition.ok ? evaluate(condition.condition, principal, grants, resource) : undefined
  }

  async function may(principal: Principal, operation: Operation, resource: Resource): Promise<boolean> {
    if (principal.isAdmin) return true
    const grants = await policies.grantsOf(principal.userId)
    let isAllowed = false
    for (const { rules } of grants.policies)
      for (const rule of rules) {
        if (!concerns(rule, operation, resource)) continue
        const verdict = verdictOf(rule, principal, grants, resource)
        // An undecided condition never allows, and never keeps a rule from denying.
        if (rule.effect !== 'allow' && verdict !== false) return false
        if (rule.effect === 'allow' && verdict === true) isAllowed = true
      }
    return isAllowed
  }

  return {
    may,
    async authorize(principal, operation, resource) {
      if (await may(principal, operation, resource)) return
      const name = resource.name ? `${resource.type} '${resource.name}'` : resource.type
      throw problem('not-allowed', { principal: principal.name, operation, resource: name })
    },
  }
}

/** A denying rule also concerns a wider operation: who may not edit owners may not edit all. */
function concerns(rule: PolicyRule, operation: Operation, resource: Resource): boolean {
  const about = rule.resources.some((name) => name === 'All' || name === resource.type)
  if (!about) return false
  // PolicyRule's operations are validated against the closed list when they are stored.
  const listed = rule.operations as Operation[]
  return listed.some(
    (named) => includes(named, operation) || (rule.effect !== 'allow' && includes(operation, named)),
  )
}
