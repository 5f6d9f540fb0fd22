/** Names the parts of an entity (columns, fields, tasks), so that tags, lineage and JSON Patch can point at them. */
import { quoteName } from './fqn.ts'
import { problem } from './problems.ts'
import type { TagLabel } from './types/tag-label.ts'

interface Part {
  name?: string
  fullyQualifiedName?: string
  tags?: TagLabel[]
  children?: Part[]
}

/**
 * Gives every part, at any depth, its fully qualified name below `above` and a tag list, so that a JSON Patch always
 * finds a target.
 */
export function nameParts<P extends Part>(parts: readonly P[], above: string): P[] {
  return parts.map((part) => {
    if (part.name === undefined) return part
    const fullyQualifiedName = `${above}.${quoteName(part.name)}`
    const named = { ...part, fullyQualifiedName, tags: part.tags ?? [] }
    if (part.children) named.children = nameParts(part.children, fullyQualifiedName)
    return named
  })
}

/**
 * Names that differ by case are two: Snowflake's and S3's tables have such columns.
 * @param place - the member that holds the columns
 * @throws problem `body-invalid` where two columns side by side, at any depth, have one name: each tag and line of
 *   lineage of the one would be the other's too
 */
export function requireOwnNames(columns: readonly Part[], place: string): void {
  const met = new Set<string | undefined>()
  for (const [at, { name, children }] of columns.entries()) {
    if (met.has(name)) {
      throw problem('body-invalid', {
        field: `${place}.${at}.name`,
        expected: `column name '${name}' is repeated. Columns side by side need names of their own: remove or rename one.`,
      })
    }
    met.add(name)
    if (children) requireOwnNames(children, `${place}.${at}.children`)
  }
}
