/** Turns policies into a predicate over entities: what is left of the conditions once it is known who asks. */
import type { ResourcePredicate } from '@waymark/spec'
import type { Condition } from './condition.ts'
import type { Asker } from './verdict.ts'

const yes: ResourcePredicate = { kind: 'true' }
const no: ResourcePredicate = { kind: 'false' }

/** Conjunction or disjunction without constants and needless nesting. */
function combine(kind: 'and' | 'or', parts: readonly ResourcePredicate[]): ResourcePredicate {
  const [neutral, decisive] = kind === 'and' ? [yes, no] : [no, yes]
  if (parts.some((part) => part.kind === decisive.kind)) return decisive
  const of = parts.filter((part) => part.kind !== neutral.kind)
  const [only] = of
  if (only === undefined) return neutral
  return of.length === 1 ? only : { kind, of }
}

export const allOf = (parts: readonly ResourcePredicate[]) => combine('and', parts)
export const anyOf = (parts: readonly ResourcePredicate[]) => combine('or', parts)

export function negated(of: ResourcePredicate): ResourcePredicate {
  if (of.kind === 'true') return no
  if (of.kind === 'false') return yes
  return of.kind === 'not' ? of.of : { kind: 'not', of }
}

function among(kind: 'owner' | 'reviewer' | 'domain', ids: readonly string[]): ResourcePredicate {
  return ids.length === 0 ? no : { kind, ids: [...new Set(ids)] }
}

/** The same meaning as `evaluate` has for an entity of which everything is known. */
export function predicateOf(condition: Condition, asker: Asker): ResourcePredicate {
  switch (condition.kind) {
    case 'not':
      return negated(predicateOf(condition.of, asker))
    case 'and':
    case 'or':
      return combine(condition.kind, [
        predicateOf(condition.left, asker),
        predicateOf(condition.right, asker),
      ])
    case 'call':
      return predicateOfCall(condition, asker)
  }
}

function predicateOfCall(
  { name, args }: Extract<Condition, { kind: 'call' }>,
  { userId, grants, policy }: Asker,
): ResourcePredicate {
  switch (name) {
    case 'hasAnyRole':
      return args.some((role) => grants.roleNames.includes(role)) ? yes : no
    case 'inAnyTeam':
      return args.some((team) => grants.teamNames.includes(team)) ? yes : no
    case 'noOwner':
    case 'noDomain':
      return { kind: name }
    case 'isOwner':
      return among('owner', [userId, ...grants.teamIds])
    case 'isReviewer':
      return among('reviewer', [userId, ...grants.teamIds])
    case 'matchTeam':
      return among('owner', [...(policy.covers ?? [])])
    case 'hasDomain':
      return among('domain', grants.domainIds)
    case 'matchAnyTag':
      return { kind: 'anyTag', tags: args }
    case 'matchAllTags':
      return { kind: 'allTags', tags: args }
    case 'matchAnyCertification':
      return { kind: 'anyCertification', tags: args }
  }
}
