/** What the catalog already has below a parent: names, hashes, and which of them this run has seen. */
import type { CatalogClient } from '@waymark/client'
import { type AnyDefinition, parentFqn } from '@waymark/spec'

export interface KnownChild {
  readonly id: string
  readonly fullyQualifiedName: string
  readonly hash: string | undefined
  readonly deleted: boolean
  seen: boolean
}

export interface KnownChildren {
  /** Reads the children of `parent` at the first call, page by page; later calls answer from memory. */
  of(definition: AnyDefinition, parent: string): Promise<ReadonlyMap<string, KnownChild>>
  /** This run created `parent`, so it has no children to read. */
  isNew(parent: string): void
  /** Forgets the children of a parent that is complete: a run holds few parents at a time. */
  forget(definition: AnyDefinition, parent: string): void
}

/**
 * The list filter that names the parent: what lies in another entity of its type (a folder in a bucket) is below that one.
 * Undefined where lists cannot be narrowed to one parent, e.g. tests, whose names follow from what they test.
 */
function parentMember({ parent, fqnOf }: AnyDefinition, parentName: string): string | undefined {
  if (!parent || parent.implied || fqnOf || parentName === '') return undefined
  const belowService = parentFqn(parentName) === undefined
  return belowService ? parent.field : (parent.nested?.field ?? parent.field)
}

/** One page in memory at a time; of each row only what is compared is kept. */
const pageSize = 500

/** Names differ by case only in the source; the catalog compares names as the source writes them. */
export function createKnownChildren(client: CatalogClient, signal: AbortSignal): KnownChildren {
  const known = new Map<string, Promise<ReadonlyMap<string, KnownChild>>>()
  const created = new Set<string>()
  const keyOf = (definition: AnyDefinition, parent: string) => `${definition.type} ${parent}`

  async function read(definition: AnyDefinition, parent: string) {
    const children = new Map<string, KnownChild>()
    const field = parentMember(definition, parent)
    if (created.has(parent) || field === undefined) return children
    const fields = definition.selectable.includes('sourceHash') ? ['sourceHash'] : []
    const query = { pageSize, fields, include: 'all', filters: { [field]: parent }, signal } as const
    for await (const entity of client.entity(definition).list(query)) {
      const { id, fullyQualifiedName, sourceHash: hash, deleted = false } = entity
      // The filter matches whole subtrees; only direct children are wanted.
      if (parentFqn(fullyQualifiedName) !== parent) continue
      children.set(fullyQualifiedName, { id, fullyQualifiedName, hash, deleted, seen: false })
    }
    return children
  }

  return {
    of(definition, parent) {
      const key = keyOf(definition, parent)
      const found = known.get(key) ?? read(definition, parent)
      known.set(key, found)
      return found
    },
    isNew: (parent) => created.add(parent),
    forget: (definition, parent) => known.delete(keyOf(definition, parent)),
  }
}
