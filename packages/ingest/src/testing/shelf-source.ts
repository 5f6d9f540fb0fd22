/** A source that a test makes up, and records of one small schema. */
import { Type } from '@sinclair/typebox'
import { defineConnector } from '../connector.ts'
import type { SourceRecord } from '../source-record.ts'

type Read = (signal: AbortSignal) => Iterable<SourceRecord> | AsyncIterable<SourceRecord>

/** A connector that yields what `read` does; `closed.count` says how often its source was closed. */
export function connectorOf(read: Read, check: (name: string) => void = () => undefined) {
  const closed = { count: 0 }
  const connector = defineConnector<unknown>({
    type: 'shelf',
    serviceType: 'CustomDatabase',
    serviceEntity: 'databaseService',
    config: Type.Object({}),
    checks: [
      { name: 'CheckAccess', description: '', mandatory: true },
      { name: 'GetQueries', description: '', mandatory: false },
    ],
    open: async () => ({
      check: async (name) => check(name),
      async *read({ signal }) {
        yield* read(signal)
      },
      close: async () => {
        closed.count += 1
      },
    }),
  })
  return { connector, closed }
}

export const entity = (
  type: string,
  fullyQualifiedName: string,
  body: Record<string, unknown>,
): SourceRecord => ({
  kind: 'entity',
  type,
  fullyQualifiedName,
  body: { name: fullyQualifiedName.split('.').at(-1), ...body },
})
export const table = (name: string, more: Record<string, unknown> = {}) =>
  entity('table', `svc.db.public.${name}`, { databaseSchema: 'svc.db.public', columns: [], ...more })
export const parents = [
  entity('database', 'svc.db', { service: 'svc' }),
  entity('databaseSchema', 'svc.db.public', { database: 'svc.db' }),
]
export const completed: SourceRecord = { kind: 'completed', type: 'table', parent: 'svc.db.public' }

export const numbered = (count: number) => Array.from({ length: count }, (_, index) => table(`t${index}`))
