/** Where a patched entity shall stand: reads its new name and parent, and checks that it may go there. */
import { type AnyDefinition, type JsonPatch, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import { type Ancestry, ancestryFrom, ancestryOf, type StoredEntity } from './document.ts'
import { lockByFqn, selectByIds } from './entity-rows.ts'
import { type EntityType, type EntityTypes, parentFields } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { jsonEqual } from './json-equal.ts'
import type { Place } from './plan.ts'
import { findAll, reference } from './references.ts'
import { readParents } from './request.ts'
import { requireFamily } from './write.ts'
import { fqnOf } from './write-names.ts'

/** A new name or parent, and the ancestry that comes with it. */
export interface Relocation {
  readonly place: Place
  readonly ancestry: Ancestry
}

export interface RelocationRequest {
  readonly stored: StoredEntity
  /** The entity before and after the patch, and the name that its request was read to have. */
  readonly patched: JsonObject
  readonly name: string
  readonly members: JsonObject
  readonly patch: JsonPatch
  readonly asSystem: boolean
}

/**
 * Undefined where the entity stays what and where it is. The new parent is locked against deletion.
 * @throws problem `patch-invalid` where the type is not renamed or moved, `entity-protected` for what belongs to the
 *   system, `entity-exists`, `reference-not-found`, `body-invalid` for a parent below the entity, `name-too-long`
 */
export async function readRelocation(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  request: RelocationRequest,
): Promise<Relocation | undefined> {
  const { stored, patched, name } = request
  const renamed = name !== stored.name
  const link = type.definition.parent
  const movedFields = parentFields(link).filter((field) => !jsonEqual(stored.document[field], patched[field]))
  if (!renamed && movedFields.length === 0) return undefined
  requireAllowed(type, request, renamed ? 'name' : undefined, movedFields[0])

  const body = Object.fromEntries(parentFields(link).map((field) => [field, patched[field]]))
  // Who names one of the two moves along the other: the family follows from the parent, and a new family is a new top.
  if (link?.nested && movedFields.length === 1) {
    const follows = movedFields[0] === link.nested.field ? link.field : link.nested.field
    if (body[movedFields[0] ?? ''] !== undefined) delete body[follows]
  }
  const pointers = readParents(link, body)
  const wanted = [pointers.parent ?? [], pointers.family ?? []].flat()
  const found = await findAll(tx, types, wanted, true)
  const parent = pointers.parent && found.one(pointers.parent)
  if (parent && movedFields.length > 0) await requireOutside(tx, type, stored, parent.id, movedFields[0])
  const [above] = parent ? await selectByIds(tx, [parent.id]) : []
  const ancestry =
    parent && above
      ? ancestryFrom(type, reference(parent), above.document)
      : movedFields.length > 0
        ? {}
        : ancestryOf(type, stored.document)
  requireFamily(type, ancestry, pointers.family && found.one(pointers.family))
  const fqn = fqnOf(type, name, parent?.fqn, request.members)
  const [other] = await lockByFqn(tx, type.type, [fqn])
  if (other && other.id !== stored.id) {
    throw problem('entity-exists', { type: type.definition.label, name: fqn })
  }
  return { place: { name, fqn, parentId: parent?.id ?? null }, ancestry }
}

/** Names that are keys for others, follow from the content, or come with the fully qualified name, stay. */
export function isRenamable(definition: AnyDefinition): boolean {
  return definition.renamable !== false && definition.nameFrom === undefined && !definition.fqnFromClient
}

function requireAllowed(
  type: EntityType,
  request: RelocationRequest,
  renamed: string | undefined,
  moved: string | undefined,
): void {
  const { definition } = type
  const refused =
    renamed !== undefined && !isRenamable(definition) ? renamed : type.movable ? undefined : moved
  if (refused !== undefined) throw immutable(refused, request.patch)
  if (request.stored.document.provider === 'system' && !request.asSystem) {
    const action = renamed === undefined ? 'moved' : 'renamed'
    throw problem('entity-protected', { type: definition.label, name: request.stored.fqn, action })
  }
}

/** The operation of a patch that touches a member nobody may change. */
export function immutable(name: string, patch: JsonPatch) {
  const index = patch.findIndex(({ path }) => path === `/${name}` || path.startsWith(`/${name}/`))
  return problem('patch-invalid', {
    index: Math.max(index, 0),
    reason: `'${name}' cannot be changed by a patch.`,
  })
}

const selectLine = `
with recursive line (id, parent_id) as (
  select id, parent_id from entity where id = $1
  union all
  select entity.id, entity.parent_id from line join entity on entity.id = line.parent_id
)
select 1 from line where id = $2`

async function requireOutside(
  tx: Tx,
  type: EntityType,
  stored: StoredEntity,
  parentId: string,
  field: string | undefined,
): Promise<void> {
  const { rows } = await tx.query({ name: 'relocate-line', text: selectLine, values: [parentId, stored.id] })
  if (rows.length === 0) return
  throw problem('body-invalid', {
    field: field ?? 'parent',
    expected: `a place outside of ${type.definition.label} '${stored.fqn}' and what is below it.`,
  })
}
