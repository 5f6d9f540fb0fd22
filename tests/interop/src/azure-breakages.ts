/** Ways to break a set-up that works, one for each step of the guide and each pain people have reported. */
import type { AzureTenant, Settings } from './azure-tenant.ts'
import { havbris, serverUrl } from './azure-tenant.ts'

/** A deployment that works, by the ids of its parts. */
export interface Deployment {
  readonly tenant: AzureTenant
  readonly ui: string
  readonly uiPrincipal: string
  readonly ingestion: string
  readonly ingestionPrincipal: string
  readonly uiClientId: string
  readonly ingestionClientId: string
}

export interface Breakage {
  readonly what: string
  readonly apply: (broken: Deployment) => Promise<unknown>
  /** The check that must be the first to find something. */
  readonly check: string
  /** Part of its sentence that only this cause has. */
  readonly cause: RegExp
  /** Of the machine that doctor runs on. */
  readonly environment?: Settings
  /** Whether another run of set-up mends it; the others are not the directory administrator's to mend. */
  readonly repaired: boolean
}

const app = (id: string) => `/applications/${id}`
const principal = (id: string) => `/servicePrincipals/${id}`

const set = (settings: Settings) => async (broken: Deployment) =>
  broken.tenant.writeSettings({ ...broken.tenant.settings(), ...settings })

const patchUi = (body: object) => (broken: Deployment) => broken.tenant.graph('PATCH', app(broken.ui), body)
const patchUiPrincipal = (body: object) => (broken: Deployment) =>
  broken.tenant.graph('PATCH', principal(broken.uiPrincipal), body)
const fault = (body: object) => (broken: Deployment) => broken.tenant.emulator.control('faults', body)

type List = Record<string, unknown>[]

/** Disables every scope or role first, as the directory demands, then removes it. */
async function withdraw(
  { tenant, ui }: Deployment,
  remove: boolean,
  kind: 'scopes' | 'roles',
): Promise<void> {
  const registration = await tenant.graph('GET', app(ui))
  const entries = (
    kind === 'scopes'
      ? (registration.api as Record<string, unknown>).oauth2PermissionScopes
      : registration.appRoles
  ) as List
  const body = (list: List) =>
    kind === 'scopes' ? { api: { oauth2PermissionScopes: list } } : { appRoles: list }
  await tenant.graph('PATCH', app(ui), body(entries.map((each) => ({ ...each, isEnabled: false }))))
  if (remove) await tenant.graph('PATCH', app(ui), body([]))
}

/** The secret that works is replaced by one that ended, or ends soon. */
async function replaceSecret({ tenant, ingestion }: Deployment, start: string, end: string): Promise<void> {
  const { passwordCredentials } = await tenant.graph('GET', app(ingestion))
  for (const { keyId } of passwordCredentials as List)
    await tenant.graph('POST', `${app(ingestion)}/removePassword`, { keyId })
  const secret = await newSecret(tenant, ingestion, start, end)
  await set({ OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: secret })({ tenant } as Deployment)
}

async function newSecret(tenant: AzureTenant, id: string, start: string, end: string): Promise<string> {
  const { secretText } = await tenant.graph('POST', `${app(id)}/addPassword`, {
    passwordCredential: { startDateTime: start, endDateTime: end },
  })
  return String(secretText)
}

/** As OpenMetadata 1.x has it: the server exchanges the code, and names application and tenant in settings of its own. */
async function confidential({ tenant, ui, uiClientId }: Deployment): Promise<void> {
  await tenant.graph('PATCH', app(ui), { spa: { redirectUris: [] } })
  await tenant.graph('PATCH', app(ui), { web: { redirectUris: [callback, other] } })
  const {
    AUTHENTICATION_AUTHORITY: _authority,
    AUTHENTICATION_CLIENT_ID: _clientId,
    ...rest
  } = tenant.settings()
  tenant.writeSettings({
    ...rest,
    AUTHENTICATION_CLIENT_TYPE: 'confidential',
    OIDC_CLIENT_ID: uiClientId,
    OIDC_DISCOVERY_URI: `https://login.microsoftonline.com/${havbris.tenantId}/v2.0/.well-known/openid-configuration`,
    OIDC_CALLBACK: callback,
  })
}

