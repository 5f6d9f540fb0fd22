/** PostgreSQL's memory of statements, `pg_stat_statements`, as a query log. */
import type { LoggedQuery, QueryLogRequest } from '@waymark/ingest'
import type { PostgresConfig } from './config.ts'
import { hasStatementStatistics } from './queries.ts'
import type { Session } from './session.ts'
import { requireStatistics } from './sql-access.ts'

interface StatementRow {
  readonly query: string
  readonly database: string | null
  readonly username: string | null
  readonly calls: string
  readonly duration: number
  readonly at: string | null
}

/**
 * The view sums runs up and knows no times but the reset: since PostgreSQL 17 when an entry began, which is taken as
 * its time. Session commands and this program's own questions are left out.
 */
export async function* readQueryLog(
  session: Session,
  config: PostgresConfig,
  request: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  requireStatistics(await hasStatementStatistics(session))
  const [place] = await session.rows<{ schema: string; duration: string; since: boolean }>(
    `select n.nspname as schema,
            case when exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'total_exec_time')
                 then 'total_exec_time' else 'total_time' end as duration,
            exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'stats_since') as since
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = 'pg_stat_statements' and c.relkind = 'v' order by n.nspname limit 1`,
  )
  requireStatistics(place !== undefined)
  if (!place) return
  const view = config.queryStatementSource ?? `"${place.schema.replaceAll('"', '""')}".pg_stat_statements`
  const all = config.ingestAllDatabases ?? false
  const condition = request.condition === undefined ? '' : `and (${request.condition})`
  const rows = await session.rows<StatementRow>(
    `select s.query, d.datname as database, u.rolname as username, s.calls::text,
            s.${place.duration} as duration, ${place.since ? 'extract(epoch from s.stats_since) * 1000' : 'null'} as at
       from ${view} s
       join pg_catalog.pg_database d on d.oid = s.dbid
       left join pg_catalog.pg_roles u on u.oid = s.userid
      where s.query is not null and s.query <> '<insufficient privilege>'
        and ($1 or d.datname = $2)
        and s.query !~* '^\\s*(set|reset|show|begin|commit|rollback|start|end|discard|listen|unlisten|deallocate|vacuum|analyze|checkpoint)\\M'
        and s.query !~ 'pg_catalog\\.|pg_stat_statements|information_schema\\.' ${condition}
      order by s.calls desc, s.query limit $3`,
    [all, config.database, request.limit],
  )
  for (const row of rows) {
    request.signal.throwIfAborted()
    yield {
      query: row.query,
      ...(row.database === null ? {} : { database: row.database }),
      ...(row.username === null ? {} : { user: row.username }),
      ...(row.at === null ? {} : { atMs: Math.round(Number(row.at)) }),
      count: Number(row.calls),
      durationMs: row.duration,
    }
  }
}
