/** Sends rows in one bulk request; what is refused as a whole is halved until the row that spoils it stands alone. */
import { ApiError, type CatalogClient } from '@waymark/client'
import type { AnyDefinition } from '@waymark/spec'
import { isRefusal } from './refusal.ts'
import type { Change } from './run-report.ts'

export interface BulkRow {
  readonly fullyQualifiedName: string
  readonly name: string
  /** The create request as it is sent. */
  readonly json: string
}

/** What became of a row. `change` is undefined where the server does not say. */
type RowAnswer = { readonly change: Exclude<Change, 'gone'> | undefined } | { readonly refused: string }

/** @param answered - called once a row @throws ApiError where the caller or the moment was refused, not the content */
export async function sendBulk<R extends BulkRow>(
  client: CatalogClient,
  definition: AnyDefinition,
  rows: readonly R[],
  signal: AbortSignal,
  answered: (row: R, answer: RowAnswer) => void,
): Promise<void> {
  signal.throwIfAborted()
  const bodies = rows.map((row) => row.json)
  const answer = await client
    .entity(definition)
    .bulkJson(bodies, { signal })
    .catch((error: unknown) => {
      if (isRefusal(error)) return error
      throw error
    })
  if (answer instanceof ApiError) {
    const [first] = rows
    if (rows.length === 1 && first) return answered(first, { refused: answer.message })
    const middle = Math.ceil(rows.length / 2)
    await sendBulk(client, definition, rows.slice(0, middle), signal, answered)
    return await sendBulk(client, definition, rows.slice(middle), signal, answered)
  }
  const failures = new Map((answer.failedRequest ?? []).map((row) => [nameIn(row.request), row.message]))
  const outcomes = new Map((answer.successRequest ?? []).map((row) => [row.request, changeIn(row)] as const))
  for (const row of rows) {
    if (failures.has(row.name))
      answered(row, { refused: failures.get(row.name) ?? 'The server gave no reason.' })
    else answered(row, { change: outcomes.get(row.fullyQualifiedName) })
  }
}

/** What the server did, where it says so: it knows best what was there before. */
function changeIn({
  status,
  message,
}: {
  readonly status?: number
  readonly message?: string
}): Exclude<Change, 'gone'> | undefined {
  if (status === 201) return 'new'
  if (message === 'unchanged') return 'same'
  return status === 200 ? 'changed' : undefined
}

/** The server names a row by its name, by its fully qualified name, or repeats its body. */
function nameIn(request: unknown): string | undefined {
  if (typeof request === 'string') return request
  const name = typeof request === 'object' && request !== null && 'name' in request ? request.name : undefined
  return typeof name === 'string' ? name : undefined
}
