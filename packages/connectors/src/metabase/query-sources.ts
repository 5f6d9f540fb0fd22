/**
 * What a card's query names: tables, other cards, SQL. Queries come in two shapes, nested (MBQL 4) and as a list of stages
 * (MBQL 5, which Metabase sends from release 57 on); what they name their sources by is the same in both.
 */
import { isRecord, type Json, record, text } from '../json-values.ts'

export interface TemplatedSql {
  readonly sql: string
  /** Template tags by name. */
  readonly tags: ReadonlyMap<string, Json>
}

interface QuerySources {
  readonly tables: ReadonlySet<number>
  readonly cards: ReadonlySet<number>
  /** Columns of tables that a foreign key leads to, without a join being written. */
  readonly fieldsBehindKeys: ReadonlySet<number>
  readonly statements: readonly TemplatedSql[]
}

export function sourcesOf(query: unknown): QuerySources {
  const tables = new Set<number>()
  const cards = new Set<number>()
  const fieldsBehindKeys = new Set<number>()
  const statements: TemplatedSql[] = []

  function ofObject(part: Json): void {
    const table = part['source-table']
    const card = typeof table === 'string' ? /^card__(\d+)$/.exec(table)?.[1] : part['source-card']
    if (typeof table === 'number') tables.add(table)
    if (typeof card === 'number' || typeof card === 'string') cards.add(Number(card))
    // MBQL 4 has the text one level below when it is the whole query.
    const inner = isRecord(part.native) ? part.native : part
    const sql = text(isRecord(part.native) ? part.native.query : part.native)
    if (sql !== undefined) statements.push({ sql, tags: tagsOf(inner['template-tags']) })
  }

  /** `["field", 7, {…}]` or `["field", {…}, 7]`. */
  function ofClause([kind, ...rest]: readonly unknown[]): void {
    const id = rest.find((each) => typeof each === 'number')
    if (id === undefined) return
    if (kind === 'field' && rest.some((each) => record(each)['source-field'] !== undefined))
      fieldsBehindKeys.add(id)
    // Metrics are cards.
    if (kind === 'metric') cards.add(id)
  }

  // Without recursion: a query may nest deeper than the stack is high.
  const open: unknown[] = [query]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (Array.isArray(part)) {
      ofClause(part)
      for (const each of part) if (typeof each === 'object' && each !== null) open.push(each)
    } else if (isRecord(part)) {
      ofObject(part)
      for (const [key, value] of Object.entries(part))
        if (key !== 'template-tags' && typeof value === 'object' && value !== null) open.push(value)
    }
  }
  return { tables, cards, fieldsBehindKeys, statements }
}

/** Releases differ in whether tags are keyed by name or listed. */
function tagsOf(tags: unknown): ReadonlyMap<string, Json> {
  const entries = Object.entries(Array.isArray(tags) || isRecord(tags) ? tags : {})
  return new Map(
    entries.flatMap(([key, tag]) => (isRecord(tag) ? [[text(tag.name) ?? key, tag] as const] : [])),
  )
}
