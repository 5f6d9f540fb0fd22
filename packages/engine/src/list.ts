/** Pages of entities, in the order of their fully qualified names. */
import { type Paging, problem } from '@waymark/spec'
import { type Database, hasSqlState, type Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import type { ListQuery, Page } from './engine.ts'
import { isUuid } from './entity-id.ts'
import { entityColumns, selectEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { type Conditions, keyLength, matching, orderKey } from './list-conditions.ts'
import { addFields } from './read.ts'
import type { SecretBox } from './secret-box.ts'

const largestPage = 1_000_000

/** Some regular expressions take ages: PostgreSQL gives up on them. */
const expressionTimeoutMs = 3000
/** SQLSTATE invalid_regular_expression, and query_canceled by the timeout above. */
const badExpression = ['2201B', '57014']

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

/** @throws problem `parameter-invalid` on a bad limit, cursor, filter or field */
export async function listEntities(
  database: Database,
  types: EntityTypes,
  type: EntityType,
  query: ListQuery,
  secrets: SecretBox,
): Promise<Page> {
  const conditions = matching(types, type, query)
  if (!conditions.hasExpressions) return await selectPage(database, type, query, conditions, secrets)
  try {
    return await database.transaction(async (tx) => {
      await tx.query(`set local statement_timeout = ${expressionTimeoutMs}`)
      return await selectPage(tx, type, query, conditions, secrets)
    })
  } catch (error) {
    if (!hasSqlState(error, ...badExpression)) throw error
    const [parameter = 'regex'] = Object.keys(query.filters ?? {}).filter((name) => name.endsWith('Regex'))
    throw problem(
      'parameter-invalid',
      { parameter, expected: 'a regular expression that PostgreSQL understands and answers in time.' },
      error,
    )
  }
}

async function selectPage(
  tx: Tx,
  type: EntityType,
  query: ListQuery,
  conditions: Conditions,
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
