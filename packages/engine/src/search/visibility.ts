/** What somebody may see as a condition of a search. */
import type { ResourcePredicate } from '@waymark/spec'
import { compile } from './compile.ts'
import { allOf, anyOf, type Condition, everything, nothing } from './condition.ts'
import { Parameters } from './parameters.ts'
import type { Visibility } from './search-contract.ts'
import { ownTag } from './terms.ts'

function predicateCondition(predicate: ResourcePredicate): Condition {
  switch (predicate.kind) {
    case 'true':
      return everything
    case 'false':
      return nothing
    case 'not':
      return { kind: 'not', of: predicateCondition(predicate.of) }
    case 'and':
      return allOf(predicate.of.map(predicateCondition))
    case 'or':
      return anyOf(predicate.of.map(predicateCondition))
    case 'owner':
    case 'reviewer':
    case 'domain':
      return { kind: 'equals', field: `${predicate.kind}s.id`, values: predicate.ids }
    case 'noOwner':
      return { kind: 'not', of: { kind: 'exists', field: 'owners' } }
    case 'noDomain':
      return { kind: 'not', of: { kind: 'exists', field: 'domains' } }
    case 'anyTag':
      return { kind: 'equals', field: ownTag, values: predicate.tags }
    case 'allTags':
      return allOf(predicate.tags.map((tag): Condition => ({ kind: 'equals', field: ownTag, values: [tag] })))
    case 'anyCertification':
      return { kind: 'equals', field: 'certification.tagLabel.tagFQN', values: predicate.tags }
  }
}

/** SQL that is true where the entity with an id is one that a predicate lets through. Of types that are searched. */
export function visibleEntities(
  predicate: ResourcePredicate,
  values: unknown[],
  id: 'entity.id' | 't.about_id' | 's.about_id' = 'entity.id',
): string {
  const where = compile(predicateCondition(predicate), new Parameters(values))
  return `exists (select from search_document where search_document.entity_id = ${id} and ${where})`
}

/**
 * The condition that leaves what may be seen of the given types; undefined types stand for all that are searched.
 * Types with the same rule share one clause.
 */
export function visibleCondition(
  visible: Visibility | undefined,
  types: readonly string[] | undefined,
  searched: readonly string[],
): Condition {
  const asked = types ?? searched
  if (!visible) return types === undefined ? everything : ofTypes(types)
  const groups = new Map<string, { readonly predicate: ResourcePredicate; readonly types: string[] }>()
  for (const type of asked) {
    const predicate = visible.get(type)
    if (!predicate || predicate.kind === 'false') continue
    const key = JSON.stringify(predicate)
    const group = groups.get(key)
    if (group) group.types.push(type)
    else groups.set(key, { predicate, types: [type] })
  }
  const everywhere = groups.get(JSON.stringify({ kind: 'true' }))
  if (types === undefined && everywhere?.types.length === searched.length) return everything
  return anyOf(
    [...groups.values()].map((group) => allOf([ofTypes(group.types), predicateCondition(group.predicate)])),
  )
}

function ofTypes(types: readonly string[]): Condition {
  return types.length === 0 ? nothing : { kind: 'equals', field: 'entityType', values: types }
}
