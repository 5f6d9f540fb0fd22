/** A usage run: which queries ran, who ran them, which tables they used and how often. */
import { buildFqn, type Query } from '@waymark/spec'
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import { isRefusal } from '../runner/refusal.ts'
import type { RunContext } from '../runner/run-context.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import { createTaskPool } from '../runner/task-pool.ts'
import type { LoggedQuery } from '../sql-access.ts'
import { type CatalogTable, type KnownTables, readKnownTables } from './known-tables.ts'
import { logFileOf, loggedQueries, sinceMs } from './logged-queries.ts'
import { readStatement } from './read-statement.ts'
import { type StatementParser, statementParser } from './statement-parser.ts'

const inFlight = 4

/** Counts by day and table, until all queries are read: reporting a day again replaces it. */
type DailyCounts = Map<string, Map<string, number>>

export async function runUsage(context: RunContext): Promise<void> {
  const { workflow } = context
  const connection = await serviceConnection(context, workflow.serviceName)
  const parser = await statementParser(connection.connector.serviceType)
  const known = await readKnownTables(context, parser)
  const counts: DailyCounts = new Map()
  const pool = createTaskPool(inFlight)
  const read = async (queries: AsyncIterable<LoggedQuery>) => {
    for await (const query of queries) {
      await pool.start(() => takeQuery(context, query, known, parser, counts))
    }
    await pool.idle()
  }
  if (logFileOf(context) !== undefined) await read(loggedQueries(context, undefined))
  else {
    await withSource(connection, context, async (source) => {
      await checkSource(connection.connector, source, context)
      await read(loggedQueries(context, source))
    })
  }
  await sendCounts(context, counts)
  context.meter.end()
}

async function takeQuery(
  context: RunContext,
  query: LoggedQuery,
  known: KnownTables,
  parser: StatementParser,
  counts: DailyCounts,
): Promise<void> {
  const { account, meter, dryRun } = context
  const { tables, notUnderstood } = readStatement(query, known, parser)
  if (tables.length === 0) {
    account.filtered()
    if (notUnderstood.length > 0) warn(context, query, notUnderstood.join('; '))
    return
  }
  const day = new Date(dayOf(context, query)).toISOString().slice(0, 10)
  const daily = counts.get(day) ?? new Map<string, number>()
  counts.set(day, daily)
  // A log that sums runs up over longer than the window does not say how many of them were in it: one was.
  const inWindow = query.atMs === undefined ? query.count === undefined : query.atMs >= sinceMs(context)
  const runs = inWindow ? (query.count ?? 1) : 1
  for (const { id } of tables) daily.set(id, (daily.get(id) ?? 0) + runs)
  if (!dryRun) await keepQuery(context, query, tables)
  account.passed('query', 'changed')
  meter.progressed('query')
}

/** What is older than the window, or has no time, counts for today: it was in the log when it was read. */
function dayOf(context: RunContext, query: LoggedQuery): number {
  const file = logFileOf(context) !== undefined
  if (query.atMs === undefined) return context.nowMs()
  return file || query.atMs >= sinceMs(context) ? query.atMs : context.nowMs()
}

function warn(context: RunContext, query: LoggedQuery, reason: string): void {
  const line = query.query.replace(/\s+/g, ' ').trim()
  const fullyQualifiedName = line.length > 120 ? `${line.slice(0, 119)}…` : line
  context.report({
    severity: 'warning',
    type: 'query',
    fullyQualifiedName,
    message: `Not understood: ${reason}`,
  })
}

async function keepQuery(
  context: RunContext,
  query: LoggedQuery,
  tables: readonly CatalogTable[],
): Promise<void> {
  const { client, registry, workflow, signal } = context
  const runs = query.count ?? 1
  const body = {
    query: query.query,
    service: buildFqn(workflow.serviceName),
    ...(query.durationMs === undefined ? {} : { duration: query.durationMs / 1000 / runs }),
    ...(query.atMs === undefined ? {} : { queryDate: query.atMs }),
  }
  try {
    const kept = (await client
      .entity(registry.byType('query'))
      .createOrUpdate(body as never, { signal })) as unknown as Query // not typed one by one
    const used = tables.map(({ id }) => ({ id, type: 'table' }))
    await client.request('PUT', `/v1/queries/${kept.id}/usage`, { body: used, signal })
    if (query.user === undefined) return
    const name = query.user.toLowerCase()
    const isAccount = (await context.ids.of('user', buildFqn(name))) !== undefined
    const path = `/v1/queries/${kept.id}/${isAccount ? 'users' : 'usedBy'}`
    await client.request('PUT', path, { body: [isAccount ? name : query.user], signal })
  } catch (error) {
    if (!isRefusal(error)) throw error
    warn(context, query, `the catalog refused it: ${error.message}`)
  }
}

async function sendCounts(context: RunContext, counts: DailyCounts): Promise<void> {
  const { client, signal, dryRun } = context
  if (dryRun) return
  for (const [date, daily] of counts) {
    const pool = createTaskPool(inFlight)
    for (const [id, count] of daily) {
      await pool.start(async () => {
        await client.request('POST', `/v1/usage/table/${id}`, { body: { date, count }, signal })
      })
    }
    await pool.idle()
    for (const type of ['table', 'database']) {
      await client.request('POST', `/v1/usage/compute.percentile/${type}/${date}`, { signal })
    }
  }
}
