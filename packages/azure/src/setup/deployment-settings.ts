/** What a deployment is configured with after set-up, by the names of its variables. */
import type { CredentialWish } from './wishes.ts'

/** What the server and ingestion are configured with. */
export interface DeploymentSettings {
  readonly tenantId: string
  readonly authority: string
  readonly serverUrl: string
  readonly uiClientId: string
  /** Undefined: what it is by default. */
  readonly clientType: 'public' | undefined
  readonly ingestionClientId: string
  /** Scope of the ingestion's token, `<Application ID URI>/.default`. */
  readonly ingestionScope: string
  /** Audiences to accept beside the UI application's: ingestion's own, where it asks for a token for itself. */
  readonly extraAudiences: readonly string[]
  /** Role that the server demands of applications' tokens; undefined where they can't carry one. */
  readonly appRole: string | undefined
  readonly adminPrincipals: readonly string[]
  readonly principalDomain: string | undefined
  /** How ingestion proves that it is itself. */
  readonly credential: CredentialWish
  /** Undefined: left as the file has it, since a secret can't be read twice. */
  readonly clientSecret: string | undefined
  /** When it expires, as Graph says it; undefined where there is no new one. */
  readonly clientSecretEndsAt: string | undefined
}

type Pairs = readonly (readonly [name: string, value: string])[]

/** Variables in the order they are written; the secret is not among them. */
export function variablesFor(settings: DeploymentSettings): Pairs {
  const list = (values: readonly string[]) => `[${values.join(',')}]`
  return [
    ['AUTHENTICATION_PROVIDER', 'azure'],
    ['AUTHENTICATION_AUTHORITY', settings.authority],
    ['AUTHENTICATION_CLIENT_ID', settings.uiClientId],
    ...optional('AUTHENTICATION_CLIENT_TYPE', settings.clientType),
    ['AUTHENTICATION_CALLBACK_URL', `${settings.serverUrl}/callback`],
    ['OPENMETADATA_SERVER_URL', settings.serverUrl],
    // Empty rather than left out: an earlier run may have written it.
    ['WAYMARK_APP_ROLE', settings.appRole ?? ''],
    ...optional(
      'AUTHORIZER_ADMIN_PRINCIPALS',
      settings.adminPrincipals.length ? list(settings.adminPrincipals) : undefined,
    ),
    ...optional('AUTHORIZER_PRINCIPAL_DOMAIN', settings.principalDomain),
    ...optional(
      'WAYMARK_EXTRA_AUDIENCES',
      settings.extraAudiences.length ? list(settings.extraAudiences) : undefined,
    ),
    ['OM_AUTH_AIRFLOW_AZURE_CLIENT_ID', settings.ingestionClientId],
    ['OM_AUTH_AIRFLOW_AZURE_AUTHORITY_URL', settings.authority],
    ['OM_AUTH_AIRFLOW_AZURE_SCOPES', list([settings.ingestionScope])],
    // The server reminds of it, which has no right to ask the directory.
    ...optional('WAYMARK_INGESTION_SECRET_EXPIRES', settings.clientSecretEndsAt?.slice(0, 10)),
  ]
}

/** Written where nobody has a value of their own for it: people extend it by groups and roles of theirs. */
export const unlessSet: Pairs = [['WAYMARK_CLAIM_MAPPINGS', '[roles:Admin=admin]']]

export const secretName = 'OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET'

function optional(name: string, value: string | undefined): Pairs {
  return value ? [[name, value]] : []
}
