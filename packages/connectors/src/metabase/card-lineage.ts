/** Where a card's data comes from: tables by their places, other cards, and the tables of its SQL. */
import { SourceError, type SourcePlace } from '@waymark/ingest'
import type { ToolModel, Upstream } from '../dashboard-tool.ts'
import { nativeSql, type RunsIn, tablePlace } from '../database-kinds.ts'
import { type Json, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import { databaseOf } from './database-of.ts'
import type { MetabaseApi } from './metabase-api.ts'
import { cardOfTable, plainSql } from './plain-sql.ts'
import { sourcesOf, type TemplatedSql } from './query-sources.ts'

type Lineage = Pick<ToolModel, 'upstream' | 'problems'>

interface CardLineage {
  /** @param card - with its `dataset_query` and `result_metadata` */
  of(card: Json, signal: AbortSignal): Promise<Lineage>
}

interface Table {
  readonly place: SourcePlace
  readonly columnNames: ReadonlyMap<unknown, string>
}

/** @param cards - every card by its id */
export function createCardLineage(
  api: MetabaseApi,
  cards: (signal: AbortSignal) => Promise<ReadonlyMap<string, Json>>,
): CardLineage {
  const readSql = createSqlReader()
  const tables = new Map<number, Promise<Table | string>>()
  const tableOfField = new Map<number, Promise<number | string>>()
  let databases: Promise<ReadonlyMap<unknown, Json>> | undefined
  let snippets: Promise<ReadonlyMap<string, string>> | undefined

  async function database(id: unknown, signal: AbortSignal): Promise<RunsIn | string> {
    databases ??= api
      .all('/database', signal)
      .then((all) => new Map(all.map((each): [unknown, Json] => [each.id, each])))
    const found = (await databases).get(id)
    return found ? databaseOf(found) : 'its database may not be seen'
  }

  function snippetTexts(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    snippets ??= api
      .all('/native-query-snippet', signal)
      .then((all) => new Map(all.map(({ name, content }) => [String(name), text(content) ?? ''])))
    return snippets
  }

  async function table(id: number, signal: AbortSignal): Promise<Table | string> {
    const found = await api.get(`/table/${id}/query_metadata`, signal).catch(goneOr)
    if (found === undefined) return `Metabase no longer knows table ${id}`
    const runsIn = await database(found.db_id, signal)
    if (typeof runsIn === 'string') return runsIn
    const { kind } = runsIn
    const schema = text(found.schema) ?? runsIn.schema ?? kind.defaultSchema
    const top = kind.noDatabases ? undefined : runsIn.database
    const name = text(found.name)
    if (name === undefined || schema === undefined || (top === undefined && !kind.noDatabases))
      return `the schema or database of table '${name ?? id}' is not told`
    return {
      place: tablePlace(runsIn, [top, schema, name]),
      columnNames: new Map(
        records(found.fields).map((field): [unknown, string] => [field.id, String(field.name)]),
      ),
    }
  }

  async function behindKey(field: number, signal: AbortSignal): Promise<number | string> {
    const found = await api.get(`/field/${field}`, signal).catch(goneOr)
    return typeof found?.table_id === 'number' ? found.table_id : `Metabase no longer knows column ${field}`
  }

  async function fromTable(id: number, card: Json, signal: AbortSignal): Promise<Upstream | string> {
    const found = await remembered(tables, id, () => table(id, signal))
    if (typeof found === 'string') return found
    const columns = records(card.result_metadata).flatMap((column) => {
      const from = found.columnNames.get(column.id)
      return from === undefined ? [] : [{ from: [[from]], to: [String(column.name)] }]
    })
    return { from: { place: found.place }, columns }
  }

  async function fromSql(statement: TemplatedSql, card: Json, signal: AbortSignal): Promise<Lineage> {
    const runsIn = await database(card.database_id, signal)
    if (typeof runsIn === 'string') return { upstream: [], problems: [runsIn] }
    const texts = statement.sql.includes('{{') ? await snippetTexts(signal) : new Map<string, string>()
    const { sql, unknown } = plainSql(statement, texts)
    if (unknown.length > 0) {
      const tags = [...new Set(unknown)].join(', ')
      return { upstream: [], problems: [`its SQL holds ${tags}, which is only known when it runs`] }
    }
    const native = nativeSql(sql, runsIn)
    const reads = await readSql({
      ...native,
      placeOf: (schema, name, inDatabase) => {
        const other = cardOfTable(name)
        return other === undefined ? native.placeOf(schema, name, inDatabase) : placeOfCard(other)
      },
    })
    const known = await cards(signal)
    const told = records(card.result_metadata).map((column) => String(column.name))
    const names = told.length > 0 ? told : reads.columnNames
    const problems = [...reads.problems]
    const upstream = reads.places.flatMap((place): Upstream[] => {
      const columns = names.flatMap((name) => {
        const origins = reads.columns(name).filter((origin) => origin.place === place)
        return origins.length === 0 ? [] : [{ from: origins.map(({ column }) => [column]), to: [name] }]
      })
      const other = cardAt(place)
      if (other === undefined) return [{ from: { place }, sql: statement.sql, columns }]
      if (known.has(other)) return [{ from: { model: other }, sql: statement.sql, columns }]
      problems.push(unseen(other))
      return []
    })
    return { upstream, problems }
  }

  return {
    async of(card, signal) {
      const sources = sourcesOf(card.dataset_query)
      const upstream: Upstream[] = []
      const problems = new Set<string>()
      const ids = new Set(sources.tables)
      for (const field of sources.fieldsBehindKeys) {
        const id = await remembered(tableOfField, field, () => behindKey(field, signal))
        if (typeof id === 'number') ids.add(id)
        else problems.add(id)
      }
      for (const id of ids) {
        const edge = await fromTable(id, card, signal)
        if (typeof edge === 'string') problems.add(edge)
        else upstream.push(edge)
      }
      const known = await cards(signal)
      for (const id of sources.cards) {
        const other = known.get(String(id))
        if (other) upstream.push({ from: { model: String(id) }, columns: sharedColumns(other, card) })
        else problems.add(unseen(String(id)))
      }
      for (const statement of sources.statements) {
        const lineage = await fromSql(statement, card, signal)
        upstream.push(...lineage.upstream)
        for (const problem of lineage.problems) problems.add(problem)
      }
      return { upstream, problems: [...problems] }
    },
  }
}

function unseen(card: string): string {
  return `card ${card}, which it reads, is in the trash or may not be seen`
}

/** What one card takes over from another: columns of the same name and origin, not what it calculates. */
function sharedColumns(from: Json, to: Json): Upstream['columns'] {
  const theirs = new Map(records(from.result_metadata).map((column) => [String(column.name), column]))
  return records(to.result_metadata).flatMap((column) => {
    const name = String(column.name)
    const same = theirs.get(name)
    const isField = Array.isArray(column.field_ref)
      ? column.field_ref[0] === 'field'
      : typeof column.id === 'number'
    return same && isField && same.id === column.id ? [{ from: [[name]], to: [name] }] : []
  })
}

const cardPlaces = 'Metabase'

/** Stands for a card among the places of a statement; it never leaves this module. */
function placeOfCard(id: string): SourcePlace {
  return { type: 'table', serviceTypes: [cardPlaces], path: [id] }
}

function cardAt({ serviceTypes, path }: SourcePlace): string | undefined {
  return serviceTypes[0] === cardPlaces ? path[0] : undefined
}

function remembered<Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  ask: () => Promise<Value>,
): Promise<Value> {
  const asked = known.get(key) ?? ask()
  known.set(key, asked)
  return asked
}

/** @throws what is not about this thing alone */
function goneOr(error: unknown): undefined {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
}
