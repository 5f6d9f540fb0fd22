/** Puts names to what the entries of the audit log were about: they record ids, and people read names. */
import type { Engine, EntityJson, EntityKey } from '@waymark/engine'
import type { AuditEntry } from '@waymark/identity'
import { type EntityReference, isProblem, isUuid, quoteName } from '@waymark/spec'

interface Wanted {
  readonly type: string
  readonly key: EntityKey
}

/** By the route that was called; a secret's reader is recorded as `<type> <fully qualified name>`. */
function wantedOf({ registry }: Engine, { action, category, target }: AuditEntry): Wanted | undefined {
  if (target === undefined) return undefined
  const path = /^[A-Z]+ \/api\/v1\/(.+)$/.exec(action)?.[1]
  const [word = '', ...fqn] = target.split(' ')
  if (category === 'secret' && fqn.length > 0 && registry.all.some(({ type }) => type === word))
    return { type: word, key: { fqn: fqn.join(' ') } }
  const definition = registry.all.find(
    ({ collection }) => path === collection || path?.startsWith(`${collection}/`),
  )
  if (!definition) return undefined
  if (isUuid(target)) return { type: definition.type, key: { id: target } }
  // A name from a body stands for the entity that it made; one from the path is fully qualified already.
  return { type: definition.type, key: { fqn: path?.includes(':fqn') ? target : quoteName(target) } }
}

/** What the entries were about, by their sequence numbers; what is not there any more, or never was an entity, is left out. */
export async function auditTargets(
  engine: Engine,
  entries: readonly AuditEntry[],
): Promise<ReadonlyMap<number, EntityReference>> {
  const asked = new Map<string, Promise<EntityReference | undefined>>()
  const find = ({ type, key }: Wanted): Promise<EntityReference | undefined> => {
    const name = `${type} ${JSON.stringify(key)}`
    const found = asked.get(name) ?? referenceTo(engine, type, key)
    asked.set(name, found)
    return found
  }
  const targets = new Map<number, EntityReference>()
  await Promise.all(
    entries.map(async (entry) => {
      const wanted = wantedOf(engine, entry)
      const target = wanted && (await find(wanted))
      if (target) targets.set(entry.sequence, target)
    }),
  )
  return targets
}

async function referenceTo(
  engine: Engine,
  type: string,
  key: EntityKey,
): Promise<EntityReference | undefined> {
  let entity: EntityJson
  try {
    entity = await engine.get(type, key, { include: 'all' })
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
  const { id, name, fullyQualifiedName, displayName, deleted } = entity
  return {
    ...{ id, type, name, fullyQualifiedName },
    ...(typeof displayName === 'string' ? { displayName } : {}),
    ...(deleted === true ? { deleted } : {}),
  }
}
