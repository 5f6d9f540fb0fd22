/** Finds the ids of entities by type and fully qualified name, and remembers the latest few thousand. */
import type { CatalogClient } from '@waymark/client'
import type { Registry } from '@waymark/spec'

const rememberedIds = 5_000

export interface EntityIds {
  /** Undefined when the catalog has no such entity; that answer is not remembered. */
  of(type: string, fullyQualifiedName: string): Promise<string | undefined>
}

export function createEntityIds(client: CatalogClient, registry: Registry, signal: AbortSignal): EntityIds {
  const ids = new Map<string, string>()
  return {
    async of(type, fqn) {
      const key = `${type} ${fqn}`
      const remembered = ids.get(key)
      if (remembered !== undefined) return remembered
      const entity = await client.entity(registry.byType(type)).find({ fqn }, { signal })
      if (!entity) return undefined
      // The oldest goes: what follows mostly concerns the same few entities.
      const [oldest] = ids.keys()
      if (ids.size >= rememberedIds && oldest !== undefined) ids.delete(oldest)
      ids.set(key, entity.id)
      return entity.id
    },
  }
}
