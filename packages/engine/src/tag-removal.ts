/** Takes a tag that is deleted for good off everything that wears it. */
import { tagSourceTypes } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import { entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { rewriteSearchDocuments } from './propagate.ts'
import { mapParts } from './tags.ts'

const selectWearers = `
select ${entityColumns} from entity
 where id in (select entity_id from tag_usage
               where left(tag_fqn, 500) = left($1, 500) and tag_fqn = $1 and source = $2 limit 500)
 order by id
   for no key update`

/** Does nothing for entities that are no tags. No versions: nobody edited the wearers. */
export async function dropTag(tx: Tx, types: EntityTypes, tag: StoredEntity): Promise<void> {
  const source = Object.entries(tagSourceTypes).find(([, type]) => type === tag.type)?.[0]
  if (source === undefined) return
  for (;;) {
    const wearers = await selectEntities(tx, 'tag-wearers', selectWearers, [tag.fqn, source])
    if (wearers.length === 0) return
    const without = wearers.map((entity) => {
      const type = types.of(entity.type)
      return { type, entity: { ...entity, document: withoutTag(type, entity.document, tag.fqn, source) } }
    })
    await updateEntities(tx, without)
    await tx.query(
      'delete from tag_usage where tag_fqn = $1 and source = $2 and entity_id = any($3::uuid[])',
      [tag.fqn, source, wearers.map((entity) => entity.id)],
    )
    for (const typeName of new Set(wearers.map((entity) => entity.type))) {
      const entities = without.filter(({ type }) => type.type === typeName).map(({ entity }) => entity)
      await rewriteSearchDocuments(tx, types.of(typeName), entities)
    }
  }
}

function withoutTag(type: EntityType, document: JsonObject, fqn: string, source: string): JsonObject {
  const strip = (holder: JsonObject): JsonObject =>
    Array.isArray(holder.tags)
      ? {
          ...holder,
          tags: holder.tags.filter(
            (label) => !isObject(label) || label.tagFQN !== fqn || label.source !== source,
          ),
        }
      : holder
  return mapParts(type, strip(document), strip)
}
