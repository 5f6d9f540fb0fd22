/** What the server remembers of statements: each engine of the family keeps it in another place. */
import { type LoggedQuery, type QueryLogRequest, SourceError } from '@waymark/ingest'
import { engineEdition } from './queries.ts'
import type { Session } from './session.ts'

interface LogRow {
  readonly query: string
  readonly user: string | null
  readonly count: number | string | null
  /** Milliseconds in all. */
  readonly duration: number | null
  /** Seconds since the run, or since the last one. */
  readonly ago: number | string
}

/** Names of the columns of `logged` are what `filterCondition` may use beside those of the view. */
interface Log {
  readonly name: string
  readonly select: string
  /** Newest or most frequent first. */
  readonly order: string
}

/** https://learn.microsoft.com/sql/relational-databases/performance/monitoring-performance-by-using-the-query-store */
const queryStore: Log = {
  name: 'the Query Store',
  select: `
  select t.query_sql_text as query, null as [user], sum(r.count_executions) as [count],
         sum(r.count_executions * r.avg_duration) / 1000 as duration,
         min(datediff(second, r.last_execution_time, sysdatetimeoffset())) as ago
    from sys.query_store_runtime_stats r
    join sys.query_store_plan p on p.plan_id = r.plan_id
    join sys.query_store_query q on q.query_id = p.query_id
    join sys.query_store_query_text t on t.query_text_id = q.query_text_id
   where q.is_internal_query = 0 and datediff(second, r.last_execution_time, sysdatetimeoffset()) <= @p1
   group by t.query_text_id, t.query_sql_text`,
  order: 'count',
}

/** https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-query-stats-transact-sql */
const planCache: Log = {
  name: 'the plan cache',
  select: `
  select t.text as query, null as [user], max(s.execution_count) as [count], sum(s.total_elapsed_time) / 1000 as duration,
         min(datediff(second, s.last_execution_time, getdate())) as ago
    from sys.dm_exec_query_stats s
   cross apply sys.dm_exec_sql_text(s.sql_handle) t
   cross apply sys.dm_exec_plan_attributes(s.plan_handle) a
   where a.attribute = 'dbid' and cast(a.value as int) = db_id()
     and datediff(second, s.last_execution_time, getdate()) <= @p1
   group by t.text`,
  order: 'count',
}

/** https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-pdw-exec-requests-transact-sql */
const dedicatedPool: Log = {
  name: 'the requests of the dedicated pool',
  select: `
  select r.command as query, s.login_name as [user], 1 as [count], r.total_elapsed_time as duration,
         datediff(second, r.start_time, getdate()) as ago
    from sys.dm_pdw_exec_requests r join sys.dm_pdw_exec_sessions s on s.session_id = r.session_id
   where r.status = 'Completed' and datediff(second, r.start_time, getdate()) <= @p1`,
  order: 'ago',
}

/** https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-history-transact-sql */
const serverlessPool: Log = {
  name: 'the requests of the serverless pool',
  select: `
  select r.query_text as query, r.login_name as [user], 1 as [count], r.total_elapsed_time_ms as duration,
         datediff(second, r.start_time, getdate()) as ago
    from sys.dm_exec_requests_history r
   where r.status = 'Completed' and datediff(second, r.start_time, getdate()) <= @p1`,
  order: 'ago',
}

/** https://learn.microsoft.com/sql/relational-databases/system-views/queryinsights-exec-requests-history-transact-sql */
const queryInsights: Log = {
  name: 'the query insights of the warehouse',
  select: `
  select r.command as query, r.login_name as [user], 1 as [count], r.total_elapsed_time_ms as duration,
         datediff(second, r.start_time, getdate()) as ago
    from queryinsights.exec_requests_history r
   where r.status = 'Succeeded' and datediff(second, r.start_time, getdate()) <= @p1`,
  order: 'ago',
}

const synapseDedicated = 6
/** Synapse serverless and Fabric's warehouses and SQL endpoints are one engine. */
const polaris = 11

async function logOf(session: Session): Promise<Log> {
  const edition = await engineEdition(session)
  if (edition === synapseDedicated) return dedicatedPool
  if (edition === polaris) {
    const found = await session.rows(
      "select s.name as name from sys.schemas s where s.name = 'queryinsights'",
    )
    return found.length > 0 ? queryInsights : serverlessPool
  }
  const [store] = await session.rows<{ state: number }>(
    'select o.actual_state as state from sys.database_query_store_options o',
  )
  // 0 is OFF, 3 is ERROR; the others can be read.
  return store && store.state !== 0 && store.state !== 3 ? queryStore : planCache
}

/** Newest or most frequent first. @throws SourceError when the log may not be read */
export async function* readQueryLog(
  session: Session,
  { sinceMs, limit, condition, signal }: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  signal.throwIfAborted()
  const log = await logOf(session)
  const nowMs = Date.now()
  const rows = await session.rows<LogRow>(
    `select top (${Math.trunc(limit)}) * from (${log.select}) logged
      where ${condition === undefined ? '1 = 1' : `(${condition})`} order by logged.[${log.order}]${log.order === 'count' ? ' desc' : ''}`,
    [Math.ceil((nowMs - sinceMs) / 1000)],
  )
  for (const row of rows) {
    const query = withoutDeclarations(row.query)
    if (isHousekeeping(query)) continue
    yield {
      query,
      database: session.database,
      atMs: nowMs - Number(row.ago) * 1000,
      ...(row.user ? { user: row.user } : {}),
      ...(row.count === null ? {} : { count: Number(row.count) }),
      ...(row.duration === null ? {} : { durationMs: Math.round(Number(row.duration)) }),
    }
  }
}

/** @throws SourceError with what to grant */
export async function requireQueryLog(session: Session): Promise<void> {
  const { select, name } = await logOf(session)
  try {
    await session.rows(`select top (1) * from (${select}) logged`, [1])
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new SourceError('skippable', `${error.message} It is needed to read ${name}.`, {
      hint: 'GRANT VIEW DATABASE STATE (on a server: VIEW SERVER STATE) to the user. Needed for usage and query lineage only.',
      cause: error,
    })
  }
}

/** A statement with parameters is kept with their declarations in brackets before it: `(@id int, @name nvarchar(20))select …`. */
function withoutDeclarations(query: string): string {
  if (!query.startsWith('(@')) return query
  let depth = 0
  for (let at = 0; at < query.length; at += 1) {
    if (query[at] === '(') depth += 1
    if (query[at] === ')') depth -= 1
    if (depth === 0) return query.slice(at + 1)
  }
  return query
}

/** Session settings, transactions, and questions to the server about itself, this program's own among them. */
function isHousekeeping(query: string): boolean {
  return (
    /^\s*(set|use|begin\s+tran|commit|rollback|declare|dbcc|waitfor|exec(ute)?\s+sp_|grant|alter|if\s)\b/i.test(
      query,
    ) || /\b(sys|information_schema|queryinsights)\s*\./i.test(query)
  )
}
