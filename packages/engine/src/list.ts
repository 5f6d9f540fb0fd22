/** Pages of entities, in the order of their fully qualified names or the newest of a series first. */
import { type Paging, problem } from '@waymark/spec'
import { type Database, hasSqlState, type Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import type { ListQuery, Page } from './engine.ts'
import { isUuid } from './entity-id.ts'
import { entityColumns, selectByIds, selectEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { type Conditions, keyLength, matching, orderKey } from './list-conditions.ts'
import { addFields } from './read.ts'
import type { SecretBox } from './secret-box.ts'

const largestPage = 1_000_000

/** Some regular expressions take ages: PostgreSQL gives up on them. */
const expressionTimeoutMs = 3000
/** SQLSTATE invalid_regular_expression, and query_canceled by the timeout above. */
const badExpression = ['2201B', '57014']

/**
 * Where a page ends: the key of its last row, and of a list by time the time. The total is counted once, for the first page, and
 * carried along.
 */
interface Cursor {
  readonly key: string
  readonly id: string
  readonly total: number
  readonly atMs: number
}

function encode({ entity, atMs }: Row, total: number): string {
  const key = [...entity.fqn].slice(0, keyLength).join('')
  const time = atMs === undefined ? [] : [atMs]
  return Buffer.from(JSON.stringify([key, entity.id, total, ...time])).toString('base64url')
}

function decode(parameter: string, text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parts)) {
      const [key, id, total, atMs = 0]: unknown[] = parts
      if (typeof key === 'string' && !key.includes('\u0000') && typeof id === 'string' && isUuid(id)) {
        if (isCount(total) && isCount(atMs)) return { key, id, total, atMs }
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

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** An entity of a page; of a list by time with the time of its newest entry, 0 where it has none. */
interface Row {
  readonly entity: StoredEntity
  readonly atMs?: number
}

/** The series whose newest entries a list begins with. */
function seriesOf(type: EntityType, { filters = {} }: ListQuery): string | undefined {
  const { newestFirst = {} } = type.definition
  return Object.entries(newestFirst).find(([name]) => filters[name] === 'true')?.[1]
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

  const series = seriesOf(type, query)
  const rows = await selectRows(tx, conditions, { series, cursor, backwards, limit: limit + 1 })
  const more = rows.length > limit
  const shown = rows.slice(0, limit)
  if (backwards) shown.reverse()
  return {
    data: await addFields(
      tx,
      type,
      shown.map(({ entity }) => entity),
      query,
      secrets,
    ),
    paging: paging(shown, total, cursor, more, backwards),
  }
}

interface Wanted {
  readonly series: string | undefined
  readonly cursor: Cursor | undefined
  readonly backwards: boolean
  readonly limit: number
}

async function selectRows(
  tx: Tx,
  conditions: Conditions,
  { series, cursor, backwards, limit }: Wanted,
): Promise<readonly Row[]> {
  const side = backwards ? '<' : '>'
  const direction = backwards ? ' desc' : ''
  const { values } = conditions
  if (series === undefined) {
    if (cursor) {
      const { key, id } = cursor
      conditions.add(
        (from, last) => `(${orderKey}, entity.id) ${side} (${from} collate "C", ${last}::uuid)`,
        key,
        id,
      )
    }
    values.push(limit)
    const text = `select ${entityColumns} from entity where ${conditions.sql}
      order by ${orderKey}${direction}, entity.id${direction} limit $${values.length}`
    return (await selectEntities(tx, undefined, text, values)).map((entity) => ({ entity }))
  }
  // Newest first is the greatest negative last: one direction for both parts of the key.
  values.push(series)
  const newest = `(select s.at_ms from entity_time_series s where s.entity_type = entity.type
    and s.fqn_hash = entity.fqn_hash and s.name = $${values.length} order by s.at_ms desc limit 1)`
  const ordered = `(-coalesce(${newest}, 0))`
  if (cursor) {
    const { atMs, key, id } = cursor
    conditions.add(
      (at, from, last) =>
        `(${ordered}, ${orderKey}, entity.id) ${side} (-(${at}::bigint), ${from} collate "C", ${last}::uuid)`,
      atMs,
      key,
      id,
    )
  }
  values.push(limit)
  const { rows } = await tx.query<{ id: string; at_ms: string }>(
    `select entity.id, ${ordered} as at_ms from entity where ${conditions.sql}
      order by 2${direction}, ${orderKey}${direction}, entity.id${direction} limit $${values.length}`,
    values,
  )
  const found = await selectByIds(
    tx,
    rows.map(({ id }) => id),
  )
  const byId = new Map(found.map((entity) => [entity.id, entity]))
  return rows.flatMap(({ id, at_ms }) => {
    const entity = byId.get(id)
    return entity ? [{ entity, atMs: -Number(at_ms) }] : []
  })
}

function paging(
  stored: readonly Row[],
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
