/** Pages of entities, in the order of their fully qualified names. */
import { type Paging, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import type { ListQuery, Page } from './engine.ts'
import { isUuid } from './entity-id.ts'
import { entityColumns, selectEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { addFields, includeSql } from './read.ts'
import { canonicalFqn, requoted } from './references.ts'
import type { SecretBox } from './secret-box.ts'

/** What the index `entity_order` holds: the beginning of the name, in the order of its bytes. */
const orderKey = 'left(entity.fqn, 500) collate "C"'
const keyLength = 500
const largestPage = 1_000_000

/** Where a page ends: the key of its last row. The total is counted once, for the first page, and carried along. */
interface Cursor {
  readonly key: string
  readonly id: string
  readonly total: number
}

function encode(entity: StoredEntity, total: number): string {
  const key = [...entity.fqn].slice(0, keyLength).join('')
  return Buffer.from(JSON.stringify([key, entity.id, total])).toString('base64url')
}

function decode(parameter: string, text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parts)) {
      const [key, id, total]: unknown[] = parts
      if (typeof key === 'string' && !key.includes('\u0000') && typeof id === 'string' && isUuid(id)) {
        if (typeof total === 'number' && Number.isSafeInteger(total) && total >= 0) return { key, id, total }
      }
    }
  } catch {
    // Told below: a caller cannot do anything with the reason.
  }
  throw problem('parameter-invalid', {
    parameter,
    expected: 'a cursor from paging.after or paging.before of an earlier page.',
  })
}

/** Collects conditions of a statement; values go into parameters, never into the text. */
class Conditions {
  readonly texts: string[] = []
  readonly values: unknown[] = []
  add(text: (...parameters: string[]) => string, ...values: unknown[]): void {
    const parameters = values.map((value) => {
      this.values.push(value)
      return `$${this.values.length}`
    })
    this.texts.push(text(...parameters))
  }
  get sql(): string {
    return this.texts.join(' and ')
  }
}

/** @throws problem `parameter-invalid` on a bad limit, cursor, filter or field */
export async function listEntities(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  query: ListQuery,
  secrets: SecretBox,
): Promise<Page> {
  const limit = query.limit ?? 10
  if (!Number.isInteger(limit) || limit < 0 || limit > largestPage) {
    throw problem('parameter-invalid', {
      parameter: 'limit',
      expected: `a whole number from 0 to ${largestPage}.`,
    })
  }
  const backwards = query.before !== undefined && query.after === undefined
  const given = query.after ?? query.before
  const cursor = given === undefined ? undefined : decode(backwards ? 'before' : 'after', given)
  const conditions = matching(types, type, query)
  const total = cursor?.total ?? (await count(tx, conditions))
  if (limit === 0) return { data: [], paging: { total } }

  if (cursor) {
    const side = backwards ? '<' : '>'
    conditions.add(
      (key, id) => `(${orderKey}, entity.id) ${side} (${key} collate "C", ${id}::uuid)`,
      cursor.key,
      cursor.id,
    )
  }
  const direction = backwards ? ' desc' : ''
  conditions.values.push(limit + 1)
  const rows = await selectEntities(
    tx,
    undefined,
    `select ${entityColumns} from entity where ${conditions.sql}
      order by ${orderKey}${direction}, entity.id${direction} limit $${conditions.values.length}`,
    conditions.values,
  )
  const more = rows.length > limit
  const stored = rows.slice(0, limit)
  if (backwards) stored.reverse()
  return {
    data: await addFields(tx, type, stored, query, secrets),
    paging: paging(stored, total, cursor, more, backwards),
  }
}

function paging(
  stored: readonly StoredEntity[],
  total: number,
  cursor: Cursor | undefined,
  more: boolean,
  backwards: boolean,
): Paging {
  const [first, last] = [stored[0], stored.at(-1)]
  const hasNext = backwards ? true : more
  const hasPrevious = backwards ? more : cursor !== undefined
  return {
    total,
    ...(first && hasPrevious ? { before: encode(first, total) } : {}),
    ...(last && hasNext ? { after: encode(last, total) } : {}),
  }
}

async function count(tx: Tx, conditions: Conditions): Promise<number> {
  const { rows } = await tx.query<{ total: string }>(
    `select count(*) as total from entity where ${conditions.sql}`,
    conditions.values,
  )
  return Number(rows[0]?.total ?? 0)
}

function matching(types: EntityTypes, type: EntityType, query: ListQuery): Conditions {
  const conditions = new Conditions()
  conditions.add((parameter) => `entity.type = ${parameter}`, type.type)
  conditions.texts.push(`true${includeSql(query.include ?? 'non-deleted')}`)
  for (const [name, value] of Object.entries(query.filters ?? {})) {
    if (value.includes('\u0000'))
      throw problem('parameter-invalid', { parameter: name, expected: 'text without U+0000.' })
    filter(conditions, types, type, name, value)
  }
  return conditions
}

function filter(
  conditions: Conditions,
  types: EntityTypes,
  type: EntityType,
  name: string,
  value: string,
): void {
  const kind = type.attributes.get(name)
  const link = type.links.find((one) => !one.contains && (one.name === name || one.name === `${name}s`))
  if (type.ancestorFields.includes(name)) below(conditions, requoted(value))
  else if (kind === 'boolean') {
    if (value !== 'true' && value !== 'false') {
      throw problem('parameter-invalid', { parameter: name, expected: 'true or false.' })
    }
    conditions.add(
      (parameter) => `${value === 'false' ? 'not ' : ''}entity.attributes @> ${parameter}::jsonb`,
      JSON.stringify({ [name]: true }),
    )
  } else if (kind === 'string') {
    conditions.add(
      (parameter) => `entity.attributes @> ${parameter}::jsonb`,
      JSON.stringify({ [name]: value }),
    )
  } else if (link) {
    const [here, there] = link.out ? ['from_id', 'to_id'] : ['to_id', 'from_id']
    conditions.add(
      (relationship, ids, typeNames, fqns) =>
        `entity.id in (
           select r.${here} from relationship r
            where r.relationship = ${relationship} and r.${there} in (
              select other.id from entity other where other.id = nullif(${ids}, '')::uuid
              union all
              select other.id from entity other
                join unnest(${typeNames}::text[], ${fqns}::text[]) as wanted (of_type, of_fqn)
                  on other.type = of_type and other.fqn_hash = md5(of_fqn)::uuid and other.fqn = of_fqn))`,
      link.relationship,
      isUuid(value) ? value.toLowerCase() : '',
      link.to,
      link.to.map((to) => canonicalFqn(types, to, value)),
    )
  } else {
    const known = [...type.ancestorFields, ...type.attributes.keys(), ...type.links.map((one) => one.name)]
    throw problem('parameter-invalid', {
      parameter: name,
      expected: `no such filter. Known: ${known.join(', ')}.`,
    })
  }
}

/** Names below an ancestor: its name and a dot, as a range of the order index. `/` follows `.` in the order of bytes. */
function below(conditions: Conditions, ancestor: string): void {
  const characters = [...ancestor].length + 1
  if (characters <= keyLength) {
    conditions.add(
      (from, to) => `(${orderKey} >= ${from} and ${orderKey} < ${to})`,
      `${ancestor}.`,
      `${ancestor}/`,
    )
  } else {
    conditions.add(
      (prefix) => `(${orderKey} = left(${prefix}, ${keyLength}) and starts_with(entity.fqn, ${prefix}))`,
      `${ancestor}.`,
    )
  }
}
