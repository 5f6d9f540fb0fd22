/** Carries what an entity lends to others into their documents: to its children, and to those that always show it. */
import type { Tx } from './database.ts'
import { refreshDescendants, renaming } from './descendants.ts'
import { linkMembers, type StoredEntity } from './document.ts'
import { chunksOf, entityColumns, selectByIds, selectEntities, updateEntities } from './entity-rows.ts'
import { ancestryFields, type EntityType, type EntityTypes, parentTypes } from './entity-type.ts'
import { rederiveLabels, renameLabels } from './label-wearers.ts'
import { readLinks } from './links.ts'
import { refreshMentions, renameMentions, shownOf } from './mentions.ts'
import type { Plan } from './plan.ts'
import { carryRenamed } from './renamed-rows.ts'
import { moveSearchDocumentsOf } from './search-follow.ts'

/** Follows up on updates of one type. Neither versions nor events: the others did not change, only what they show. */
export async function propagate(tx: Tx, types: EntityTypes, plans: readonly Plan[]): Promise<void> {
  for (const plan of plans) {
    if (plan.before === undefined) continue
    const from = plan.before.stored
    if (from.fqn !== plan.after.fqn || from.parentId !== plan.after.parentId) {
      await carryNames(tx, types, from, plan.after)
    }
    const handedOn = plan.changed.filter((name) => isHandedOn(types, plan.type, name))
    if (handedOn.length > 0) await refreshDescendants(tx, types, plan.after)
    if (plan.changed.includes('displayName') || plan.outcome === 'restored') {
      await refreshReferrers(tx, types, await referrersOf(tx, types, [plan.after]))
    }
    if (plan.type.definition.labelling?.derives && plan.changed.includes('tags')) {
      await rederiveLabels(tx, types, plan.after, from.document)
    }
    if (plan.changed.includes('displayName')) {
      const { displayName } = plan.after.document
      await refreshMentions(tx, types, shownOf([{ ...plan.after, displayName }]))
    }
  }
}

/** After a rename or a move: everything below, and everything anywhere that shows or wears one of the names. */
async function carryNames(
  tx: Tx,
  types: EntityTypes,
  before: StoredEntity,
  after: StoredEntity,
): Promise<void> {
  const below = await refreshDescendants(tx, types, after, before.fqn)
  const renamed = [renaming(types.of(after.type), before, after), ...below]
  await carryRenamed(tx, types, renamed)
  if (before.fqn !== after.fqn) {
    await renameLabels(tx, types, before, after)
    await renameMentions(tx, types, before.fqn, after.fqn)
  }
  for (const part of chunksOf(renamed)) {
    await refreshReferrers(tx, types, await referrersOf(tx, types, part))
    await refreshMentions(tx, types, shownOf(part.map((one) => ({ ...one, fqn: one.to }))))
    const ids = part.map(({ id }) => id)
    const borrowers = new Set(await borrowersOf(tx, types, ids))
    await refreshBorrowers(tx, types, [...borrowers])
    const linked = await linkedTo(tx, ids)
    await refreshSearchDocuments(
      tx,
      types,
      linked.filter((id) => !borrowers.has(id)),
    )
  }
}

function isHandedOn(types: EntityTypes, type: EntityType, name: string): boolean {
  if (name === 'displayName' || type.inheritedLinks.some((link) => link.name === name)) return true
  return types.all.some(({ definition }) => {
    const { parent } = definition
    return parentTypes(parent).includes(type.type) && ancestryFields(parent).includes(name)
  })
}

/** Entities whose inheritable links (owners, domains) lead to one of the given ones. */
export async function borrowersOf(tx: Tx, types: EntityTypes, ids: readonly string[]): Promise<string[]> {
  const words = new Set(types.all.flatMap((type) => type.inheritedLinks.map((link) => link.relationship)))
  const { rows } = await tx.query<{ id: string }>({
    name: 'propagate-borrowers',
    text: 'select distinct to_id as id from relationship where from_id = any($1::uuid[]) and relationship = any($2::text[])',
    values: [ids, [...words]],
  })
  return rows.map((row) => row.id)
}

/** Entities at the other end of any link of the given ones. */
export async function linkedTo(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'propagate-linked',
    text: `select to_id as id from relationship where from_id = any($1::uuid[])
           union select from_id from relationship where to_id = any($1::uuid[])`,
    values: [ids],
  })
  return rows.map((row) => row.id)
}

/** Search documents name the entities at the other ends of links. */
export async function refreshSearchDocuments(
  tx: Tx,
  types: EntityTypes,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunksOf(ids)) {
    const entities = await selectByIds(tx, part)
    await moveSearchDocumentsOf(
      tx,
      entities.map((entity) => ({ type: types.of(entity.type), entity })),
    )
  }
}

/** Rewrites the search documents of entities whose inheritable links changed, and of everything below them. */
export async function refreshBorrowers(tx: Tx, types: EntityTypes, ids: readonly string[]): Promise<void> {
  for (const part of chunksOf(ids)) {
    for (const entity of await selectByIds(tx, part)) {
      await moveSearchDocumentsOf(tx, [{ type: types.of(entity.type), entity }])
      await refreshDescendants(tx, types, entity)
    }
  }
}

const selectReferrers = `
select ${entityColumns} from entity
 where entity.type = $1 and entity.id in (
   select from_id from relationship where $4 and to_id = any($2::uuid[]) and relationship = $3
   union
   select to_id from relationship where not $4 and from_id = any($2::uuid[]) and relationship = $3)
 order by entity.id
   for no key update`

/** Entities whose documents always show one of the given ones. */
export async function referrersOf(
  tx: Tx,
  types: EntityTypes,
  shown: readonly { readonly id: string; readonly type: string }[],
): Promise<StoredEntity[]> {
  const found: StoredEntity[] = []
  for (const type of types.all) {
    for (const link of type.alwaysLinks) {
      const ids = shown.filter((entity) => link.to.includes(entity.type)).map((entity) => entity.id)
      if (ids.length === 0) continue
      const values = [type.type, ids, link.relationship, link.out]
      found.push(...(await selectEntities(tx, 'propagate-referrers', selectReferrers, values)))
    }
  }
  return found
}

/** Brings the links that documents always show up to date. */
export async function refreshReferrers(
  tx: Tx,
  types: EntityTypes,
  referrers: readonly StoredEntity[],
): Promise<void> {
  for (const entity of referrers) {
    const type = types.of(entity.type)
    const links = (await readLinks(tx, [entity.id], type.alwaysLinks, false)).get(entity.id) ?? new Map()
    const always = new Set(type.alwaysLinks.map((link) => link.name))
    const kept = Object.fromEntries(Object.entries(entity.document).filter(([name]) => !always.has(name)))
    await updateEntities(tx, [
      { type, entity: { ...entity, document: { ...kept, ...linkMembers(type.alwaysLinks, links) } } },
    ])
  }
}
