/** Lets the runner ask a project of BigQuery in SQL: for profiles, tests and classification. */
import type { SqlAccess, SqlRow, TableFacts } from '@waymark/ingest'
import { quoted } from './queries.ts'
import type { Warehouse } from './warehouse.ts'

export function sqlAccess(warehouse: Warehouse, project: string): SqlAccess {
  return {
    dialect: 'bigquery',
    quote: (name) => quoted(name),
    qualify: (schema, table) => quoted(project, schema, table),
    query: (text, parameters, signal) => warehouse.rows<SqlRow>(text, parameters, { signal }),
    async facts(schema, table, signal): Promise<TableFacts> {
      const { numRows, numBytes, creationTime } = await warehouse.table(project, schema, table, signal)
      return {
        ...(typeof numRows === 'string' ? { estimatedRows: Number(numRows) } : {}),
        ...(typeof numBytes === 'string' ? { sizeInByte: Number(numBytes) } : {}),
        ...(typeof creationTime === 'string'
          ? { createDateTime: new Date(Number(creationTime)).toISOString() }
          : {}),
      }
    },
  }
}
