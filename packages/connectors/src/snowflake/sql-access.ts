/** Lets the runner ask a database of Snowflake in SQL: for profiles, tests and classification. */
import type { SqlAccess, TableFacts } from '@waymark/ingest'
import * as queries from './queries.ts'
import type { Account } from './statements.ts'

export function sqlAccess(account: Account, database: string): SqlAccess {
  return {
    dialect: 'snowflake',
    quote: (name) => queries.quoted(name),
    qualify: (schema, table) => queries.quoted(database, schema, table),
    query: (text, parameters, signal) => account.rows(text, parameters, signal),
    async facts(schema, table, signal): Promise<TableFacts> {
      const [row] = await queries.facts({ account, signal }, database, schema, table)
      if (!row) return {}
      return {
        ...(row.rows === null ? {} : { estimatedRows: Number(row.rows) }),
        ...(row.bytes === null ? {} : { sizeInByte: Number(row.bytes) }),
        createDateTime: row.created,
      }
    },
  }
}