async function dropGrants({ tenant }: Deployment, clientId: string): Promise<void> {
  const { value } = await tenant.graph('GET', `/oauth2PermissionGrants?$filter=clientId eq '${clientId}'`)
  for (const { id } of value as List) await tenant.graph('DELETE', `/oauth2PermissionGrants/${id}`)
}

async function dropAssignments({ tenant, ingestionPrincipal }: Deployment): Promise<void> {
  const { value } = await tenant.graph('GET', `${principal(ingestionPrincipal)}/appRoleAssignments`)
  for (const { id } of value as List)
    await tenant.graph('DELETE', `${principal(ingestionPrincipal)}/appRoleAssignments/${id}`)
}

/** A Node.js whose clock is late. */
const lateBy = (seconds: number): Settings => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`const now=Date.now;Date.now=()=>now()-${seconds}000`)}`,
})

const callback = `${serverUrl}/callback`
const other = `${serverUrl}/auth/callback`
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const authority = (path: string) => ({
  AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.com/${path}`,
})

// biome-ignore format: one line a breakage reads as a table
export const breakages: readonly Breakage[] = [
  // C and A3: the settings.
  { what: 'the provider is still basic', apply: set({ AUTHENTICATION_PROVIDER: 'basic' }), check: 'provider', cause: /basic/, repaired: true },
  { what: 'A9: the authority is /common', apply: set(authority('common')), check: 'authority', cause: /\/common/, repaired: true },
  { what: 'D4: the authority is /organizations, whose documents name no tenant', apply: set(authority('organizations')), check: 'authority', cause: /every tenant/, repaired: true },
  { what: 'A9: the authority is the whole authorize endpoint', apply: set(authority(`${havbris.tenantId}/oauth2/v2.0/authorize`)), check: 'authority', cause: /goes on after the tenant/, repaired: true },
  { what: "the authority has the guide's placeholder", apply: set(authority('<tenant id>')), check: 'authority', cause: /placeholder/, repaired: true },
  { what: 'the authority is plain http', apply: set({ AUTHENTICATION_AUTHORITY: `http://login.microsoftonline.com/${havbris.tenantId}` }), check: 'authority', cause: /https/, repaired: true },
  { what: 'the authority is the default of another provider', apply: set({ AUTHENTICATION_AUTHORITY: 'https://accounts.google.com/x.y' }), check: 'authority', cause: /accounts\.google\.com/, repaired: true },
  { what: 'A3: the tenant does not exist', apply: set(authority('11111111-2222-4333-8444-555555555555')), check: 'ingestion-settings', cause: /another tenant/, repaired: true },
  { what: 'both authorities name a tenant that does not exist', apply: set({ ...authority('11111111-2222-4333-8444-555555555555'), OM_AUTH_AIRFLOW_AZURE_AUTHORITY_URL: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555' }), check: 'discovery', cause: /90002/, repaired: true },
  { what: 'A11: the tenant is asked for in another cloud', apply: set({ AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.us/${havbris.tenantId}` }), check: 'discovery', cause: /login\.microsoftonline\.us/, repaired: true },
  { what: 'the client id is the name of the application', apply: set({ AUTHENTICATION_CLIENT_ID: 'Waymark' }), check: 'client-id', cause: /not a GUID/, repaired: true },
  { what: 'the client id is the object id of the registration', apply: (broken) => set({ AUTHENTICATION_CLIENT_ID: broken.ui })(broken), check: 'ui-application', cause: /object id of the app registration/, repaired: true },
  { what: 'the client id is the object id of the Enterprise application', apply: (broken) => set({ AUTHENTICATION_CLIENT_ID: broken.uiPrincipal })(broken), check: 'ui-application', cause: /object id of the Enterprise application/, repaired: true },
  { what: 'the client id is of another tenant', apply: set({ AUTHENTICATION_CLIENT_ID: '99999999-2222-4333-8444-555555555555' }), check: 'ui-application', cause: /700016/, repaired: true },
  { what: 'A5: the callback URL has a path that nothing serves', apply: set({ AUTHENTICATION_CALLBACK_URL: `${serverUrl}/signin` }), check: 'callback-url', cause: /\/signin/, repaired: true },
  { what: 'A4: the callback URL has the scheme behind the proxy', apply: set({ AUTHENTICATION_CALLBACK_URL: callback.replace('https', 'http') }), check: 'callback-url', cause: /http:\/\/catalog/, repaired: true },
  { what: 'the server is reached without TLS', apply: set({ OPENMETADATA_SERVER_URL: 'http://catalog.havbris.example', AUTHENTICATION_CALLBACK_URL: 'http://catalog.havbris.example/callback' }), check: 'server-address', cause: /without TLS/, repaired: true },
  { what: 'nobody is named as administrator', apply: set({ AUTHORIZER_ADMIN_PRINCIPALS: '' }), check: 'admin', cause: /No administrator/, repaired: true },
  { what: 'the proxy is not believed', apply: set({ SERVER_USE_FORWARDED_HEADERS: 'false' }), check: 'forwarded-headers', cause: /SERVER_USE_FORWARDED_HEADERS/, repaired: false },
  // B10: the settings of ingestion.
  { what: 'A8: the scope of ingestion lacks /.default', apply: (broken) => set({ OM_AUTH_AIRFLOW_AZURE_SCOPES: `[api://${broken.uiClientId}/access_as_user]` })(broken), check: 'ingestion-settings', cause: /1002012/, repaired: true },
  { what: 'A8: ingestion asks for two scopes', apply: (broken) => set({ OM_AUTH_AIRFLOW_AZURE_SCOPES: `[api://${broken.uiClientId}/.default,openid]` })(broken), check: 'ingestion-settings', cause: /more than one scope/, repaired: true },
  { what: 'A6: the Secret ID was pasted for the secret', apply: set({ OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: '0d5f2f6e-2f77-4a52-9a3c-6f1f0a8f7a11' }), check: 'ingestion-settings', cause: /Secret ID/, repaired: true },
  { what: 'B10: the client id of ingestion is an object id', apply: (broken) => set({ OM_AUTH_AIRFLOW_AZURE_CLIENT_ID: broken.ingestionPrincipal })(broken), check: 'ingestion-application', cause: /object id of the Enterprise application/, repaired: true },
  { what: 'B8: the scope names an application that does not exist', apply: set({ OM_AUTH_AIRFLOW_AZURE_SCOPES: '[api://waymark/.default]' }), check: 'ingestion-scope', cause: /500011/, repaired: true },
  // A2: the UI application.
  { what: 'the UI application was deleted', apply: ({ tenant, ui }) => tenant.graph('DELETE', app(ui)), check: 'ui-application', cause: /700016/, repaired: true },
  { what: 'A1: the redirect URIs are on the platform Web', apply: async (broken) => { await patchUi({ spa: { redirectUris: [] } })(broken); await patchUi({ web: { redirectUris: [callback, other] } })(broken) }, check: 'redirect-platform', cause: /9002326/, repaired: true },
  { what: 'A2: a server exchanges the code, but the URIs are of a single-page application', apply: set({ AUTHENTICATION_CLIENT_TYPE: 'confidential' }), check: 'redirect-platform', cause: /9002327/, repaired: true },
  { what: 'the redirect URIs are on the platform for mobile applications', apply: async (broken) => { await patchUi({ spa: { redirectUris: [] } })(broken); await patchUi({ publicClient: { redirectUris: [callback, other] } })(broken) }, check: 'redirect-platform', cause: /Mobile/, repaired: true },
  { what: 'A4: the registered redirect URI has a slash at the end', apply: patchUi({ spa: { redirectUris: [`${callback}/`] } }), check: 'redirect-uri', cause: /slash at the end/, repaired: true },
  { what: 'there is no redirect URI at all', apply: patchUi({ spa: { redirectUris: [] } }), check: 'redirect-uri', cause: /500113/, repaired: true },
  { what: 'A5: only one of the two callback paths is registered', apply: patchUi({ spa: { redirectUris: [callback] } }), check: 'redirect-uri', cause: /Only one/, repaired: true },
  { what: 'the Enterprise application of the UI is disabled', apply: patchUiPrincipal({ accountEnabled: false }), check: 'ui-enterprise-application', cause: /disabled/, repaired: true },
  { what: 'the Enterprise application of the UI was deleted', apply: ({ tenant, uiPrincipal }) => tenant.graph('DELETE', principal(uiPrincipal)), check: 'ui-enterprise-application', cause: /no Enterprise application/, repaired: true },
  { what: 'A10: nobody has consented for signing in', apply: (broken) => dropGrants(broken, broken.uiPrincipal), check: 'sign-in-consent', cause: /Need admin approval/, repaired: true },
  { what: 'A10: the application demands assignment', apply: patchUiPrincipal({ appRoleAssignmentRequired: true }), check: 'assignment', cause: /50105/, repaired: false },
  { what: 'D5: the application is open to other tenants', apply: patchUi({ signInAudience: 'AzureADMultipleOrgs' }), check: 'tenants', cause: /AzureADMultipleOrgs/, repaired: false },
  { what: "A6: the Secret ID was pasted for a confidential client's secret", apply: async (broken) => { await confidential(broken); await set({ OIDC_CLIENT_SECRET: '0d5f2f6e-2f77-4a52-9a3c-6f1f0a8f7a11' })(broken) }, check: 'ui-credential', cause: /Secret ID/, repaired: false },
  { what: "A7: a confidential client's secret expired", apply: async (broken) => { await confidential(broken); await set({ OIDC_CLIENT_SECRET: await newSecret(broken.tenant, broken.ui, '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z') })(broken) }, check: 'ui-credential', cause: /7000222/, repaired: false },
  { what: 'A3: a public client has a secret', apply: set({ OIDC_CLIENT_SECRET: 'made-up' }), check: 'ui-credential', cause: /700025/, repaired: false },
  // A5: what the API exposes.
  { what: 'D1: access tokens are of version 1', apply: patchUi({ api: { requestedAccessTokenVersion: null } }), check: 'token-version', cause: /version 1/, repaired: true },
  { what: 'D2: there is no Application ID URI', apply: patchUi({ identifierUris: [] }), check: 'app-id-uri', cause: /no Application ID URI/, repaired: true },
  { what: 'the scope is disabled', apply: (broken) => withdraw(broken, false, 'scopes'), check: 'scope', cause: /disabled/, repaired: true },
  { what: 'the scope was removed', apply: (broken) => withdraw(broken, true, 'scopes'), check: 'scope', cause: /publishes no scope/, repaired: true },
  { what: 'the server demands a scope that does not exist', apply: set({ WAYMARK_API_SCOPE: 'catalog.use' }), check: 'scope', cause: /catalog\.use/, repaired: false },
  { what: 'the app role is disabled', apply: (broken) => withdraw(broken, false, 'roles'), check: 'app-role', cause: /disabled/, repaired: true },
  { what: 'the app role was removed', apply: (broken) => withdraw(broken, true, 'roles'), check: 'app-role', cause: /does not exist/, repaired: true },
  { what: 'C1: the optional claims are missing', apply: patchUi({ optionalClaims: { idToken: [], accessToken: [] } }), check: 'optional-claims', cause: /idtyp/, repaired: true },
  { what: 'E10: tokens carry groups', apply: patchUi({ groupMembershipClaims: 'SecurityGroup' }), check: 'groups', cause: /overage/, repaired: false },
  // B: the ingestion application.
  { what: 'the ingestion application was deleted', apply: ({ tenant, ingestion }) => tenant.graph('DELETE', app(ingestion)), check: 'ingestion-application', cause: /700016/, repaired: true },
  { what: 'B6: ingestion has no Enterprise application', apply: ({ tenant, ingestionPrincipal }) => tenant.graph('DELETE', principal(ingestionPrincipal)), check: 'ingestion-enterprise-application', cause: /7000229/, repaired: true },
  { what: 'the Enterprise application of ingestion is disabled', apply: ({ tenant, ingestionPrincipal }) => tenant.graph('PATCH', principal(ingestionPrincipal), { accountEnabled: false }), check: 'ingestion-enterprise-application', cause: /7000112/, repaired: true },
  { what: 'B7: the API permission was not added', apply: ({ tenant, ingestion }) => tenant.graph('PATCH', app(ingestion), { requiredResourceAccess: [] }), check: 'ingestion-permissions', cause: /650057/, repaired: true },
  { what: 'B7: admin consent was not granted', apply: (broken) => dropGrants(broken, broken.ingestionPrincipal), check: 'ingestion-consent', cause: /consented to the scope/, repaired: true },
  { what: 'B7: consent without the role, as the guide has it', apply: dropAssignments, check: 'role-assignment', cause: /does not hold the app role/, repaired: true },
  { what: 'A7: the secret expired', apply: (broken) => replaceSecret(broken, '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'), check: 'ingestion-credential', cause: /7000222/, repaired: true },
  { what: 'A7: the secret expires soon', apply: (broken) => replaceSecret(broken, inDays(-1), inDays(9.5)), check: 'ingestion-credential', cause: /expires in 9 days/, repaired: true },
  { what: 'A6: the configured secret is one of another application', apply: set({ OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: '~~~not-the-secret-of-this-application' }), check: 'ingestion-credential', cause: /none of those registered/, repaired: true },
  { what: 'there is no secret', apply: async ({ tenant, ingestion }) => { const { passwordCredentials } = await tenant.graph('GET', app(ingestion)); for (const { keyId } of passwordCredentials as List) await tenant.graph('POST', `${app(ingestion)}/removePassword`, { keyId }) }, check: 'ingestion-credential', cause: /no client secret/, repaired: true },
  { what: "A6: the configured secret begins like the right one but isn't", apply: async (broken) => { const { OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: secret = '' } = broken.tenant.settings(); await set({ OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: `${secret.slice(0, 10)}-cut-off` })(broken) }, check: 'ingestion-token', cause: /7000215/, repaired: false },
  { what: 'F4: ingestion asks for a token for itself and the server is not told', apply: async (broken) => { await broken.tenant.graph('PATCH', app(broken.ingestion), { api: { requestedAccessTokenVersion: 2 }, identifierUris: [`api://${broken.ingestionClientId}`] }); await set({ OM_AUTH_AIRFLOW_AZURE_SCOPES: `[api://${broken.ingestionClientId}/.default]` })(broken) }, check: 'ingestion-audience', cause: /itself/, repaired: true },
  // What Entra itself may do.
  { what: 'A3: Entra takes ingestion for a public client', apply: fault({ kind: 'aadsts', code: 700025, endpoint: 'token' }), check: 'ingestion-token', cause: /700025/, repaired: false },
  { what: 'a policy blocks ingestion', apply: fault({ kind: 'aadsts', code: 53003, endpoint: 'token' }), check: 'ingestion-token', cause: /53003/, repaired: false },
  { what: 'D6: the sign-in service is out of reach', apply: fault({ kind: 'discovery-down' }), check: 'discovery', cause: /503/, repaired: false },
  { what: 'the clock of this machine is wrong', apply: async () => undefined, environment: lateBy(1200), check: 'clock', cause: /(119|120)\d s behind/, repaired: false },
]
