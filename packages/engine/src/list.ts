/** Pages of entities, in the order of their fully qualified names or the newest of a series first. */
import { problem } from '@waymark/spec'
import { type Database, hasSqlState, type Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import type { ListQuery, Page } from './engine.ts'
import { entityColumns, selectByIds, selectEntities } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { newestOfKnown } from './extensions/newest.ts'
import { type Conditions, matching, orderKey } from './list-conditions.ts'
import { type Cursor, type Place, pagingOf, windowOf } from './list-cursor.ts'
import { isEverything, totalOf } from './list-total.ts'
import { addFields } from './read.ts'
import type { SecretBox } from './secret-box.ts'

/** Some regular expressions take ages: PostgreSQL gives up on them. */
const expressionTimeoutMs = 3000
/** SQLSTATE invalid_regular_expression, and query_canceled by the timeout above. */
const badExpression = ['2201B', '57014']

/** An entity of a page; of a list by time with the time of its newest entry, 0 where it has none. */
interface Row {
  readonly entity: StoredEntity
  readonly atMs?: number
}

const placeOf = ({ entity, atMs }: Row): Place => ({
  id: entity.id,
  fqn: entity.fqn,
  ...(atMs === undefined ? {} : { atMs }),
})

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
  const { limit, backwards, cursor } = windowOf(query)
  const total = cursor?.total ?? (await count(tx, query, conditions))
  if (limit === 0) return { data: [], paging: { total } }

  const series = seriesOf(type, query)
  const wanted = { cursor, backwards, limit: limit + 1 }
  const rows =
    series === undefined
      ? await selectByName(tx, conditions, wanted)
      : await selectNewestFirst(tx, conditions, series, wanted)
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
    paging: pagingOf(shown.map(placeOf), total, cursor, more, backwards),
  }
}

interface Wanted {
  readonly cursor: Cursor | undefined
  readonly backwards: boolean
  readonly limit: number
}

/** How SQL goes on from a place, and in which direction. */
function directionOf(backwards: boolean) {
  return backwards ? ({ side: '<', direction: ' desc' } as const) : ({ side: '>', direction: '' } as const)
}

async function selectByName(
  tx: Tx,
  conditions: Conditions,
  { cursor, backwards, limit }: Wanted,
): Promise<readonly Row[]> {
  const { side, direction } = directionOf(backwards)
  const { values } = conditions
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

async function selectNewestFirst(
  tx: Tx,
  conditions: Conditions,
  series: string,
  { cursor, backwards, limit }: Wanted,
): Promise<readonly Row[]> {
  const { side, direction } = directionOf(backwards)
  const { values } = conditions
  // Newest first is the greatest negative last: one direction for both parts of the key.
  values.push(series)
  const newest = `(select (${newestOfKnown}).at_ms from entity_series known where known.entity_type = entity.type
    and known.fqn_hash = entity.fqn_hash and known.name = $${values.length})`
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

async function count(tx: Tx, query: ListQuery, conditions: Conditions): Promise<number> {
  const { rows } = isEverything(query)
    ? await tx.query<{ total: string }>({
        name: `list-total-${query.include ?? 'non-deleted'}`,
        text: `select ${totalOf(query.include ?? 'non-deleted')} as total`,
        values: conditions.values,
      })
    : await tx.query<{ total: string }>(
        `select count(*) as total from entity where ${conditions.sql}`,
        conditions.values,
      )
  return Number(rows[0]?.total ?? 0)
}
