/** A query log in CSV files, in the columns that OpenMetadata reads: `query_text`, `database_name`, `schema_name` … */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RunAborted } from '../runner/run-failure.ts'
import type { LoggedQuery } from '../sql-access.ts'
import { csvRecords } from './csv.ts'

/** @param path - one file, or a directory whose files ending in `.csv` are read in the order of their names */
export async function* readLogFile(path: string): AsyncGenerator<LoggedQuery> {
  for (const file of await filesOf(path)) {
    const text = createReadStream(file, { encoding: 'utf8' })
    try {
      for await (const record of csvRecords(text)) {
        const query = queryOf(record)
        if (query) yield query
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new RunAborted('source', `${file} cannot be read as CSV: ${reason}.`, { cause: error })
    }
  }
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path]
    const names = (await readdir(path)).filter((name) => name.endsWith('.csv')).sort()
    return names.map((name) => join(path, name))
  } catch (cause) {
    throw new RunAborted(
      'source',
      `queryLogFilePath: ${path} is neither a file nor a directory that can be read.`,
      {
        cause,
      },
    )
  }
}

function queryOf(record: Readonly<Record<string, string>>): LoggedQuery | undefined {
  const { query_text: query, aborted } = record
  if (!query || /^(true|1|t)$/i.test(aborted ?? '')) return undefined
  const atMs = timeOf(record.start_time)
  const durationMs = durationOf(record, atMs)
  const cost = Number(record.cost)
  return {
    query,
    ...(record.database_name ? { database: record.database_name } : {}),
    ...(record.schema_name ? { schema: record.schema_name } : {}),
    ...(record.user_name ? { user: record.user_name } : {}),
    ...(atMs === undefined ? {} : { atMs }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(record.cost && Number.isFinite(cost) ? { cost } : {}),
  }
}

/** `2026-11-22 10:00:00.000` is UTC; a zone that is written counts. */
function timeOf(text: string | undefined): number | undefined {
  if (!text) return undefined
  const iso = text.trim().replace(' ', 'T')
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(iso) ? iso : `${iso}Z`
  const parsed = Date.parse(zoned)
  return Number.isNaN(parsed) ? undefined : parsed
}

/** `duration` is in seconds; without it the two times say it. */
function durationOf(
  record: Readonly<Record<string, string>>,
  startMs: number | undefined,
): number | undefined {
  const seconds = Number(record.duration)
  if (record.duration && Number.isFinite(seconds)) return seconds * 1000
  const endMs = timeOf(record.end_time)
  return startMs === undefined || endMs === undefined || endMs < startMs ? undefined : endMs - startMs
}
