/** Asks what there is on the machine of the catalog to start with, and loads or removes its demo data. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { call } from '../../api/http.ts'

export interface FoundSource {
  readonly foundBy: 'catalogDatabase' | 'port' | 'dbtProject'
  /** `host:port`, or a directory. */
  readonly at: string
  /** In lower case. */
  readonly serviceType?: string
}

interface MachineReport {
  readonly version: string
  readonly url: string
  readonly dataDirectory: string
  readonly found: readonly FoundSource[]
  readonly demo: 'absent' | 'loaded' | 'unavailable'
}

/** For administrators. */
export const machineQuery = queryOptions({
  queryKey: ['machine'],
  queryFn: async ({ signal }) => (await call<MachineReport>('system/machine', { signal })).data,
  staleTime: 60_000,
})

/** A database is made and filled on the way, or removed. */
const longestMs = 120_000

export async function loadDemo(client: QueryClient): Promise<void> {
  await call('system/demo', { method: 'POST', timeoutMs: longestMs })
  await client.invalidateQueries()
}

export async function removeDemo(client: QueryClient): Promise<void> {
  await call('system/demo', { method: 'DELETE', timeoutMs: longestMs })
  await client.invalidateQueries()
}
