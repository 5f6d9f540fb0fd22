/** Finds the entities that a request points at: by id, by fully qualified name, or by a reference. */
import { type EntityReference, isUuid, problem, quoteName, splitFqn } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityTypes, Link } from './entity-type.ts'
import { isObject } from './json-body.ts'

/** A row that can be shown as a reference. */
export interface ReferenceRow {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly fqn: string
  readonly display_name: string | null
  readonly deleted: boolean
}

/** A place in a body that points at an entity. */
export interface Pointer {
  /** Wire member, for messages. */
  readonly field: string
  readonly types: readonly string[]
  readonly id?: string
  readonly fqn?: string
  /** Of a qualified link, where the body says it. */
  readonly linkKind?: string
  /** Of a qualified link: the kind of one that is new. */
  readonly defaultKind?: string
}

export function reference(row: ReferenceRow): EntityReference {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    fullyQualifiedName: row.fqn,
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(row.deleted ? { deleted: true } : {}),
  }
}

/**
 * Reads what stands where a reference is expected: a string is a fully qualified name or an id; an object is known by
 * its id, else by its name. Its `type` narrows the types the field allows.
 * @throws problem `body-invalid` on an object that names nothing
 */
export function readPointer(field: string, value: unknown, types: readonly string[]): Pointer {
  if (typeof value === 'string') {
    return isUuid(value)
      ? { field, types, id: value.toLowerCase(), fqn: value }
      : { field, types, fqn: value }
  }
  if (isObject(value)) {
    const narrowed = typeof value.type === 'string' && types.includes(value.type) ? [value.type] : types
    if (typeof value.type === 'string' && !types.includes(value.type)) {
      throw problem('body-invalid', { field: `${field}.type`, expected: `one of ${types.join(', ')}.` })
    }
    if (typeof value.id === 'string') return { field, types: narrowed, id: value.id.toLowerCase() }
    const fqn = value.fullyQualifiedName ?? value.name
    if (typeof fqn === 'string') return { field, types: narrowed, fqn }
  }
  throw problem('body-invalid', {
    field,
    expected: 'a fully qualified name, or a reference with an id or a fullyQualifiedName.',
  })
}

/** Reads an other end of a link: a reference, or the reference with the kind of link. @throws problem `body-invalid` */
export function readEnd(link: Pick<Link, 'name' | 'to' | 'qualified'>, value: unknown): Pointer {
  const { qualified, name, to } = link
  if (!qualified) return readPointer(name, value, to)
  const defaultKind = qualified.default
  if (!isObject(value) || value[qualified.reference] === undefined) {
    return { ...readPointer(name, value, to), defaultKind }
  }
  const kind = value[qualified.member]
  return {
    ...readPointer(`${name}.${qualified.reference}`, value[qualified.reference], to),
    defaultKind,
    ...(typeof kind === 'string' ? { linkKind: kind } : {}),
  }
}

/** Entities found for pointers of one batch. */
export interface Found {
  /** @throws problem `reference-not-found`; deleted entities count as missing unless `orDeleted` allows them */
  one(pointer: Pointer, orDeleted?: (id: string) => boolean): ReferenceRow
}

const columns = 'id, type, name, fqn, display_name, deleted'

const selectById = `select ${columns} from entity where id = any($1::uuid[]) order by id`
const selectByName = `
select ${columns} from entity
  join unnest($1::text[], $2::text[]) as wanted (of_type, of_fqn)
    on type = of_type and fqn_hash = md5(of_fqn)::uuid and fqn = of_fqn
 order by id`

/**
 * Looks up all pointers in at most two statements. With `lock` the rows are held (`for share`) until the transaction
 * ends: nobody deletes a parent while a child is being added to it.
 */
export async function findAll(
  tx: Tx,
  types: EntityTypes,
  pointers: readonly Pointer[],
  lock: boolean,
): Promise<Found> {
  const ids = new Set<string>()
  const names = new Map<string, { type: string; fqn: string }>()
  for (const pointer of pointers) {
    if (pointer.id !== undefined) ids.add(pointer.id)
    for (const type of pointer.fqn === undefined ? [] : pointer.types) {
      const fqn = canonicalFqn(types, type, pointer.fqn ?? '')
      names.set(nameKey(type, fqn), { type, fqn })
    }
  }
  const kind = lock ? 'lock' : 'find'
  const byId = new Map<string, ReferenceRow>()
  const byName = new Map<string, ReferenceRow>()
  if (ids.size > 0) {
    const { rows } = await tx.query<ReferenceRow>({
      name: `reference-${kind}-id`,
      text: selectById + (lock ? ' for share' : ''),
      values: [[...ids]],
    })
    for (const row of rows) byId.set(row.id, row)
  }
  if (names.size > 0) {
    const wanted = [...names.values()]
    const { rows } = await tx.query<ReferenceRow>({
      name: `reference-${kind}-name`,
      text: selectByName + (lock ? ' for share of entity' : ''),
      values: [wanted.map((name) => name.type), wanted.map((name) => name.fqn)],
    })
    for (const row of rows) byName.set(nameKey(row.type, row.fqn), row)
  }
  const rowOf = (pointer: Pointer): ReferenceRow | undefined => {
    const row = pointer.id === undefined ? undefined : byId.get(pointer.id)
    if (row && pointer.types.includes(row.type)) return row
    if (pointer.fqn === undefined) return undefined
    const named = pointer.types.map((type) =>
      byName.get(nameKey(type, canonicalFqn(types, type, pointer.fqn ?? ''))),
    )
    return named.find((candidate) => candidate !== undefined)
  }
  return {
    one(pointer, orDeleted) {
      const row = rowOf(pointer)
      if (!row || (row.deleted && !orDeleted?.(row.id))) {
        throw problem('reference-not-found', {
          field: pointer.field,
          expectedType: pointer.types.join(' or '),
          reference: pointer.fqn ?? pointer.id,
        })
      }
      return row
    },
  }
}

/**
 * The one spelling under which an entity is stored. Quotes are where they have to be, names of some types are in lower
 * case, and a type without a parent is also known by its bare name (`john.doe` for `"john.doe"`), as clients send it.
 */
export function canonicalFqn(types: EntityTypes, type: string, fqn: string): string {
  const definition = types.find(type)?.definition
  if (definition?.fqnFromClient) return fqn
  const cased = definition?.lowerCaseName ? fqn.toLowerCase() : fqn
  if (!/[."]/.test(cased)) return cased
  const parts = partsOf(cased)
  if (definition && !definition.parent && parts?.length !== 1) return quoteName(cased)
  return parts ? requote(parts) : cased
}

/** Quotes only where a part needs them. */
export function requoted(fqn: string): string {
  const parts = fqn.includes('"') ? partsOf(fqn) : undefined
  return parts ? requote(parts) : fqn
}

function requote(parts: readonly string[]): string {
  return parts.map(quoteName).join('.')
}

function partsOf(fqn: string): string[] | undefined {
  try {
    return splitFqn(fqn)
  } catch {
    // Not a fully qualified name: nothing is stored under it, which the look-up will find.
    return undefined
  }
}

function nameKey(type: string, fqn: string): string {
  return `${type}\n${fqn}`
}

/** The references at a member of a body or document that holds one or many. */
export function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
