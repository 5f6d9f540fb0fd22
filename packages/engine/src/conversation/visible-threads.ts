/** Which conversations somebody may read: those about entities that they may see, one by one and not by type alone. */
import type { Visibility } from '../search/search-contract.ts'
import { visibleEntities } from '../search/visibility.ts'

/**
 * SQL that is true for rows about entities that may be seen.
 * @param row - alias of the table whose `about_type` and `about_id` say what a row is about
 * @param visible - undefined: everything. A type that is missing is not seen; neither is a type whose rule looks at
 * entities while search does not know them
 */
export function visibleAbout(row: 't' | 's', visible: Visibility | undefined, values: unknown[]): string {
  if (!visible) return 'true'
  const parameter = (value: unknown): string => `$${values.push(value)}`
  const typesByRule = new Map<string, string[]>()
  for (const [type, predicate] of visible) {
    const rule = JSON.stringify(predicate)
    typesByRule.set(rule, [...(typesByRule.get(rule) ?? []), type])
  }
  const clauses = [...typesByRule].flatMap(([, types]) => {
    const predicate = visible.get(types[0] ?? '')
    if (!predicate || predicate.kind === 'false') return []
    const ofTypes = `${row}.about_type = any(${parameter(types)})`
    if (predicate.kind === 'true') return [ofTypes]
    return [`(${ofTypes} and ${visibleEntities(predicate, values, `${row}.about_id`)})`]
  })
  return clauses.length === 0 ? 'false' : `(${clauses.join(' or ')})`
}
