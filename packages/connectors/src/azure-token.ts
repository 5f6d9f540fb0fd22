/** Entra tokens for Azure's data planes: with a secret, a certificate or a password, or with the identity of the machine. */
import { readFile } from 'node:fs/promises'
import { SourceError } from '@waymark/ingest'
import { certificateAssertion } from './certificate-assertion.ts'
import { codeOf, isPassing, isTimeout } from './network-errors.ts'

export interface AzureCredentials {
  readonly tenantId?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** PEM text of the certificate and of its private key, as `az ad sp create-for-rbac --create-cert` writes them. */
  readonly clientCertificate?: string
  /** A person's name and password, where the tenant still lets programs use them; `clientId` is a public client. */
  readonly username?: string
  readonly password?: string
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
 * In this order: client secret; certificate; name and password; workload identity (`AZURE_FEDERATED_TOKEN_FILE`); managed
 * identity of App Service and Container Apps (`IDENTITY_ENDPOINT`) or of a virtual machine. Ask again before it expires;
 * nothing is kept here. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * @param resource - e.g. `https://storage.azure.com`, or the id of an application
 * @throws SourceError without any secret in it
 */
export async function azureToken(credentials: AzureCredentials, resource: string): Promise<AccessToken> {
  const { tenantId = process.env.AZURE_TENANT_ID, clientId = process.env.AZURE_CLIENT_ID } = credentials
  const {
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    IDENTITY_ENDPOINT: endpoint,
    IDENTITY_HEADER: header,
  } = process.env
  const { clientSecret, clientCertificate, username } = credentials
  if (clientSecret || clientCertificate || username || tokenFile) {
    if (!tenantId || !clientId)
      throw new SourceError('fatal', 'The tenant or the application is not named.', {
        hint: 'Write tenantId and clientId beside the secret, or set AZURE_TENANT_ID and AZURE_CLIENT_ID.',
      })
    const authority =
      credentials.authority || process.env.AZURE_AUTHORITY_HOST || 'https://login.microsoftonline.com'
    const url = `${authority.replace(/\/$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`
    const body = new URLSearchParams({
      client_id: clientId,
      scope: `${resource}/.default`,
      ...(await proofOf(credentials, clientId, url, tokenFile)),
    })
    return requested(url, { method: 'POST', body })
  }
  const query = new URLSearchParams({ resource, ...(clientId ? { client_id: clientId } : {}) })
  if (endpoint && header)
    return requested(`${endpoint}?api-version=2019-08-01&${query}`, {
      headers: { 'X-IDENTITY-HEADER': header },
    })
  return requested(`${instanceMetadata}?api-version=2018-02-01&${query}`, { headers: { Metadata: 'true' } })
}

/** What shows the token endpoint who asks: the grant and its proof. */
async function proofOf(
  { clientSecret, clientCertificate, username, password = '' }: AzureCredentials,
  clientId: string,
  audience: string,
  tokenFile: string | undefined,
): Promise<Record<string, string>> {
  const grant = 'client_credentials'
  if (clientSecret) return { grant_type: grant, client_secret: clientSecret }
  if (!clientCertificate && username) return { grant_type: 'password', username, password }
  return {
    grant_type: grant,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientCertificate
      ? certificateAssertion(clientCertificate, clientId, audience)
      : await readFile(tokenFile ?? '', 'utf8'),
  }
}

async function requested(url: string, init: RequestInit): Promise<AccessToken> {
  let status = 0
  let answer: Record<string, unknown>
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) })
    status = response.status
    answer = (await response.json()) as Record<string, unknown> // every member is looked at before it is used
  } catch (error) {
    const { host } = new URL(url)
    // Where there is no managed identity nothing answers its address, and never will.
    const isMachine = url.startsWith(instanceMetadata)
    const passes = !isMachine && (isPassing(codeOf(error)) || isTimeout(error))
    throw new SourceError(passes ? 'retriable' : 'fatal', `No token: ${host} does not answer.`, {
      hint: isMachine
        ? 'Give clientId, clientSecret and tenantId in serviceConnection.config, or run where a managed identity is.'
        : 'Check the authority (AZURE_AUTHORITY_HOST), the proxy and the firewall; run it again where the network broke off.',
      cause: error,
    })
  }
  const { access_token: token, expires_in: seconds, error: reason, error_description: description } = answer
  if (typeof token === 'string')
    return { token, expiresOnTimestamp: Date.now() + Number(seconds ?? 0) * 1000 }
  const [first = ''] = String(description ?? reason ?? `status ${status}`).split(/\r?\n/)
  const number = /AADSTS\d+/.exec(first)?.[0]
  const passes = status === 429 || status >= 500
  throw new SourceError(passes ? 'retriable' : 'fatal', `Entra ID gives no token: ${first.slice(0, 300)}`, {
    hint: number
      ? `'waymark explain ${number}' says what to do.`
      : 'Check the tenant, the application and its secret.',
  })
}
