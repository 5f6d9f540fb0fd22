/** Reads Microsoft Graph as an application, page by page. */
import { azureBearer } from '../azure-token.ts'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'
import type { EntraConfig } from './config.ts'

export interface Graph {
  /** Every object of a collection. `path` is below `/v1.0` and may have a query. */
  list(path: string, signal: AbortSignal): AsyncGenerator<Json>
}

export function createGraph(config: EntraConfig): Graph {
  const { origin } = new URL(config.graphUrl ?? 'https://graph.microsoft.com')
  const bearer = azureBearer(config, origin)
  const api = createJsonApi({
    name: 'Microsoft Graph',
    baseUrl: `${origin}/v1.0`,
    addressKey: 'graphUrl',
    // Some filters count, which Graph does only for those who take counts that lag behind.
    authorize: async (signal, again) => ({ ...(await bearer(signal, again)), consistencylevel: 'eventual' }),
    refusedHint:
      'Give the application the application permissions User.Read.All and GroupMember.Read.All, and have an administrator consent.',
    timeoutMs: 30_000,
  })
  return {
    async *list(path, signal) {
      for (let next: string | undefined = path; next !== undefined; ) {
        const page = record(await api.get(next, { signal }))
        yield* records(page.value)
        next = text(page['@odata.nextLink'])
      }
    },
  }
}
