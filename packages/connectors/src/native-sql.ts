/** What a statement reads that a tool sends to a database nobody asked for its tables: names are what the text says. */
import type { SourcePlace } from '@waymark/ingest'
import { createSqlLineage, type KnownTable, type SqlDialect, type SqlLineage } from '@waymark/sql-lineage'

export interface NativeSql {
  readonly sql: string
  readonly dialect: SqlDialect
  /** The place of a table by its names; undefined where they say too little. */
  readonly placeOf: (
    schema: string | undefined,
    name: string,
    database: string | undefined,
  ) => SourcePlace | undefined
}

export interface SqlReads {
  readonly places: readonly SourcePlace[]
  /** Columns of the result that the text names. */
  readonly columnNames: readonly string[]
  /** A column of the result, with the columns of places that it is made of. */
  readonly columns: (name: string) => readonly { readonly place: SourcePlace; readonly column: string }[]
  readonly problems: readonly string[]
}

export type SqlReader = (native: NativeSql) => Promise<SqlReads>

/** Stands where a name has no schema: the caller's `placeOf` knows which that is. */
const noSchema = '\u0000'
/** About columns of tables that were never seen: the catalog sorts those out. */
const aboutColumns = /^column (?:reference )?"/

/** A dialect is loaded when it is first met. */
export function createSqlReader(): SqlReader {
  const dialects = new Map<SqlDialect, Promise<SqlLineage>>()
  return async ({ sql, dialect, placeOf }) => {
    const loading = dialects.get(dialect) ?? createSqlLineage(dialect)
    dialects.set(dialect, loading)
    const lineage = await loading
    const words = wordsOf(sql)
    const problems = new Set<string>()
    const results = lineage.ofStatement(sql, {
      searchPath: [noSchema],
      find: (schema, name, database): KnownTable => ({
        schema: schema ?? noSchema,
        name,
        // Any word may be a column of any table; where two tables are read, qualified names tell them apart.
        columns: words,
        ...(database === undefined ? {} : { database }),
      }),
    })
    const places = new Map<string, SourcePlace>()
    const placed = (schema: string, table: string, database: string | undefined): SourcePlace | undefined => {
      const place = placeOf(schema === noSchema ? undefined : schema, table, database)
      if (!place) return undefined
      const key = JSON.stringify(place.path)
      const known = places.get(key) ?? place
      places.set(key, known)
      return known
    }
    const columns = new Map<string, { place: SourcePlace; column: string }[]>()
    const columnNames: string[] = []
    for (const result of results) {
      for (const { schema, table, database } of result.sources)
        if (!placed(schema, table, database))
          problems.add(`the SQL names '${table}' without the schema or database it is in`)
      for (const { toColumn, from } of result.columns) {
        const origins = from.flatMap(({ schema, table, database, column }) => {
          const place = placed(schema, table, database)
          return place ? [{ place, column }] : []
        })
        columns.set(toColumn.toLowerCase(), origins)
        columnNames.push(toColumn)
      }
      for (const reason of result.notUnderstood)
        if (!aboutColumns.test(reason)) problems.add(`its SQL: ${reason}`)
    }
    if (results.length === 0) problems.add('its SQL holds no query')
    const [only, second] = places.values()
    return {
      places: [...places.values()],
      columnNames,
      problems: [...problems],
      columns(name) {
        const known = columns.get(name.toLowerCase())
        if (known) return known
        // `select *` of one table.
        return only && !second && sql.includes('*') ? [{ place: only, column: name }] : []
      },
    }
  }
}

/** Every name in a text, quoted or not, in the spellings that dialects give it. */
function wordsOf(sql: string): string[] {
  const words = new Set<string>()
  for (const [, bracketed, backticked, quoted, bare] of sql.matchAll(
    /\[([^\]]+)\]|`([^`]+)`|"([^"]+)"|([\p{L}_][\p{L}\p{N}_$#]*)/gu,
  )) {
    const word = bracketed ?? backticked ?? quoted ?? bare
    if (word === undefined) continue
    words.add(word)
    if (bare !== undefined) words.add(bare.toLowerCase())
  }
  return [...words]
}
