/** Deletes and restores an entity together with everything below it. */
import { type ChangeDescription, type EntityReference, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import { fullEntity, type StoredEntity } from './document.ts'
import type { DeleteOptions } from './engine.ts'
import { chunksOf, entityColumns, selectEntities, updateEntities } from './entity-rows.ts'
import { requireMatch } from './entity-tag.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { type ChangeEventRow, writeChangeEvents } from './events/write-change-events.ts'
import { dropLabel } from './label-wearers.ts'
import { readLinks } from './links.ts'
import { dropMentions } from './mentions.ts'
import { requireUnneeded } from './needed-ends.ts'
import { lentBy } from './patch.ts'
import { nextVersion } from './plan.ts'
import {
  borrowersOf,
  linkedTo,
  referrersOf,
  refreshBorrowers,
  refreshReferrers,
  refreshSearchDocuments,
} from './propagate.ts'
import { dropFromEdges, dropSeries } from './renamed-rows.ts'
import { deleteSearchDocuments, flipSearchDocuments } from './search/search-document.ts'
import type { WriteContext } from './write.ts'
import type { Actor, WriteOptions, WriteResult } from './write-options.ts'

const lockChildren = 'select id from entity where parent_id = any($1::uuid[]) order by id for update'

const selectChunk = `select ${entityColumns} from entity where id = any($1::uuid[]) order by fqn collate "C"`

/**
 * Children by a link that cascades, unless a live entity elsewhere still holds them: a team below two teams goes with
 * the last of them.
 */
const lockHeld = (here: string, there: string) => `
select child.id from relationship link join entity child on child.id = link.${there}
 where link.${here} = any($1::uuid[]) and link.relationship = any($2::text[])
   and not exists (
     select 1 from relationship other join entity holder on holder.id = other.${here}
      where other.${there} = child.id and other.relationship = link.relationship
        and not holder.deleted and other.${here} <> all($3::uuid[]))
 order by child.id
   for update of child`

/**
 * Locks everything below a root that the caller has locked, level by level. Whoever adds a child holds its parent, so
 * a level is complete once the one above is ours; one statement over all levels would miss children that were being
 * added when it began.
 */
async function lockSubtree(tx: Tx, types: EntityTypes, rootId: string): Promise<string[]> {
  const all = new Set([rootId])
  let level: readonly string[] = [rootId]
  while (level.length > 0) {
    const below = new Set(await childrenOf(tx, types, level, [...all]))
    level = [...below].filter((id) => !all.has(id))
    for (const id of level) all.add(id)
  }
  return [...all]
}

async function childrenOf(
  tx: Tx,
  types: EntityTypes,
  level: readonly string[],
  known: readonly string[],
): Promise<string[]> {
  const named = { name: 'subtree-lock', text: lockChildren, values: [level] }
  const ids = (await tx.query<{ id: string }>(named)).rows.map((row) => row.id)
  for (const direction of ['out', 'in'] as const) {
    const words = types.cascading
      .filter((link) => link.out === (direction === 'out'))
      .map((link) => link.relationship)
    if (words.length === 0) continue
    const text = direction === 'out' ? lockHeld('from_id', 'to_id') : lockHeld('to_id', 'from_id')
    const values = [level, words, known]
    const { rows } = await tx.query<{ id: string }>({ name: `subtree-held-${direction}`, text, values })
    ids.push(...rows.map((row) => row.id))
  }
  return ids
}

/** The root as `authorize` and the caller see it. */
async function fullRoot(tx: Tx, type: EntityType, root: StoredEntity) {
  const own = (await readLinks(tx, [root.id], type.ownLinks, false)).get(root.id) ?? new Map()
  const lent = await lentBy(tx, type, root.parentId)
  return (stored: StoredEntity) => fullEntity(type, stored.document, own, lent)
}

async function requireEmpty(tx: Tx, type: EntityType, root: StoredEntity, orDeleted: boolean): Promise<void> {
  const { rows } = await tx.query(
    'select 1 from entity where parent_id = $1 and ($2 or not deleted) limit 1',
    [root.id, orDeleted],
  )
  const cascading = type.links.filter((link) => link.cascades)
  const held = (await readLinks(tx, [root.id], cascading, false)).get(root.id) ?? new Map()
  const isHeld = [...held.values()].some((ends: readonly EntityReference[]) =>
    ends.some((end) => orDeleted || end.deleted !== true),
  )
  if (rows.length > 0 || isHeld) throw problem('entity-not-empty', { type: type.definition.label })
}

/** Deletes an entity that the caller has locked. */
export async function deleteEntity(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  root: StoredEntity,
  actor: Actor,
  options: DeleteOptions,
): Promise<WriteResult> {
  requireMatch(root, options.ifMatch)
  if (root.document.provider === 'system' && options.asSystem !== true) {
    throw problem('entity-protected', { type: type.definition.label, name: root.fqn, action: 'deleted' })
  }
  const full = await fullRoot(tx, type, root)
  const hard = options.hard === true || type.definition.softDelete === false
  if (options.recursive !== true) await requireEmpty(tx, type, root, hard)
  if (root.deleted && !hard) return { entity: full(root), outcome: 'unchanged' }
  const nowMs = context.now()
  const marked = deletedVersion(root, root.id, actor, nowMs)
  await options.authorize?.({
    action: 'delete',
    type: type.type,
    before: full(root),
    ...(hard ? {} : { after: full(marked) }),
    changed: hard ? [] : ['deleted'],
  })
  const ids = await lockSubtree(tx, context.types, root.id)
  if (hard) {
    await removeAll(tx, context.types, ids, actor, nowMs)
    return { entity: full(root), outcome: 'deleted' }
  }
  for (const part of chunksOf(ids)) {
    const stored = await selectEntities(tx, 'subtree-chunk', selectChunk, [part])
    const live = stored.filter((entity) => !entity.deleted)
    const after = live.map((entity) => deletedVersion(entity, root.id, actor, nowMs))
    await supersede(tx, context.types, live, after, 'entitySoftDeleted')
  }
  return { entity: full(marked), outcome: 'deleted' }
}

async function removeAll(
  tx: Tx,
  types: EntityTypes,
  ids: readonly string[],
  actor: Actor,
  nowMs: number,
): Promise<void> {
  const referrers = new Map<string, StoredEntity>()
  const orphans = new Set<string>()
  const linked = new Set<string>()
  const gone = new Set(ids)
  for (const part of chunksOf(ids)) {
    await requireUnneeded(tx, types, part, ids)
    const stored = await selectEntities(tx, 'subtree-chunk', selectChunk, [part])
    for (const one of await referrersOf(tx, types, stored)) if (!gone.has(one.id)) referrers.set(one.id, one)
    for (const id of await borrowersOf(tx, types, part)) if (!gone.has(id)) orphans.add(id)
    for (const id of await linkedTo(tx, part)) if (!gone.has(id)) linked.add(id)
    for (const entity of stored) await dropLabel(tx, types, entity)
    await dropMentions(tx, types, part)
    await dropFromEdges(tx, part)
    await dropSeries(tx, types, stored)
    await deleteSearchDocuments(tx, part)
    await writeChangeEvents(
      tx,
      stored.map((entity) => ({
        eventType: 'entityDeleted',
        entityType: entity.type,
        entityId: entity.id,
        fqn: entity.fqn,
        previousVersion: entity.version,
        currentVersion: entity.version,
        userName: actor.name,
        timestamp: nowMs,
      })),
    )
  }
  // One statement: children and parents go together, which the foreign key of `parent_id` allows at its end.
  await tx.query('delete from entity where id = any($1::uuid[])', [ids])
  await refreshReferrers(tx, types, [...referrers.values()])
  await refreshBorrowers(tx, types, [...orphans])
  await refreshSearchDocuments(
    tx,
    types,
    [...linked].filter((id) => !orphans.has(id)),
  )
}

/** Brings back a soft-deleted entity that the caller has locked, with what its deletion took along. */
export async function restoreEntity(
  tx: Tx,
  context: WriteContext,
  type: EntityType,
  root: StoredEntity,
  actor: Actor,
  options: WriteOptions,
): Promise<WriteResult> {
  const full = await fullRoot(tx, type, root)
  if (!root.deleted) return { entity: full(root), outcome: 'unchanged' }
  await requireLiveParent(tx, context.types, root)
  const nowMs = context.now()
  const revived = restoredVersion(root, actor, nowMs)
  await options.authorize?.({
    action: 'restore',
    type: type.type,
    before: full(root),
    after: full(revived),
    changed: ['deleted'],
  })
  for (const part of chunksOf(await lockSubtree(tx, context.types, root.id))) {
    const stored = await selectEntities(tx, 'subtree-chunk', selectChunk, [part])
    const dead = stored.filter(
      (entity) => entity.id === root.id || (entity.deleted && entity.deletedWith === root.deletedWith),
    )
    const after = dead.map((entity) => restoredVersion(entity, actor, nowMs))
    await supersede(tx, context.types, dead, after, 'entityRestored')
  }
  return { entity: full(revived), outcome: 'restored' }
}

async function requireLiveParent(tx: Tx, types: EntityTypes, entity: StoredEntity): Promise<void> {
  const { rows } = await tx.query<{ type: string; fqn: string }>(
    'select type, fqn from entity where id = $1 and deleted for share',
    [entity.parentId],
  )
  const [parent] = rows
  if (parent) {
    throw problem('entity-deleted', { type: types.of(parent.type).definition.label, name: parent.fqn })
  }
}

function deletedVersion(entity: StoredEntity, rootId: string, actor: Actor, nowMs: number): StoredEntity {
  return flagged(entity, { deleted: true, deletedWith: rootId }, actor, nowMs)
}

function restoredVersion(entity: StoredEntity, actor: Actor, nowMs: number): StoredEntity {
  return flagged(entity, { deleted: false, deletedWith: null }, actor, nowMs)
}

function flagged(
  entity: StoredEntity,
  flag: { readonly deleted: boolean; readonly deletedWith: string | null },
  actor: Actor,
  nowMs: number,
): StoredEntity {
  const version = nextVersion(entity.version, 'minor')
  const updatedAt = Math.max(nowMs, entity.updatedAt + 1)
  const changeDescription: ChangeDescription = {
    fieldsAdded: [],
    fieldsUpdated: [{ name: 'deleted', oldValue: entity.deleted, newValue: flag.deleted }],
    fieldsDeleted: [],
    previousVersion: entity.version,
  }
  const { deleted } = flag
  return {
    ...entity,
    ...flag,
    version,
    updatedAt,
    updatedBy: actor.name,
    document: { ...entity.document, version, updatedAt, updatedBy: actor.name, deleted, changeDescription },
  }
}

const insertHistory = `
insert into entity_version (entity_id, version, doc)
select id, version, doc from entity where id = any($1::uuid[])`

/** Puts entities of several types into history and stores what they are now. */
async function supersede(
  tx: Tx,
  types: EntityTypes,
  before: readonly StoredEntity[],
  after: readonly StoredEntity[],
  eventType: ChangeEventRow['eventType'],
): Promise<void> {
  if (after.length === 0) return
  await tx.query({ name: 'subtree-history', text: insertHistory, values: [after.map((entity) => entity.id)] })
  await updateEntities(
    tx,
    after.map((entity) => ({ type: types.of(entity.type), entity })),
  )
  await flipSearchDocuments(tx, after)
  await refreshReferrers(tx, types, await referrersOf(tx, types, after))
  await writeChangeEvents(
    tx,
    after.map((entity, at) => ({
      eventType,
      entityType: entity.type,
      entityId: entity.id,
      fqn: entity.fqn,
      previousVersion: before[at]?.version ?? entity.version,
      currentVersion: entity.version,
      userName: entity.updatedBy,
      timestamp: entity.updatedAt,
      changeDescription: entity.document.changeDescription as ChangeDescription, // made by flagged above
    })),
  )
}
