/** The settings that doctor judges: the server's and the ingestion's, from an environment or an environment file. */

import type { EntraProof } from '@waymark/credentials'

export type Environment = Readonly<Record<string, string | undefined>>

export interface IngestionSettings {
  /** Empty where the machine's own identity signs in. */
  readonly clientId: string
  readonly authority: string
  readonly scopes: readonly string[]
  /** Never shown; undefined where it is configured elsewhere. */
  readonly proof: EntraProof | undefined
  /** Day on which the secret expires, where set-up wrote it down; start of that day in UTC. */
  readonly secretExpiresAtMs: number | undefined
}

export interface DoctorSettings {
  readonly provider: string
  readonly authority: string
  readonly clientId: string
  readonly clientType: string
  /** With which the UI application proves itself as a confidential client, or to Microsoft Graph; never shown. */
  readonly proof: EntraProof | undefined
  /** A secret of the UI application is set that nothing sends. */
  readonly hasIdleSecret: boolean
  readonly callbackUrl: string
  readonly serverUrl: string
  readonly trustsForwardedHeaders: boolean
  readonly admins: readonly string[]
  readonly extraAudiences: readonly string[]
  readonly allowedTenants: readonly string[]
  readonly allowedClients: readonly string[]
  readonly apiScope: string | undefined
  readonly appRole: string | undefined
  readonly requireIdtyp: boolean
  /** Whether ID tokens are a credential of the API, which they are while clients of OpenMetadata's UI move over. */
  readonly acceptsIdTokens: boolean
  /** `iss` of the catalog's own tokens. */
  readonly ownIssuer: string
  /** Undefined where ingestion signs in with a JWT of our own, or is configured elsewhere. */
  readonly ingestion: IngestionSettings | undefined
}

/** `[a,b]` as OpenMetadata writes lists; brackets and quotes may be missing. */
function list(value: string): readonly string[] {
  return value
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((item) => item !== '')
}

function day(text: string): number | undefined {
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : atMs
}

/** Takes OpenMetadata's names and those that Azure's own programs use; an empty value counts as none. */
export function readSettings(environment: Environment, readFile: (path: string) => string): DoctorSettings {
  const get = (...names: readonly string[]) =>
    names.map((name) => environment[name]?.trim()).find((value) => value) ?? ''
  const secret = (...names: readonly string[]) => {
    const path = get(...names.map((name) => `${name}_FILE`))
    return get(...names) || (path ? readFile(path).trim() : '') || undefined
  }
  const flag = (name: string) => /^(true|yes|on|1)$/i.test(get(name))
  const serverUrl = (get('OPENMETADATA_SERVER_URL', 'OIDC_SERVER_URL') || 'http://localhost:8585').replace(
    /\/$/,
    '',
  )
  const isConfidential = get('AUTHENTICATION_CLIENT_TYPE') === 'confidential'
  const uiSecret = secret('OIDC_CLIENT_SECRET')
  const usesSecret = isConfidential || get('WAYMARK_GRAPH_IDENTITY') === 'secret'
  const tenant = get('AZURE_TENANT_ID')
  const ingestionId = get('OM_AUTH_AIRFLOW_AZURE_CLIENT_ID', 'AZURE_CLIENT_ID')
  const authority = authorityOf(get)
  return {
    provider: get('AUTHENTICATION_PROVIDER'),
    authority,
    clientId: isConfidential
      ? get('OIDC_CLIENT_ID', 'AUTHENTICATION_CLIENT_ID')
      : get('AUTHENTICATION_CLIENT_ID'),
    clientType: isConfidential ? 'confidential' : 'public',
    proof: usesSecret ? proofOf(uiSecret, '') : undefined,
    hasIdleSecret: !usesSecret && uiSecret !== undefined,
    callbackUrl:
      (isConfidential && get('OIDC_CALLBACK')) ||
      get('AUTHENTICATION_CALLBACK_URL') ||
      `${serverUrl}/callback`,
    serverUrl,
    trustsForwardedHeaders: flag('SERVER_USE_FORWARDED_HEADERS'),
    admins: [...list(get('AUTHORIZER_ADMIN_PRINCIPALS')), ...list(get('AUTHORIZER_ADMIN_EMAILS'))],
    extraAudiences: list(get('WAYMARK_EXTRA_AUDIENCES')),
    allowedTenants: list(get('WAYMARK_ALLOWED_TENANTS')),
    allowedClients: list(get('WAYMARK_ALLOWED_CLIENTS')),
    apiScope: get('WAYMARK_API_SCOPE') || undefined,
    appRole: get('WAYMARK_APP_ROLE') || undefined,
    requireIdtyp: flag('WAYMARK_REQUIRE_IDTYP'),
    acceptsIdTokens: get('WAYMARK_ID_TOKEN_MODE') === 'compat',
    ownIssuer: get('JWT_ISSUER') || 'open-metadata.org',
    ingestion: ingestionId
      ? {
          clientId: ingestionId,
          authority:
            get('OM_AUTH_AIRFLOW_AZURE_AUTHORITY_URL') ||
            (tenant ? `https://login.microsoftonline.com/${tenant}` : authority),
          scopes: list(get('OM_AUTH_AIRFLOW_AZURE_SCOPES')),
          proof: proofOf(
            secret('OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'),
            get('AZURE_FEDERATED_TOKEN_FILE'),
          ),
          secretExpiresAtMs: day(get('WAYMARK_INGESTION_SECRET_EXPIRES')),
        }
      : undefined,
  }
}

/** The authority, or what OpenMetadata's settings of a confidential client say in its place; as the server reads them. */
function authorityOf(get: (...names: readonly string[]) => string): string {
  const given = get('AUTHENTICATION_AUTHORITY', 'OIDC_DISCOVERY_URI')
  const tenant = get('OIDC_TENANT')
  return given || !tenant
    ? given.replace(/\/\.well-known\/openid-configuration\/?$/, '')
    : `https://login.microsoftonline.com/${tenant}`
}

function proofOf(clientSecret: string | undefined, federatedTokenFile: string): EntraProof | undefined {
  if (clientSecret) return { kind: 'secret', clientSecret }
  return federatedTokenFile ? { kind: 'federatedTokenFile', path: federatedTokenFile } : undefined
}

/** The client secret, where that is the proof. */
export function secretOf(proof: EntraProof | undefined): string | undefined {
  return proof?.kind === 'secret' ? proof.clientSecret : undefined
}

/** Reads `NAME=value` lines as Docker's and systemd's environment files have them. */
export function parseEnvironmentFile(content: string): Environment {
  const pairs = content.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined
      ? []
      : [[name, value.trim().replace(/^(["'])(.*)\1$/, '$2')]]
  })
  return Object.fromEntries(pairs)
}
