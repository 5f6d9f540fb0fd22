/** Reaches everything that wears a tag or term after that was renamed, deleted for good, or brings other labels along. */
import type { TagLabel } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import { type EntityWrite, entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import type { EntityTypes } from './entity-type.ts'
import { atOrBelow, renamedFqn } from './fqn-range.ts'
import type { JsonObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { readLabelFacts } from './label-facts.ts'
import { withDerived } from './label-settlement.ts'
import { moveSearchDocumentsOf } from './search-follow.ts'
import { mapLabels, mapTagLists, replaceTagUses, tagKey, tagUses } from './tags.ts'

const chunk = 500

const selectWearers = `
select ${entityColumns} from entity
 where id in (select entity_id from tag_usage where source = $2 and ${atOrBelow('tag_fqn', '$1')}) and id > $3
 order by id limit ${chunk}
   for no key update`

const firstId = '00000000-0000-0000-0000-000000000000'

/** A label by what it is known by: its source, and the name of the tag or of a family above it. */
interface Worn {
  readonly source: string
  readonly fqn: string
}

/** Changes every document that wears the label or one below it. No versions: nobody edited the wearers. */
async function rewriteWearers(
  tx: Tx,
  types: EntityTypes,
  worn: Worn,
  changeAll: (writes: readonly EntityWrite[]) => Promise<(write: EntityWrite) => JsonObject>,
): Promise<void> {
  let seen = firstId
  for (;;) {
    const wearers = await selectEntities(tx, 'label-wearers', selectWearers, [worn.fqn, worn.source, seen])
    const before = wearers.map((entity): EntityWrite => ({ type: types.of(entity.type), entity }))
    const change = await changeAll(before)
    const after = before
      .map(({ type, entity }) => ({ type, entity: { ...entity, document: change({ type, entity }) } }))
      .filter(({ entity }, at) => !jsonEqual(entity.document, before[at]?.entity.document))
    await updateEntities(tx, after)
    await replaceTagUses(
      tx,
      after.map(({ entity }) => entity.id),
      after.map(({ type, entity }) => ({ id: entity.id, uses: tagUses(type, entity.document) })),
    )
    await moveSearchDocumentsOf(tx, after)
    const last = wearers.at(-1)
    if (!last || wearers.length < chunk) return
    seen = last.id
  }
}

/** Follows a renamed or moved tag, term or family of them. */
export async function renameLabels(
  tx: Tx,
  types: EntityTypes,
  before: StoredEntity,
  after: StoredEntity,
): Promise<void> {
  const source = types.of(after.type).labelSource
  if (source === undefined) return
  const rename = (label: JsonObject): JsonObject => {
    const now = label.source === source ? renamedFqn(String(label.tagFQN), before.fqn, after.fqn) : undefined
    if (now === undefined) return label
    const named = now === after.fqn && label.name === before.name ? { name: after.name } : {}
    return { ...label, tagFQN: now, ...named }
  }
  await rewriteWearers(
    tx,
    types,
    { source, fqn: before.fqn },
    async () =>
      ({ type, entity }) =>
        mapLabels(type, entity.document, rename),
  )
}

/** Takes a tag that is deleted for good off everything. Does nothing for entities that are no labels. */
export async function dropLabel(tx: Tx, types: EntityTypes, tag: StoredEntity): Promise<void> {
  const source = types.of(tag.type).definition.labelling?.source
  if (source === undefined) return
  await rewriteWearers(
    tx,
    types,
    { source, fqn: tag.fqn },
    async () =>
      ({ type, entity }) =>
        mapLabels(type, entity.document, (label) =>
          label.tagFQN === tag.fqn && label.source === source ? undefined : label,
        ),
  )
}

/** After the tags of a term changed: whoever wears the term wears its tags as well. */
export async function rederiveLabels(
  tx: Tx,
  types: EntityTypes,
  term: StoredEntity,
  before: JsonObject,
): Promise<void> {
  const source = types.of(term.type).definition.labelling?.source
  if (source === undefined) return
  const came = new Set(Array.isArray(before.tags) ? (before.tags as TagLabel[]).map(tagKey) : []) // stored, hence valid
  await rewriteWearers(tx, types, { source, fqn: term.fqn }, async (writes) => {
    const uses = writes.flatMap(({ type, entity }) => tagUses(type, entity.document))
    const book = await readLabelFacts(
      tx,
      types,
      uses.map(({ label }) => label),
    )
    return ({ type, entity }) =>
      mapTagLists(type, entity.document, (labels) =>
        labels.some((label) => label.source === source && label.tagFQN === term.fqn)
          ? withDerived(
              book,
              labels.filter((label) => label.labelType !== 'Derived' || !came.has(tagKey(label))),
            )
          : labels,
      )
  })
}
