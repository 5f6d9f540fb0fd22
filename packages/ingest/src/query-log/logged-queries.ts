/** The queries of a run: from the file that the workflow names, or from the source's own log. */
import type { Source } from '../connector.ts'
import type { RunContext } from '../runner/run-context.ts'
import { RunAborted } from '../runner/run-failure.ts'
import { numberOf } from '../sql/sql-value.ts'
import type { LoggedQuery } from '../sql-access.ts'
import { readLogFile } from './log-file.ts'

const dayMs = 86_400_000
/** OpenMetadata's defaults. */
const usual = { queryLogDuration: 1, resultLimit: 1000 }

/** True where a file is read, so that the source need not be opened. */
export function logFileOf(context: RunContext): string | undefined {
  const path = context.workflow.options.sourceConfig.queryLogFilePath
  return typeof path === 'string' && path !== '' ? path : undefined
}

/** Milliseconds since 1970 of the oldest query that counts. */
export function sinceMs(context: RunContext): number {
  const days = numberOf(context.workflow.options.sourceConfig.queryLogDuration) ?? usual.queryLogDuration
  return context.nowMs() - Math.max(0, days) * dayMs
}

/** At most `resultLimit` queries. @throws RunAborted when there is neither a file nor a log */
export async function* loggedQueries(
  context: RunContext,
  source: Source | undefined,
): AsyncGenerator<LoggedQuery> {
  const config = context.workflow.options.sourceConfig
  const limit = Math.max(1, numberOf(config.resultLimit) ?? usual.resultLimit)
  const file = logFileOf(context)
  if (file !== undefined) {
    let count = 0
    for await (const query of readLogFile(file)) {
      context.signal.throwIfAborted()
      if (count >= limit) {
        const message = `Only the first ${limit} queries of the log are read (resultLimit).`
        context.emit({ event: 'log', level: 'warn', message })
        return
      }
      count += 1
      yield query
    }
    return
  }
  if (!source?.queries) {
    throw new RunAborted('source', 'This source keeps no query log.', {
      hint: 'Export one as CSV and name it in queryLogFilePath.',
    })
  }
  const condition = typeof config.filterCondition === 'string' ? config.filterCondition : undefined
  yield* source.queries({ sinceMs: sinceMs(context), limit, condition, signal: context.signal })
}
