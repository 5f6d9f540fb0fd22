/** Pages of stored texts, for lists without `fields` and filters: what most readers of a whole catalog ask for. */
import type { Paging } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { ListQuery, TextPage } from './engine.ts'
import type { EntityType } from './entity-type.ts'
import { orderKey } from './list-conditions.ts'
import { type PageWindow, pagingOf, windowOf } from './list-cursor.ts'
import { isEverything, totalOf } from './list-total.ts'
import { includeSql } from './read.ts'

interface Row {
  readonly id: string
  readonly fqn: string
  readonly doc: string
  readonly total: string | null
}

/** One statement per kind of page, the total included, so that it is prepared and planned once. */
function statementOf(query: ListQuery, { backwards, cursor }: PageWindow) {
  const include = query.include ?? 'non-deleted'
  const [side, direction] = backwards ? ['<', ' desc'] : ['>', '']
  const onward = cursor ? `and (${orderKey}, entity.id) ${side} ($3 collate "C", $4::uuid)` : ''
  return {
    name: `list-texts-${include}-${cursor ? 'on' : 'first'}-${backwards ? 'back' : 'forth'}`,
    text: `select entity.id, entity.fqn, entity.doc, ${cursor ? 'null' : totalOf(include)} as total
             from entity where entity.type = $1${includeSql(include)} ${onward}
            order by ${orderKey}${direction}, entity.id${direction} limit $2`,
  }
}

/**
 * The page that {@link listEntities} gives, as texts; undefined where it has to be put together from more than them.
 * @throws problem `parameter-invalid` on a bad limit or cursor
 */
export async function listTexts(tx: Tx, type: EntityType, query: ListQuery): Promise<TextPage | undefined> {
  if (query.fields !== undefined || !isEverything(query)) return undefined
  const window = windowOf(query)
  const { limit, cursor, backwards } = window
  if (limit === 0) return undefined
  const position = cursor ? [cursor.key, cursor.id] : []
  const { rows } = await tx.query<Row>({
    ...statementOf(query, window),
    values: [type.type, limit + 1, ...position],
  })
  const shown = rows.slice(0, limit)
  if (backwards) shown.reverse()
  const total = cursor?.total ?? Number(rows[0]?.total ?? 0)
  const paging: Paging = pagingOf(shown, total, cursor, rows.length > limit, backwards)
  return { entities: shown.map(({ id, doc }) => ({ id, text: doc })), paging }
}
