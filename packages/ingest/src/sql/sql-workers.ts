/** Works on the tables of a database with a few connections at once; one table that fails does not end the run. */
import { type Source, SourceError } from '../connector.ts'
import type { RunContext } from '../runner/run-context.ts'
import { RunAborted } from '../runner/run-failure.ts'
import { createTaskPool } from '../runner/task-pool.ts'
import type { SqlAccess } from '../sql-access.ts'
import { chosenDatabases, chosenTables, type ReadTable } from './chosen-tables.ts'

/** Connections at once unless the file says otherwise; a catalog's reader should not be felt by the source. */
const usualThreads = 3
const mostThreads = 16

export interface TableWork {
  /** Fields of tables beside their own members. */
  readonly fields: readonly string[]
  readonly includeViews: boolean
  /** `threadCount` of the file. */
  readonly threads: number | undefined
  /** Limit for one table. */
  readonly timeoutSeconds: number | undefined
  work(table: ReadTable, access: SqlAccess, signal: AbortSignal): Promise<void>
}

/** @throws RunAborted when the source speaks no SQL */
export async function forEachTable(context: RunContext, source: Source, options: TableWork): Promise<void> {
  const { account, emit, meter } = context
  const threads = Math.min(mostThreads, Math.max(1, options.threads ?? usualThreads))
  for (const database of await chosenDatabases(context)) {
    const accesses = await openAccesses(source, database, threads, context)
    const pool = createTaskPool(accesses.length)
    const tables = chosenTables(context, database, options.fields, options.includeViews)
    for await (const table of tables) {
      context.signal.throwIfAborted()
      await pool.start(async () => {
        // As many accesses as places in the pool.
        const access = accesses.pop() as SqlAccess
        try {
          await one(table, access)
        } finally {
          accesses.push(access)
        }
      })
    }
    await pool.idle()
  }

  async function one(table: ReadTable, access: SqlAccess): Promise<void> {
    const limit =
      options.timeoutSeconds === undefined ? [] : [AbortSignal.timeout(options.timeoutSeconds * 1000)]
    const signal = AbortSignal.any([context.signal, ...limit])
    try {
      await options.work(table, access, signal)
      account.passed('table', 'changed')
    } catch (error) {
      if (context.signal.aborted || !isAboutTable(error, limit)) throw error
      const message =
        error instanceof SourceError ? error.message : `It took longer than ${options.timeoutSeconds} s.`
      const hint = error instanceof SourceError && error.hint ? { hint: error.hint } : {}
      const { fullyQualifiedName } = table
      context.report({ severity: 'error', type: 'table', fullyQualifiedName, message, ...hint })
    }
    meter.progressed('table')
    emit({ event: 'log', level: 'debug', message: `${table.fullyQualifiedName} is done.` })
  }
}

function isAboutTable(error: unknown, limit: readonly AbortSignal[]): boolean {
  if (limit.some((signal) => signal.aborted)) return true
  return error instanceof SourceError && error.consequence === 'skippable'
}

async function openAccesses(
  source: Source,
  database: string,
  count: number,
  { signal }: RunContext,
): Promise<SqlAccess[]> {
  const open = source.sql?.bind(source)
  if (!open) {
    throw new RunAborted('source', 'This source cannot be asked in SQL, so its tables cannot be looked into.')
  }
  return await Promise.all(Array.from({ length: count }, () => open(database, signal)))
}
