/** Entra tokens for Azure's data planes: with a client secret, or with the identity that the machine has. */
import { readFile } from 'node:fs/promises'
import { SourceError } from '@waymark/ingest'

export interface AzureCredentials {
  readonly tenantId?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** Default: `AZURE_AUTHORITY_HOST`, else https://login.microsoftonline.com; another in sovereign clouds. */
  readonly authority?: string
}

interface AccessToken {
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly expiresOnTimestamp: number
}

const instanceMetadata = 'http://169.254.169.254/metadata/identity/oauth2/token'
const requestTimeoutMs = 20_000
/** A token that ends sooner is renewed before it is used. */
const tokenMarginMs = 120_000

/**
 * The header of requests to an Azure service, for `createJsonApi`: one token for as long as it lives.
 * @param resource - as `azureToken` takes it
 */
export function azureBearer(
  credentials: AzureCredentials,
  resource: string,
): (signal: AbortSignal, again: boolean) => Promise<Record<string, string>> {
  let kept: AccessToken | undefined
  return async (signal, again) => {
    if (again || !kept || kept.expiresOnTimestamp - Date.now() < tokenMarginMs)
      kept = await azureToken(credentials, resource)
    signal.throwIfAborted()
    return { authorization: `Bearer ${kept.token}` }
  }
}

/**
 * In this order: client secret; workload identity (`AZURE_FEDERATED_TOKEN_FILE`); managed identity of App Service and Container Apps
 * (`IDENTITY_ENDPOINT`) or of a virtual machine. Ask again before it expires; nothing is kept here.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * @param resource - e.g. `https://storage.azure.com`
 * @throws SourceError without any secret in it
 */
export async function azureToken(credentials: AzureCredentials, resource: string): Promise<AccessToken> {
  const {
    tenantId = process.env.AZURE_TENANT_ID,
    clientId = process.env.AZURE_CLIENT_ID,
    clientSecret,
  } = credentials
  const {
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    IDENTITY_ENDPOINT: endpoint,
    IDENTITY_HEADER: header,
  } = process.env
  if (clientSecret || tokenFile) {
    if (!tenantId || !clientId)
      throw new SourceError('fatal', 'The tenant or the application is not named.', {
        hint: 'Write tenantId and clientId into serviceConnection.config.credentials.',
      })
    const proof: Record<string, string> = clientSecret
      ? { client_secret: clientSecret }
      : {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await readFile(tokenFile ?? '', 'utf8'),
        }
    const authority =
      credentials.authority || process.env.AZURE_AUTHORITY_HOST || 'https://login.microsoftonline.com'
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      scope: `${resource}/.default`,
      ...proof,
    })
    return requested(`${authority.replace(/\/$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
    })
  }
  const query = new URLSearchParams({ resource, ...(clientId ? { client_id: clientId } : {}) })
  if (endpoint && header)
    return requested(`${endpoint}?api-version=2019-08-01&${query}`, {
      headers: { 'X-IDENTITY-HEADER': header },
    })
  return requested(`${instanceMetadata}?api-version=2018-02-01&${query}`, { headers: { Metadata: 'true' } })
}

async function requested(url: string, init: RequestInit): Promise<AccessToken> {
  let status = 0
  let answer: Record<string, unknown>
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) })
    status = response.status
    answer = (await response.json()) as Record<string, unknown> // every member is looked at before it is used
  } catch (error) {
    const asked = new URL(url).host
    throw new SourceError('fatal', `No token: ${asked} does not answer.`, {
      hint: 'Give clientId, clientSecret and tenantId in serviceConnection.config.credentials, or run where a managed identity is.',
      cause: error,
    })
  }
  const { access_token: token, expires_in: seconds, error: reason, error_description: description } = answer
  if (typeof token === 'string')
    return { token, expiresOnTimestamp: Date.now() + Number(seconds ?? 0) * 1000 }
  const [first = ''] = String(description ?? reason ?? `status ${status}`).split(/\r?\n/)
  throw new SourceError('fatal', `Entra ID gives no token: ${first.slice(0, 300)}`, {
    hint: "Run 'waymark explain' with the AADSTS code to see what to do.",
  })
}
