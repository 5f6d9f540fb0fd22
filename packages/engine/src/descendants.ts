/** Rewrites everything below an entity after its name, its place or what it lends has changed. */
import type { Tx } from './database.ts'
import { ancestryFrom, ancestryOf, type StoredEntity } from './document.ts'
import { chunksOf, type EntityWrite, selectByIds, updateEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { isObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import { followLinks } from './mentions.ts'
import { underName } from './part-names.ts'
import { reference } from './references.ts'
import { pickMembers } from './request.ts'
import { moveSearchDocumentsOf } from './search-follow.ts'
import { mapParts } from './tags.ts'
import { fqnOf } from './write-names.ts'

/** An entity under its old and new names, with those of its parts (columns, fields, tasks) as pairs. */
export interface Renamed {
  readonly id: string
  readonly type: string
  /** As it is called now. */
  readonly name: string
  readonly displayName?: string
  readonly from: string
  readonly to: string
  readonly parts: readonly (readonly [from: string, to: string])[]
}

// Whoever adds a child holds its parent, so a level is complete once the one above is ours.
const lockLevel = `
select id from entity where parent_id = any($1::uuid[]) order by id for no key update`

/**
 * Level by level: ancestors shown, names, and search documents, which show inherited owners. Neither versions nor
 * events. Answers who has a new name.
 * @param before - the root's name until now, where it got a new one: a test below is named after what it links to
 */
export async function refreshDescendants(
  tx: Tx,
  types: EntityTypes,
  root: StoredEntity,
  before: string = root.fqn,
): Promise<Renamed[]> {
  const renamed: Renamed[] = []
  let above = new Map(types.isParent(root.type) ? [[root.id, root]] : [])
  while (above.size > 0) {
    const { rows } = await tx.query<{ id: string }>({
      name: 'descendants-level',
      text: lockLevel,
      values: [[...above.keys()]],
    })
    const below = new Map<string, StoredEntity>()
    for (const part of chunksOf(rows.map((row) => row.id))) {
      const writes: EntityWrite[] = []
      const outdated: EntityWrite[] = []
      for (const child of await selectByIds(tx, part)) {
        const parent = above.get(child.parentId ?? '')
        if (!parent) continue
        const type = types.of(child.type)
        const entity = refreshed(type, child, parent, { from: before, to: root.fqn })
        writes.push({ type, entity })
        if (entity !== child) outdated.push({ type, entity })
        if (entity.fqn !== child.fqn) renamed.push(renaming(type, child, entity))
        if (types.isParent(child.type)) below.set(child.id, handedOn(types, entity))
      }
      await updateEntities(tx, outdated)
      await moveSearchDocumentsOf(tx, writes)
    }
    above = below
  }
  return renamed
}

/** Of a parent only what children take from it, so that a level of many wide tables is little to keep. */
function handedOn(types: EntityTypes, entity: StoredEntity): StoredEntity {
  const document = Object.fromEntries(
    Object.entries(entity.document).filter(([name]) => types.handedOn.has(name)),
  )
  return { ...entity, document }
}

function refreshed(
  type: EntityType,
  child: StoredEntity,
  parent: StoredEntity,
  root: { readonly from: string; readonly to: string },
): StoredEntity {
  const before = ancestryOf(type, child.document)
  const now = ancestryFrom(type, referenceTo(parent), parent.document)
  const stored = pickMembers(type, child.document)
  const members = root.from === root.to ? stored : followLinks(type, stored, root)
  const fqn = fqnOf(type, child.name, parent.fqn, members)
  if (fqn === child.fqn && jsonEqual(before, now)) return child
  const gone = Object.keys(before).filter((name) => now[name] === undefined)
  const kept = Object.fromEntries(Object.entries(child.document).filter(([name]) => !gone.includes(name)))
  const renamed = fqn === child.fqn ? {} : underName(type, members, child, fqn)
  return { ...child, fqn, document: { ...kept, ...renamed, ...now } }
}

/** Pairs old and new names of an entity and its parts. */
export function renaming(type: EntityType, before: StoredEntity, after: StoredEntity): Renamed {
  const [from, to] = [partNames(type, before), partNames(type, after)]
  const parts = from.length === to.length ? from.map((name, at) => [name, to[at] ?? name] as const) : []
  const { displayName } = after.document
  return {
    id: after.id,
    type: after.type,
    name: after.name,
    ...(typeof displayName === 'string' ? { displayName } : {}),
    from: before.fqn,
    to: after.fqn,
    parts,
  }
}

export function partNames(type: EntityType, entity: StoredEntity): string[] {
  const names: string[] = []
  mapParts(type, entity.document, (part) => {
    if (isObject(part) && typeof part.fullyQualifiedName === 'string') names.push(part.fullyQualifiedName)
    return part
  })
  return names
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
