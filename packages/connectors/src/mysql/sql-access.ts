/** Lets the runner ask a server of the MySQL family in SQL: for profiles, tests and classification. */
import type { SqlAccess, SqlRow, TableFacts } from '@waymark/ingest'
import type { Session } from './session.ts'

const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``

export function sqlAccess(session: Session): SqlAccess {
  return {
    dialect: 'mysql',
    quote,
    qualify: (schema, table) => `${quote(schema)}.${quote(table)}`,
    async query(text, parameters, signal) {
      signal.throwIfAborted()
      return await session.rows<SqlRow>(text, parameters)
    },
    facts: (schema, table) => facts(session, schema, table),
  }
}

interface FactsRow {
  readonly estimated: number | string | null
  readonly size: number | string | null
  readonly created: Date | null
}

async function facts(session: Session, schema: string, table: string): Promise<TableFacts> {
  const [row] = await session.rows<FactsRow>(
    `select table_rows as estimated, data_length + index_length as size, create_time as created
       from information_schema.tables where table_schema = ? and table_name = ?`,
    [schema, table],
  )
  if (!row) return {}
  return {
    ...(row.estimated === null ? {} : { estimatedRows: Number(row.estimated) }),
    ...(row.size === null ? {} : { sizeInByte: Number(row.size) }),
    ...(row.created === null ? {} : { createDateTime: row.created.toISOString() }),
  }
}
