/** Lets the runner ask a database of SQL Server in SQL: for profiles, tests and classification. */
import type { SqlAccess, SqlRow, TableFacts } from '@waymark/ingest'
import { withPlaceholders } from '../placeholders.ts'
import type { Session } from './session.ts'

const quote = (name: string) => `[${name.replaceAll(']', ']]')}]`

export function sqlAccess(session: Session): SqlAccess {
  return {
    dialect: 'tsql',
    quote,
    qualify: (schema, table) => `${quote(schema)}.${quote(table)}`,
    async query(text, parameters, signal) {
      signal.throwIfAborted()
      const named = withPlaceholders(text, (position) => `@p${position}`, { bracketsQuote: true })
      return await session.rows<SqlRow>(named, parameters)
    },
    facts: (schema, table) => facts(session, schema, table),
  }
}

interface FactsRow {
  readonly estimated: number | string | null
  readonly created: Date | string
}

/** Rows as the partitions of the heap or clustered index count them, which is close and costs nothing. */
async function facts(session: Session, schema: string, table: string): Promise<TableFacts> {
  const [row] = await session.rows<FactsRow>(
    `select sum(p.rows) as estimated, o.create_date as created
       from sys.objects o
       join sys.schemas s on s.schema_id = o.schema_id
       left join sys.partitions p on p.object_id = o.object_id and p.index_id in (0, 1)
      where s.name = @p1 and o.name = @p2
      group by o.object_id, o.create_date`,
    [schema, table],
  )
  if (!row) return {}
  return {
    ...(row.estimated === null ? {} : { estimatedRows: Number(row.estimated) }),
    createDateTime: new Date(row.created).toISOString(),
  }
}
