/** Takes a tag that is deleted for good off everything that wears it. */
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import { entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityTypes } from './entity-type.ts'
import { rewriteSearchDocuments } from './search-follow.ts'
import { mapLabels } from './tags.ts'

const selectWearers = `
select ${entityColumns} from entity
 where id in (select entity_id from tag_usage
               where left(tag_fqn, 500) = left($1, 500) and tag_fqn = $1 and source = $2 limit 500)
 order by id
   for no key update`

/** Does nothing for entities that are no tags. No versions: nobody edited the wearers. */
export async function dropTag(tx: Tx, types: EntityTypes, tag: StoredEntity): Promise<void> {
  const source = types.of(tag.type).definition.labelling?.source
  if (source === undefined) return
  for (;;) {
    const wearers = await selectEntities(tx, 'tag-wearers', selectWearers, [tag.fqn, source])
    if (wearers.length === 0) return
    const without = wearers.map((entity) => {
      const type = types.of(entity.type)
      const document = mapLabels(type, entity.document, (label) =>
        label.tagFQN === tag.fqn && label.source === source ? undefined : label,
      )
      return { type, entity: { ...entity, document } }
    })
    await updateEntities(tx, without)
    await tx.query(
      'delete from tag_usage where tag_fqn = $1 and source = $2 and entity_id = any($3::uuid[])',
      [tag.fqn, source, wearers.map((entity) => entity.id)],
    )
    await rewriteSearchDocuments(tx, without)
  }
}
