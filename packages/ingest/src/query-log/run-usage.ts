/** A usage run: which queries ran, who ran them, which tables they used and joined, how often, and what they cost. */
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import type { RunContext } from '../runner/run-context.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import type { LoggedQuery } from '../sql-access.ts'
import { type KnownTables, readKnownTables } from './known-tables.ts'
import { logFileOf, loggedQueries, sinceMs } from './logged-queries.ts'
import { createQueryWriter, type QueryWriter, queryName } from './query-writer.ts'
import { readStatement } from './read-statement.ts'
import { type StatementParser, statementParser } from './statement-parser.ts'
import { createUsageCounts, type UsageCounts } from './usage-counts.ts'

interface UsageRun {
  readonly known: KnownTables
  readonly parser: StatementParser
  readonly writer: QueryWriter
  readonly counts: UsageCounts
}

export async function runUsage(context: RunContext): Promise<void> {
  const { workflow } = context
  const connection = await serviceConnection(context, workflow.serviceName)
  const parser = await statementParser(connection.connector.serviceType)
  const counts = createUsageCounts(context)
  const run: UsageRun = {
    known: await readKnownTables(context, parser),
    parser,
    writer: createQueryWriter(context, (query, reason) =>
      warn(context, query, `The catalog refused it: ${reason}`),
    ),
    counts,
  }
  const read = async (queries: AsyncIterable<LoggedQuery>) => {
    for await (const query of queries) await takeQuery(context, query, run)
    await run.writer.flush()
  }
  if (logFileOf(context) !== undefined) await read(loggedQueries(context, undefined))
  else {
    await withSource(connection, context, async (source) => {
      await checkSource(connection.connector, source, context)
      await read(loggedQueries(context, source))
    })
  }
  if (!context.dryRun) await counts.send()
  context.meter.end()
}

async function takeQuery(
  context: RunContext,
  query: LoggedQuery,
  { known, parser, writer, counts }: UsageRun,
): Promise<void> {
  const { account, meter, dryRun } = context
  const { tables, joins, notUnderstood } = readStatement(query, known, parser)
  if (tables.length === 0) {
    account.filtered()
    if (notUnderstood.length > 0) warn(context, query, `Not understood: ${notUnderstood.join('; ')}`)
    return
  }
  const day = new Date(dayOf(context, query)).toISOString().slice(0, 10)
  // A log that sums runs up over longer than the window does not say how many of them were in it: one was.
  const inWindow = query.atMs === undefined ? query.count === undefined : query.atMs >= sinceMs(context)
  const runs = inWindow ? (query.count ?? 1) : 1
  counts.add(day, runs, { name: queryName(query.query), query, tables, joins })
  if (!dryRun) await writer.write(query, tables)
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
    message: reason,
  })
}
