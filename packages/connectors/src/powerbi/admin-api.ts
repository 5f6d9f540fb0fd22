/**
 * The scanner API of Power BI's administrators: which workspaces there are, and everything in them.
 * https://learn.microsoft.com/fabric/governance/metadata-scanning-run
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from '@waymark/ingest'
import { azureBearer } from '../azure-token.ts'
import { createJsonApi } from '../json-api.ts'
import { type Json, record, records, text } from '../json-values.ts'

/** What is read of the connection; the schema knows the rest. */
export interface PowerBiConfig {
  readonly clientId: string
  readonly clientSecret: string
  readonly tenantId: string
  readonly apiURL?: string
  readonly authorityURI?: string
  readonly hostPort?: string
  readonly scope?: readonly string[]
  readonly useAdminApis?: boolean
}

export interface AdminApi {
  /** Ids of all workspaces that are active and not one person's own. */
  workspaces(signal: AbortSignal): Promise<readonly string[]>
  /** What a hundred workspaces at most hold, in the scanner's words. */
  scan(workspaces: readonly string[], signal: AbortSignal): Promise<readonly Json[]>
  /** The definition of a dataflow: its entities and their M section. @throws SourceError `skippable` */
  dataflow(id: string, signal: AbortSignal): Promise<Json>
}

/** The scanner takes no more at once. */
export const workspacesPerScan = 100
const firstPollMs = 500
const longestPollMs = 30_000
const longestScanMs = 30 * 60_000

const refusedHint =
  'In the Fabric admin portal switch on "Service principals can access read-only admin APIs" for a security group that this application is in, and give the application no Power BI permissions that need admin consent; a change takes up to 15 minutes.'

export function createAdminApi(config: PowerBiConfig): AdminApi {
  const { clientId, clientSecret, tenantId, authorityURI, useAdminApis = true } = config
  if (!useAdminApis)
    throw new SourceError('fatal', 'Power BI is only read through the APIs of its administrators.', {
      hint: 'Remove useAdminApis: false; the other APIs tell nothing of tables and queries.',
    })
  const [scope = 'https://analysis.windows.net/powerbi/api/.default'] = config.scope ?? []
  const credentials = {
    clientId,
    clientSecret,
    tenantId,
    ...(authorityURI ? { authority: authorityURI } : {}),
  }
  const api = createJsonApi({
    name: 'Power BI',
    baseUrl: config.apiURL ?? 'https://api.powerbi.com/v1.0/myorg',
    addressKey: 'apiURL',
    authorize: azureBearer(credentials, scope.replace(/\/\.default$/, '')),
    refusedHint,
  })

  async function finished(scanId: string, signal: AbortSignal): Promise<void> {
    let pollMs = firstPollMs
    for (let waitedMs = 0; waitedMs < longestScanMs; waitedMs += pollMs) {
      const answer = record(
        await api.get(`/admin/workspaces/scanStatus/${encodeURIComponent(scanId)}`, { signal }),
      )
      if (answer.status === 'Succeeded') return
      if (answer.status === 'Failed') {
        const reason = text(record(answer.error).message) ?? text(record(answer.error).code)
        throw new SourceError('retriable', `The scan of workspaces failed${reason ? `: ${reason}` : '.'}`)
      }
      await sleep(pollMs, undefined, { signal })
      pollMs = Math.min(longestPollMs, pollMs * 2)
    }
    throw new SourceError('retriable', 'The scan of workspaces does not end.', { hint: 'Run again later.' })
  }

  return {
    async workspaces(signal) {
      const query = { excludePersonalWorkspaces: 'True', excludeInActiveWorkspaces: 'True' }
      const listed = await api.get('/admin/workspaces/modified', { query, signal })
      return records(listed).flatMap((each) => text(each.id) ?? [])
    },
    async scan(workspaces, signal) {
      const query = {
        lineage: 'True',
        datasourceDetails: 'True',
        datasetSchema: 'True',
        datasetExpressions: 'True',
        getArtifactUsers: 'False',
      }
      const asked = await api.post('/admin/workspaces/getInfo', { query, body: { workspaces }, signal })
      const scanId = text(record(asked).id)
      if (scanId === undefined) throw new SourceError('fatal', 'Power BI names no scan.')
      await finished(scanId, signal)
      const result = await api.get(`/admin/workspaces/scanResult/${encodeURIComponent(scanId)}`, { signal })
      return records(record(result).workspaces)
    },
    async dataflow(id, signal) {
      return record(await api.get(`/admin/dataflows/${encodeURIComponent(id)}/export`, { signal }))
    },
  }
}
