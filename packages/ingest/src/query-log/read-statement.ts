/** What one logged query reads, writes and joins, as tables of the catalog. */
import type { LineageResult, SourceColumn } from '@waymark/sql-lineage'
import type { LoggedQuery } from '../sql-access.ts'
import type { CatalogTable, KnownTables } from './known-tables.ts'
import type { StatementParser } from './statement-parser.ts'

/** A column of a table, and the one of another table that it has to be equal to. */
export interface TableJoin {
  readonly table: CatalogTable
  readonly column: string
  readonly otherTable: CatalogTable
  readonly otherColumn: string
}

export interface Statement {
  readonly results: readonly LineageResult[]
  /** Tables that it reads or writes, without repeats. */
  readonly tables: readonly CatalogTable[]
  /** Seen from both of the tables that it joins. */
  readonly joins: readonly TableJoin[]
  readonly notUnderstood: readonly string[]
}

export function readStatement(query: LoggedQuery, known: KnownTables, parser: StatementParser): Statement {
  const schemas = known.schemas(query.database, query.schema)
  const results = parser.lineage.ofStatement(query.query, schemas)
  const tableOf = ({ database = query.database, schema, table }: Omit<SourceColumn, 'column'>) =>
    known.table(database, schema, table)
  const tables = new Map<string, CatalogTable>()
  for (const { sources, target } of results) {
    for (const each of target ? [...sources, target] : sources) {
      const table = tableOf(each)
      if (table) tables.set(table.id, table)
    }
  }
  const joins = results
    .flatMap((result) => result.joins ?? [])
    .flatMap(({ left, right }): TableJoin[] => {
      const [one, other] = [tableOf(left), tableOf(right)]
      if (!one || !other) return []
      return [
        { table: one, column: left.column, otherTable: other, otherColumn: right.column },
        { table: other, column: right.column, otherTable: one, otherColumn: left.column },
      ]
    })
  return {
    results,
    tables: [...tables.values()],
    joins,
    notUnderstood: results.flatMap((result) => result.notUnderstood),
  }
}
