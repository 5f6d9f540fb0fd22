/** Follows a renamed tag, term or family of them to everything that wears it or a label below it. */
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import { type EntityWrite, entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import { type EntityType, type EntityTypes, parentTypes } from './entity-type.ts'
import { atOrBelow, renamedFqn } from './fqn-range.ts'
import type { JsonObject } from './json-body.ts'
import { rewriteSearchDocuments } from './search-follow.ts'
import { mapLabels } from './tags.ts'

const selectWearers = `
select ${entityColumns} from entity
 where id in (select entity_id from tag_usage where source = $2 and ${atOrBelow('tag_fqn', '$1')}) and id > $3
 order by id limit 500
   for no key update`

const renameUses = `
update tag_usage set tag_fqn = $3 || substr(tag_fqn, length($1) + 1)
 where source = $2 and ${atOrBelow('tag_fqn', '$1')}`

const firstId = '00000000-0000-0000-0000-000000000000'

/** The label source of a type, or of what stands below it; undefined for types that have nothing to do with labels. */
function sourceBelow(types: EntityTypes, type: EntityType): string | undefined {
  const own = type.definition.labelling?.source
  if (own !== undefined) return own
  if (!type.definition.labelling) return undefined
  return types.all.find(
    ({ definition }) =>
      definition.labelling?.source !== undefined && parentTypes(definition.parent).includes(type.type),
  )?.definition.labelling?.source
}

/** No versions: nobody edited the wearers. */
export async function renameLabels(
  tx: Tx,
  types: EntityTypes,
  before: StoredEntity,
  after: StoredEntity,
): Promise<void> {
  const source = sourceBelow(types, types.of(after.type))
  if (source === undefined) return
  const rename = (label: JsonObject): JsonObject => {
    const now = label.source === source ? renamedFqn(String(label.tagFQN), before.fqn, after.fqn) : undefined
    if (now === undefined) return label
    const named = now === after.fqn && label.name === before.name ? { name: after.name } : {}
    return { ...label, tagFQN: now, ...named }
  }
  let seen = firstId
  for (;;) {
    const wearers = await selectEntities(tx, 'label-wearers', selectWearers, [before.fqn, source, seen])
    const writes = wearers.map((entity): EntityWrite => {
      const type = types.of(entity.type)
      return { type, entity: { ...entity, document: mapLabels(type, entity.document, rename) } }
    })
    await updateEntities(tx, writes)
    await rewriteSearchDocuments(tx, writes)
    const last = wearers.at(-1)
    if (!last || wearers.length < 500) break
    seen = last.id
  }
  await tx.query({ name: 'label-uses', text: renameUses, values: [before.fqn, source, after.fqn] })
}
