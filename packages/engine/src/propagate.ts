/** Carries what an entity lends to others into their documents: to its children, and to those that always show it. */
import type { Tx } from './database.ts'
import { ancestryFrom, ancestryOf, linkMembers, type StoredEntity } from './document.ts'
import {
  type EntityWrite,
  entityColumns,
  selectByIds,
  selectEntities,
  updateEntities,
} from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { readLinks } from './links.ts'
import { fullEntity, type Plan } from './plan.ts'
import { reference } from './references.ts'
import { writeSearchDocuments } from './search/search-document.ts'

const chunk = 500

const selectChildren = `
select ${entityColumns} from entity
 where parent_id = $1 and id > $2
 order by id limit ${chunk}
   for no key update`

const firstId = '00000000-0000-0000-0000-000000000000'

/** Follows up on updates of one type. Neither versions nor events: the others did not change, only what they show. */
export async function propagate(tx: Tx, types: EntityTypes, plans: readonly Plan[]): Promise<void> {
  for (const plan of plans) {
    if (plan.before === undefined) continue
    const handedOn = plan.changed.filter((name) => isHandedOn(types, plan.type, name))
    if (handedOn.length > 0) await refreshChildren(tx, types, plan.after)
    if (plan.changed.includes('displayName') || plan.outcome === 'restored') {
      await refreshReferrers(tx, types, await referrersOf(tx, types, [plan.after]))
    }
  }
}

function isHandedOn(types: EntityTypes, type: EntityType, name: string): boolean {
  if (name === 'displayName' || type.inheritedLinks.some((link) => link.name === name)) return true
  return types.all.some(({ definition }) => {
    const parent = definition.parent
    return parent?.types.includes(type.type) === true && parent.copies?.includes(name) === true
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

/** Rewrites the search documents of entities whose inheritable links changed, and of everything below them. */
export async function refreshBorrowers(tx: Tx, types: EntityTypes, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += chunk) {
    for (const entity of await selectByIds(tx, ids.slice(at, at + chunk))) {
      await rewriteSearchDocuments(tx, types.of(entity.type), [entity])
      await refreshChildren(tx, types, entity)
    }
  }
}

/** Rewrites the documents below an entity, level by level, and their search documents, which show inherited owners. */
async function refreshChildren(tx: Tx, types: EntityTypes, parent: StoredEntity): Promise<void> {
  if (!types.isParent(parent.type)) return
  let after = firstId
  for (;;) {
    const children = await selectEntities(tx, 'propagate-children', selectChildren, [parent.id, after])
    const last = children.at(-1)
    if (!last) return
    after = last.id
    for (const typeName of new Set(children.map((child) => child.type))) {
      const type = types.of(typeName)
      const refreshed = children
        .filter((child) => child.type === typeName)
        .map((child) => refreshedChild(type, child, parent))
      await updateEntities(
        tx,
        refreshed.filter(({ differs }) => differs).map(({ write }) => write),
      )
      await rewriteSearchDocuments(
        tx,
        type,
        refreshed.map(({ write }) => write.entity),
      )
      for (const { write } of refreshed) await refreshChildren(tx, types, write.entity)
    }
    if (children.length < chunk) return
  }
}

function refreshedChild(
  type: EntityType,
  child: StoredEntity,
  parent: StoredEntity,
): { readonly write: EntityWrite; readonly differs: boolean } {
  const shown = referenceTo(parent)
  const before = ancestryOf(type, child.document)
  const now = ancestryFrom(type, shown, parent.document)
  const gone = Object.keys(before).filter((name) => now[name] === undefined)
  const kept = Object.fromEntries(Object.entries(child.document).filter(([name]) => !gone.includes(name)))
  const document: JsonObject = { ...kept, ...now }
  return { write: { type, entity: { ...child, document } }, differs: !jsonEqual(before, now) }
}

function referenceTo(entity: StoredEntity) {
  const { displayName } = entity.document
  return reference({
    id: entity.id,
    type: entity.type,
    name: entity.name,
    fqn: entity.fqn,
    display_name: typeof displayName === 'string' ? displayName : null,
    deleted: false,
  })
}

/** Search documents as the entities stand now, owners and tags included. */
export async function rewriteSearchDocuments(
  tx: Tx,
  type: EntityType,
  entities: readonly StoredEntity[],
): Promise<void> {
  if (!type.definition.search || entities.length === 0) return
  const links = await readLinks(
    tx,
    entities.map((entity) => entity.id),
    type.ownLinks,
    true,
  )
  const none = new Map()
  await writeSearchDocuments(
    tx,
    type.definition,
    entities.map((entity) => fullEntity(type, entity.document, links.get(entity.id) ?? none, none)),
  )
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
  shown: readonly StoredEntity[],
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
