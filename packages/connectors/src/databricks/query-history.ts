/** The query history of Databricks as a query log. */
import { type LoggedQuery, type QueryLogRequest, SourceError } from '@waymark/ingest'
import type { DatabricksConfig } from './config.ts'
import { type Asker, history } from './queries.ts'

const usualTable = 'system.query.history'

/** Newest first; without the questions that this program asks itself. */
export async function* readHistory(
  asker: Asker,
  config: DatabricksConfig,
  request: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  request.signal.throwIfAborted()
  for (const row of await history(asker, config.queryHistoryTable ?? usualTable, request)) {
    if (/\b(system|information_schema)\s*\.|^\s*(set|use|show|describe)\b/i.test(row.query)) continue
    yield {
      query: row.query,
      atMs: Number(row.at),
      ...(row.account ? { user: row.account } : {}),
      ...(row.duration === null ? {} : { durationMs: Number(row.duration) }),
    }
  }
}

/** @throws SourceError with what to grant */
export async function requireHistory(asker: Asker, config: DatabricksConfig): Promise<void> {
  const table = config.queryHistoryTable ?? usualTable
  try {
    await history(asker, table, { sinceMs: Date.now(), limit: 1, condition: undefined })
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new SourceError('skippable', `${table} cannot be read: ${error.message}`, {
      hint: 'An account admin enables the schema system.query; GRANT USE SCHEMA, SELECT ON SCHEMA system.query to who signs in. Needed for usage and query lineage only.',
      cause: error,
    })
  }
}
