/** How many rows were added, changed and removed since the last profile, from the server's own counters. */
import type { RunContext } from '../runner/run-context.ts'
import type { TableFacts } from '../sql-access.ts'

interface SystemEntry {
  readonly timestamp: number
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE'
  readonly rowsAffected: number
}

/**
 * Servers count from some moment on; the catalog has what was told since. The difference is what is new, so that the
 * entries of a table add up to the counter.
 */
export async function systemProfile(
  context: RunContext,
  fullyQualifiedName: string,
  changes: NonNullable<TableFacts['changes']>,
  timestamp: number,
): Promise<SystemEntry[]> {
  const { client, signal } = context
  const path = `/v1/tables/${encodeURIComponent(fullyQualifiedName)}/systemProfile`
  const query = { startTs: changes.sinceMs ?? 0, endTs: timestamp }
  const answer = await client.request('GET', path, { query, signal })
  const { data } = answer as { data: readonly SystemEntry[] } // the API's own page of entries
  const told = (operation: string) =>
    data
      .filter((entry) => entry.operation === operation)
      .reduce((sum, { rowsAffected }) => sum + rowsAffected, 0)
  const counters = { INSERT: changes.inserted, UPDATE: changes.updated, DELETE: changes.deleted } as const
  return (['INSERT', 'UPDATE', 'DELETE'] as const).flatMap((operation) => {
    const before = told(operation)
    const counter = counters[operation]
    // A counter below what was told was reset without saying so.
    const rowsAffected = counter >= before ? counter - before : counter
    return rowsAffected > 0 ? [{ timestamp, operation, rowsAffected }] : []
  })
}
