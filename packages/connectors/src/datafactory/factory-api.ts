/**
 * Azure Data Factory through Azure Resource Manager: what a factory holds and how its pipelines ran.
 * https://learn.microsoft.com/rest/api/datafactory/
 */
import { type AzureCredentials, azureBearer } from '../azure-token.ts'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

/** What is read of the connection; the schema knows the rest. */
export interface DataFactoryConfig {
  readonly subscription_id: string
  readonly resource_group_name: string
  readonly factory_name: string
  readonly run_filter_days?: number
  readonly configSource?: AzureCredentials
}

export interface FactoryApi {
  /** The resource's id, as the studio's addresses have it. */
  readonly resourceId: string
  factory(signal: AbortSignal): Promise<Json>
  /** Every resource of a kind, page by page, as `{ name, properties }`. */
  list(kind: FactoryKind, signal: AbortSignal): AsyncGenerator<Json>
  /** Runs of all pipelines since a time (milliseconds since 1970), the newest first. */
  runs(sinceMs: number, signal: AbortSignal): AsyncGenerator<Json>
  activityRuns(runId: string, sinceMs: number, signal: AbortSignal): AsyncGenerator<Json>
}

export type FactoryKind = 'pipelines' | 'datasets' | 'linkedservices' | 'dataflows' | 'triggers'

/** Where Azure's management is, and who signs in to it; by the authority of the cloud. */
export interface AzureCloud {
  readonly managementUrl: string
  readonly authority?: string
}

const version = '2018-06-01'

/** The cloud that the machine's environment names, as Azure's own tools do. */
export function cloudOf(authority: string | undefined): AzureCloud {
  if (authority?.includes('.chinacloudapi.cn') || authority?.includes('.partner.microsoftonline.cn'))
    return { managementUrl: 'https://management.chinacloudapi.cn' }
  if (authority?.includes('.microsoftonline.us'))
    return { managementUrl: 'https://management.usgovcloudapi.net' }
  return { managementUrl: 'https://management.azure.com' }
}

export function createFactoryApi(
  config: DataFactoryConfig,
  { managementUrl, authority }: AzureCloud,
  now: () => number,
): FactoryApi {
  const resourceId = [
    `/subscriptions/${encodeURIComponent(config.subscription_id)}`,
    `/resourceGroups/${encodeURIComponent(config.resource_group_name)}`,
    `/providers/Microsoft.DataFactory/factories/${encodeURIComponent(config.factory_name)}`,
  ].join('')
  const credentials = { ...config.configSource, ...(authority ? { authority } : {}) }
  const api = createJsonApi({
    name: 'Azure Data Factory',
    baseUrl: managementUrl,
    addressKey: 'factory_name',
    authorize: azureBearer(credentials, managementUrl),
    refusedHint:
      'Give the application or identity the role Reader on the factory, and Data Factory Contributor or a role with Microsoft.DataFactory/factories/querypipelineruns/action for its runs.',
  })
  const query = { 'api-version': version }

  /** Runs come from queries in POST, whose pages follow by a token in the body. */
  async function* queried(path: string, body: Json, signal: AbortSignal): AsyncGenerator<Json> {
    let continuationToken: string | undefined
    do {
      const asked = { ...body, ...(continuationToken ? { continuationToken } : {}) }
      const page = record(await api.post(`${resourceId}${path}`, { query, body: asked, signal }))
      yield* records(page.value)
      continuationToken = text(page.continuationToken)
    } while (continuationToken !== undefined)
  }

  const between = (sinceMs: number) => ({
    lastUpdatedAfter: new Date(sinceMs).toISOString(),
    lastUpdatedBefore: new Date(now()).toISOString(),
  })

  return {
    resourceId,
    async factory(signal) {
      return record(await api.get(resourceId, { query, signal }))
    },
    async *list(kind, signal) {
      let page = record(await api.get(`${resourceId}/${kind}`, { query, signal }))
      for (;;) {
        yield* records(page.value)
        const next = text(page.nextLink)
        if (next === undefined) return
        page = record(await api.get(next, { signal }))
      }
    },
    runs: (sinceMs, signal) =>
      queried(
        '/queryPipelineRuns',
        { ...between(sinceMs), orderBy: [{ orderBy: 'RunStart', order: 'DESC' }] },
        signal,
      ),
    activityRuns: (runId, sinceMs, signal) =>
      queried(`/pipelineruns/${encodeURIComponent(runId)}/queryActivityruns`, between(sinceMs), signal),
  }
}
