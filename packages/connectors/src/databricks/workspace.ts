/** A workspace of Databricks, or a server of Unity Catalog: its REST API, signed in one of the ways that it knows. */
import { SourceError } from '@waymark/ingest'
import { azureBearer } from '../azure-token.ts'
import { createJsonApi, type JsonApi } from '../json-api.ts'
import { record, text } from '../json-values.ts'
import type { DatabricksConfig, DatabricksSignIn } from './config.ts'

/** The application that Azure Databricks is in every tenant. https://learn.microsoft.com/azure/databricks/dev-tools/auth/azure-sp */
const azureDatabricks = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const tokenTimeoutMs = 20_000
const tokenMarginMs = 120_000
const refusedHint =
  'Check authType, and that the user or service principal belongs to the workspace and has USE CATALOG, USE SCHEMA, BROWSE or SELECT; see the connector’s README.'

type Authorize = (signal: AbortSignal, again: boolean) => Promise<Record<string, string>>

/** The address of a workspace as people have it: with or without scheme and port. */
export function addressOf(hostPort: string): string {
  return /^https?:\/\//.test(hostPort)
    ? hostPort.replace(/\/+$/, '')
    : `https://${hostPort.replace(/:443\/?$/, '')}`
}

/** @throws SourceError when the address or the way to sign in is missing */
export function openWorkspace(config: DatabricksConfig): JsonApi {
  const baseUrl = addressOf(config.hostPort)
  return createJsonApi({
    name: 'Databricks',
    baseUrl,
    addressKey: 'hostPort',
    authorize: authorizeWith(config.authType, baseUrl),
    refusedHint,
    ...(config.connectionTimeout ? { timeoutMs: config.connectionTimeout * 1000 } : {}),
  })
}

function authorizeWith(signIn: DatabricksSignIn, baseUrl: string): Authorize {
  const { token, clientId, clientSecret, azureClientId, azureClientSecret, azureTenantId } = signIn
  if (token) return async () => ({ authorization: `Bearer ${token}` })
  if (azureClientId && azureClientSecret && azureTenantId) {
    const application = { clientId: azureClientId, clientSecret: azureClientSecret, tenantId: azureTenantId }
    return azureBearer(application, azureDatabricks)
  }
  if (clientId && clientSecret) return workspaceBearer(baseUrl, clientId, clientSecret)
  throw new SourceError('fatal', 'No way to sign in to Databricks is given.', {
    hint: 'Write token, clientId and clientSecret, or azureClientId, azureClientSecret and azureTenantId into serviceConnection.config.authType.',
  })
}

/** https://learn.microsoft.com/azure/databricks/dev-tools/auth/oauth-m2m */
function workspaceBearer(baseUrl: string, clientId: string, clientSecret: string): Authorize {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)
  let kept: { readonly token: string; readonly untilMs: number } | undefined
  return async (signal, again) => {
    if (again || !kept || kept.untilMs - Date.now() < tokenMarginMs) {
      const answer = await fetch(`${baseUrl}/oidc/v1/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic.toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(tokenTimeoutMs)]),
      }).catch((error: unknown) => error)
      signal.throwIfAborted()
      if (!(answer instanceof Response))
        throw new SourceError('fatal', `Databricks at ${new URL(baseUrl).host} does not answer.`, {
          hint: 'Check serviceConnection.config.hostPort, the proxy and the firewall.',
          cause: answer,
        })
      const body = record(await answer.json().catch(() => undefined))
      const token = text(body.access_token)
      if (token === undefined)
        throw new SourceError(
          'fatal',
          `Databricks gives no token (${text(body.error) ?? `status ${answer.status}`}).`,
          {
            hint: 'Check authType.clientId and clientSecret: an OAuth secret of a service principal that belongs to the workspace.',
          },
        )
      kept = { token, untilMs: Date.now() + Number(body.expires_in ?? 0) * 1000 }
    }
    return { authorization: `Bearer ${kept.token}` }
  }
}
