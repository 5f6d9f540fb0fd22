/** Decides a policy rule's condition for one resource: yes, no, or undecided where the resource does not say. */
import type { EntityReference } from '@waymark/spec'
import type { Condition } from './condition.ts'
import type { GrantedPolicy, Grants, Resource } from './identity.ts'

/** Who asks, and the policy whose rule is looked at. */
export interface Asker {
  readonly userId: string
  readonly grants: Omit<Grants, 'policies'>
  readonly policy: Pick<GrantedPolicy, 'covers'>
}

export type Verdict = boolean | undefined

/** Three-valued (Kleene): `!` of undecided is undecided, so that a missing member never turns into a yes. */
export function evaluate(condition: Condition, asker: Asker, resource: Resource): Verdict {
  switch (condition.kind) {
    case 'not': {
      const inner = evaluate(condition.of, asker, resource)
      return inner === undefined ? undefined : !inner
    }
    case 'and': {
      const left = evaluate(condition.left, asker, resource)
      if (left === false) return false
      const right = evaluate(condition.right, asker, resource)
      return right === false ? false : left === undefined ? undefined : right
    }
    case 'or': {
      const left = evaluate(condition.left, asker, resource)
      if (left === true) return true
      const right = evaluate(condition.right, asker, resource)
      return right === true ? true : left === undefined ? undefined : right
    }
    case 'call':
      return verdictOfCall(condition, asker, resource)
  }
}

function verdictOfCall(
  { name, args }: Extract<Condition, { kind: 'call' }>,
  { userId, grants, policy }: Asker,
  { owners, tags, reviewers, domains, certifications }: Resource,
): Verdict {
  const isMe = ({ id }: EntityReference) => id === userId || grants.teamIds.includes(id)
  switch (name) {
    case 'hasAnyRole':
      return args.some((role) => grants.roleNames.includes(role))
    case 'inAnyTeam':
      return args.some((team) => grants.teamNames.includes(team))
    case 'noOwner':
      return owners && owners.length === 0
    case 'isOwner':
      return owners?.some(isMe)
    case 'isReviewer':
      return reviewers?.some(isMe)
    case 'matchTeam':
      return policy.covers === undefined ? false : owners?.some(({ id }) => policy.covers?.has(id) === true)
    case 'noDomain':
      return domains && domains.length === 0
    case 'hasDomain':
      return domains?.some(({ id }) => grants.domainIds.includes(id))
    case 'matchAnyTag':
      return tags && args.some((tag) => tags.includes(tag))
    case 'matchAllTags':
      return tags && args.every((tag) => tags.includes(tag))
    case 'matchAnyCertification':
      return certifications && args.some((tag) => certifications.includes(tag))
  }
}
