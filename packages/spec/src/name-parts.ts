/** Names the parts of an entity (columns, fields, tasks), so that tags, lineage and JSON Patch can point at them. */
import { quoteName } from './fqn.ts'
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
