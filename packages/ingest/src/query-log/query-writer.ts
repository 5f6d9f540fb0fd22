/** Sends the queries of a log many at a time; the catalog adds to what it knew of a text who ran it and what it uses. */
import { createHash } from 'node:crypto'
import { buildFqn } from '@waymark/spec'
import type { RunContext } from '../runner/run-context.ts'
import { type BulkRow, sendBulk } from '../runner/send-bulk.ts'
import { createTaskPool } from '../runner/task-pool.ts'
import type { LoggedQuery } from '../sql-access.ts'
import type { CatalogTable } from './known-tables.ts'

export interface QueryWriter {
  /** Resolves when the query has a place in a batch, which may wait for earlier batches. */
  write(query: LoggedQuery, tables: readonly CatalogTable[]): Promise<void>
  /** Resolves when everything written so far is answered. */
  flush(): Promise<void>
}

interface Seen {
  query: LoggedQuery
  readonly tables: Set<string>
  readonly accounts: Set<string>
  readonly strangers: Set<string>
}

const batchRows = 100
const batchBytes = 4 * 1024 * 1024
const batchesInFlight = 2

/** The name that the catalog gives a query: the MD5 of its text, as OpenMetadata does. */
export function queryName(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** @param refused - called with each query that the catalog does not take */
export function createQueryWriter(
  context: RunContext,
  refused: (query: LoggedQuery, reason: string) => void,
): QueryWriter {
  const { client, registry, workflow, ids, signal } = context
  const service = buildFqn(workflow.serviceName)
  const pool = createTaskPool(batchesInFlight)
  const accounts = new Map<string, Promise<boolean>>()
  let batch = new Map<string, Seen>()
  let bytes = 0

  /** Whether there is an account of this name, asked once a run. */
  function isAccount(name: string): Promise<boolean> {
    const known = accounts.get(name) ?? ids.of('user', buildFqn(name)).then((id) => id !== undefined)
    accounts.set(name, known)
    return known
  }

  async function flush(): Promise<void> {
    await sendBatch()
    await pool.idle()
  }

  async function sendBatch(): Promise<void> {
    const rows = [...batch].map(([name, seen]) => ({ ...rowOf(name, seen), query: seen.query }))
    batch = new Map()
    bytes = 0
    if (rows.length === 0) return
    await pool.start(() =>
      sendBulk(client, registry.byType('query'), rows, signal, ({ query }, answer) => {
        if ('refused' in answer) refused(query, answer.refused)
      }),
    )
  }

  function rowOf(name: string, { query, tables, accounts: users, strangers }: Seen): BulkRow {
    const { query: text, atMs, durationMs, count = 1 } = query
    const body = {
      name,
      query: text,
      service,
      queryUsedIn: [...tables].map((id) => ({ id, type: 'table' })),
      ...(users.size > 0 ? { users: [...users] } : {}),
      ...(strangers.size > 0 ? { usedBy: [...strangers] } : {}),
      ...(durationMs === undefined ? {} : { duration: durationMs / 1000 / count }),
      ...(atMs === undefined ? {} : { queryDate: atMs }),
    }
    return { name, fullyQualifiedName: `${service}.${name}`, json: JSON.stringify(body) }
  }

  return {
    flush,
    async write(query, tables) {
      const name = queryName(query.query)
      const user = query.user?.toLowerCase()
      const hasAccount = user !== undefined && (await isAccount(user))
      const seen = batch.get(name) ?? {
        query,
        tables: new Set(),
        accounts: new Set(),
        strangers: new Set(),
      }
      if (!batch.has(name)) bytes += query.query.length
      batch.set(name, seen)
      // The latest run is the one whose time and duration are kept.
      if ((query.atMs ?? 0) > (seen.query.atMs ?? 0)) seen.query = query
      for (const { id } of tables) seen.tables.add(id)
      if (user !== undefined && hasAccount) seen.accounts.add(user)
      else if (query.user !== undefined) seen.strangers.add(query.user)
      if (batch.size >= batchRows || bytes >= batchBytes) await sendBatch()
    },
  }
}
