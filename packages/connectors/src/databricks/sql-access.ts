/** Lets the runner ask a warehouse of Databricks in SQL: for profiles, tests and classification. */
import type { SqlAccess, SqlRow } from '@waymark/ingest'
import { withPlaceholders } from '../placeholders.ts'
import type { Warehouse } from './statements.ts'

const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``

export function sqlAccess(warehouse: Warehouse, catalog: string): SqlAccess {
  return {
    dialect: 'databricks',
    quote,
    qualify: (schema, table) => [catalog, schema, table].map(quote).join('.'),
    query: (text, parameters, signal) =>
      warehouse.rows<SqlRow>(
        withPlaceholders(text, (position) => `:p${position}`),
        parameters,
        signal,
      ),
  }
}
