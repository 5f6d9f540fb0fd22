/** What one logged query reads and writes, as tables of the catalog. */
import type { LineageResult } from '@waymark/sql-lineage'
import type { LoggedQuery } from '../sql-access.ts'
import type { CatalogTable, KnownTables } from './known-tables.ts'
import type { StatementParser } from './statement-parser.ts'

export interface Statement {
  readonly results: readonly LineageResult[]
  /** Tables that it reads or writes, without repeats. */
  readonly tables: readonly CatalogTable[]
  readonly notUnderstood: readonly string[]
}

export function readStatement(query: LoggedQuery, known: KnownTables, parser: StatementParser): Statement {
  const schemas = known.schemas(query.database, query.schema)
  const results = parser.lineage.ofStatement(query.query, schemas)
  const tables = new Map<string, CatalogTable>()
  for (const { sources, target } of results) {
    for (const each of target ? [...sources, target] : sources) {
      const table = known.table(each.database ?? query.database, each.schema, each.table)
      if (table) tables.set(table.id, table)
    }
  }
  return {
    results,
    tables: [...tables.values()],
    notUnderstood: results.flatMap((result) => result.notUnderstood),
  }
}
