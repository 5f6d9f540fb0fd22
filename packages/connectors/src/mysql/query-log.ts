/** The statements that a server logged into its own tables: the general log, or the slow log where the file asks for it. */
import { type LoggedQuery, type QueryLogRequest, SourceError } from '@waymark/ingest'
import type { MysqlConfig, Session } from './session.ts'

interface LogRow {
  readonly query: string | Buffer
  readonly account: string
  readonly schema: string | null
  readonly atMs: number | string
  readonly durationMs: number | string | null
}

const generalLog = `
  select argument as query, user_host as account, null as \`schema\`, unix_timestamp(event_time) * 1000 as atMs,
         null as durationMs, event_time as at
    from mysql.general_log where command_type in ('Query', 'Execute')`

const slowLog = `
  select sql_text as query, user_host as account, db as \`schema\`, unix_timestamp(start_time) * 1000 as atMs,
         time_to_sec(query_time) * 1000 as durationMs, start_time as at
    from mysql.slow_log where true`

/** Newest first. @throws SourceError when the log is not kept in a table, or may not be read */
export async function* readQueryLog(
  session: Session,
  config: MysqlConfig,
  { sinceMs, limit, condition, signal }: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  await requireLogTable(session, config)
  signal.throwIfAborted()
  const log = config.useSlowLogs ? slowLog : generalLog
  const only = condition === undefined ? '' : ` and (${condition})`
  const rows = await session.rows<LogRow>(
    `select * from (${log}${only}) logged where logged.atMs >= ? order by logged.at desc limit ${Math.trunc(limit)}`,
    [sinceMs],
  )
  for (const row of rows) {
    const user = /\[(?<user>[^\]]*)\]/.exec(row.account)?.groups?.user
    yield {
      query: row.query.toString(),
      atMs: Math.round(Number(row.atMs)),
      ...(row.schema ? { schema: row.schema } : {}),
      ...(user ? { user } : {}),
      ...(row.durationMs === null ? {} : { durationMs: Number(row.durationMs) }),
    }
  }
}

/** @throws SourceError with what to switch on */
export async function requireLogTable(session: Session, config: MysqlConfig): Promise<void> {
  const [table, variable] = config.useSlowLogs
    ? ['mysql.slow_log', 'slow_query_log']
    : ['mysql.general_log', 'general_log']
  const [row] = await session.rows<{ output: string; enabled: number }>(
    `select @@global.log_output as output, @@global.${variable} as enabled`,
  )
  await session.rows(`select 1 from ${table} limit 1`)
  if (row?.enabled && /TABLE/i.test(row.output)) return
  throw new SourceError('skippable', `The server does not log statements into ${table}.`, {
    hint: `SET GLOBAL log_output = 'TABLE', ${variable} = 'ON'; and GRANT SELECT ON ${table} to the user. Needed for usage and query lineage only.`,
  })
}
