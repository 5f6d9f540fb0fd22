/** Checks that need nothing but the settings. */
import { isUuid } from '@waymark/spec'
import { cloudOf, loginHosts } from '../graph/clouds.ts'
import { type Authority, type CheckDefinition, fail, pass, skipped, warn } from './check.ts'
import { judgeSecretText } from './credential-checks.ts'
import type { DoctorSettings } from './settings.ts'

const shared = new Set(['common', 'organizations', 'consumers'])
const placeholder = /[<>{}[\]]|%[37][BCDE]|(your|my)[-_ ]?tenant|tenant[-_ ]?id|^x+(-x+)*$/i
const howTo = `Set it to https://${loginHosts[0]}/<Directory (tenant) ID>, from the overview of the app registration.`

/** The authority in its parts; undefined unless it names one tenant at a known host. */
export function parseAuthoritySetting(text: string): Authority | undefined {
  const url = URL.parse(text)
  const cloud = url?.protocol === 'https:' ? cloudOf(url.hostname) : undefined
  const tenant = url?.pathname.split('/').find(Boolean)?.toLowerCase()
  if (!url || !cloud || !tenant || shared.has(tenant)) return undefined
  if (!isUuid(tenant) && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(tenant)) return undefined
  return { host: cloud.loginHost, tenant, cloud }
}

function judgeAuthority({ authority, allowedTenants }: DoctorSettings) {
  if (!authority) return fail('AUTHENTICATION_AUTHORITY is not set.', howTo)
  const url = URL.parse(authority)
  if (placeholder.test(authority.replace(/^https?:\/\/[^/]*\//, ''))) {
    return fail("AUTHENTICATION_AUTHORITY still has the guide's placeholder in place of the tenant.", howTo)
  }
  if (url?.protocol !== 'https:') {
    return fail('AUTHENTICATION_AUTHORITY is not an address that starts with https://.', howTo)
  }
  if (!cloudOf(url.hostname)) {
    return fail(
      `AUTHENTICATION_AUTHORITY names '${url.hostname}', which is no sign-in host of Entra ID.`,
      `Use ${loginHosts.join(', ')}, whichever your cloud is.`,
    )
  }
  const segments = url.pathname.split('/').filter(Boolean)
  const tenant = segments[0]?.toLowerCase() ?? ''
  if (shared.has(tenant)) {
    return allowedTenants.length > 0 && tenant !== 'consumers'
      ? warn(`The authority is /${tenant}: every listed tenant may sign in.`, howTo)
      : fail(`The authority is /${tenant}, which stands for every tenant (AADSTS50194, AADSTS50059).`, howTo)
  }
  if (!parseAuthoritySetting(authority)) {
    return fail(`'${tenant}' is neither a tenant id nor a domain (AADSTS900023).`, howTo)
  }
  if (segments.length > 1 && segments.slice(1).join('/') !== 'v2.0') {
    return fail(
      `The authority goes on after the tenant: /${segments.slice(1).join('/')}.`,
      `End it after the tenant: https://${url.hostname}/${tenant}`,
    )
  }
  return pass(`One tenant, ${tenant}, at ${url.hostname}.`)
}

function judgeCallback({ callbackUrl, serverUrl }: DoctorSettings) {
  const callback = URL.parse(callbackUrl)
  const server = URL.parse(serverUrl)
  const expected = `${serverUrl}/callback`
  const set = `Set AUTHENTICATION_CALLBACK_URL=${expected}.`
  if (!callback || !/^https?:$/.test(callback.protocol)) {
    return fail(`AUTHENTICATION_CALLBACK_URL is no address: '${callbackUrl}'.`, set)
  }
  if (!['/callback', '/auth/callback'].includes(callback.pathname)) {
    return fail(
      `The callback URL ends in '${callback.pathname}', where nothing answers (404 after sign-in).`,
      set,
    )
  }
  if (server && callback.origin !== server.origin) {
    return fail(
      `The callback URL is at ${callback.origin}, but people reach the server at ${server.origin}.`,
      `${set} Or correct OPENMETADATA_SERVER_URL.`,
    )
  }
  return pass(`${callbackUrl}`)
}

function isLoopback(host: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(host)
}

function judgeIngestion({ ingestion, authority }: DoctorSettings) {
  if (!ingestion) {
    return skipped(
      'No ingestion application is configured (OM_AUTH_AIRFLOW_AZURE_CLIENT_ID or AZURE_CLIENT_ID).',
    )
  }
  const namesItself = ingestion.proof?.kind === 'managedIdentity' || ingestion.proof?.kind === 'azureCli'
  if (!isUuid(ingestion.clientId) && !(namesItself && ingestion.clientId === '')) {
    return fail(
      "The ingestion's client id is not a GUID.",
      'Copy "Application (client) ID" from its overview.',
    )
  }
  const [scope] = ingestion.scopes
  if (!scope) {
    return fail(
      'The ingestion has no scope (AADSTS90014).',
      'Set scopes to api://<client id of the UI application>/.default.',
    )
  }
  if (ingestion.scopes.length > 1) {
    return fail(
      'The ingestion asks for more than one scope (AADSTS70011).',
      'Keep the one that ends in /.default.',
    )
  }
  if (!scope.endsWith('/.default')) {
    return fail(
      `The ingestion's scope '${scope}' does not end in /.default (AADSTS1002012).`,
      `Write ${isUuid(scope) ? `api://${scope}` : scope.replace(/\/[\w.-]*$/, '')}/.default.`,
    )
  }
  const idForSecret =
    ingestion.proof &&
    judgeSecretText(
      ingestion.proof,
      'Make a new secret and copy its Value: waymark azure setup --rotate-secret, or Certificates & secrets.',
    )
  if (idForSecret) return idForSecret
  const ours = parseAuthoritySetting(ingestion.authority)
  if (!ours && namesItself && ingestion.authority === '') return pass(`One scope, ${scope}.`)
  if (!ours) return fail("The ingestion's authority does not name one tenant.", howTo)
  const server = parseAuthoritySetting(authority)
  if (server && isUuid(server.tenant) && isUuid(ours.tenant) && server.tenant !== ours.tenant) {
    return fail(
      "The ingestion's authority names another tenant than the server's.",
      `Use ${authority} in both, or list the tenant in WAYMARK_ALLOWED_TENANTS.`,
    )
  }
  return pass(`One scope, ${scope}.`)
}

export const settingsChecks: readonly CheckDefinition[] = [
  {
    id: 'provider',
    title: 'Provider',
    guide: 'C',
    wrong: 'The server signs people in some other way, so nothing below is used.',
    symptom: 'no Microsoft button',
    run: ({ settings: { provider } }) =>
      provider === 'azure'
        ? pass('azure')
        : fail(
            provider ? `AUTHENTICATION_PROVIDER is '${provider}'.` : 'AUTHENTICATION_PROVIDER is not set.',
            'Set AUTHENTICATION_PROVIDER=azure. Where the settings are in a file, name it with --env-file.',
          ),
  },
  {
    id: 'authority',
    title: 'Authority',
    guide: 'A3',
    wrong: 'It is /common, a placeholder, a whole endpoint, http, or the host of another cloud.',
    symptom: 'AADSTS50194, 50059, 90002, 900023, 900382',
    run: ({ settings }) => judgeAuthority(settings),
  },
  {
    id: 'client-id',
    title: 'Client id',
    guide: 'A3',
    wrong: 'It is a placeholder, a name, or a URI rather than the Application (client) ID.',
    symptom: 'AADSTS700016',
    run: ({ settings: { clientId } }) =>
      isUuid(clientId)
        ? pass(clientId)
        : fail(
            clientId
              ? `AUTHENTICATION_CLIENT_ID is not a GUID: '${clientId}'.`
              : 'AUTHENTICATION_CLIENT_ID is not set.',
            'Copy "Application (client) ID" from the overview of the app registration.',
          ),
  },
  {
    id: 'callback-url',
    title: 'Callback URL',
    guide: 'C',
    wrong: 'Its path is not one the UI serves, or its host is not the one people use.',
    symptom: '404 after sign-in, AADSTS50011',
    run: ({ settings }) => judgeCallback(settings),
  },
  {
    id: 'server-address',
    title: 'Server address and cookies',
    guide: 'C',
    wrong:
      'People use plain http away from this machine: Entra refuses the redirect URI and cookies are not Secure.',
    symptom: 'AADSTS50011, sign-in that is forgotten',
    run: ({ settings: { serverUrl } }) => {
      const url = URL.parse(serverUrl)
      if (!url)
        return fail(
          `OPENMETADATA_SERVER_URL is no address: '${serverUrl}'.`,
          'Set it to https://<your catalog>.',
        )
      return url.protocol === 'https:' || isLoopback(url.hostname)
        ? pass(serverUrl)
        : fail(
            `People reach the server at ${serverUrl}, without TLS; Entra allows http for localhost only.`,
            'Put TLS in front and set OPENMETADATA_SERVER_URL=https://…',
          )
    },
  },
  {
    id: 'forwarded-headers',
    title: 'Forwarded headers',
    guide: 'C',
    wrong:
      'A proxy ends TLS but the server does not believe its headers, so it sees the proxy as every caller.',
    symptom: 'everybody shares one rate limit',
    run: ({ settings: { serverUrl, trustsForwardedHeaders } }) =>
      serverUrl.startsWith('https:') && !trustsForwardedHeaders
        ? warn(
            'People use https, so a proxy ends TLS, but SERVER_USE_FORWARDED_HEADERS is off: callers all look like the proxy.',
            'Set SERVER_USE_FORWARDED_HEADERS=true if the proxy overwrites X-Forwarded-For and -Proto.',
          )
        : pass(trustsForwardedHeaders ? 'believed' : 'not needed: no proxy ends TLS'),
  },
  {
    id: 'admin',
    title: 'Administrators',
    guide: 'C',
    wrong: 'Nobody is named, so whoever signs in has no rights to set anything up.',
    symptom: 'signed in, but nothing may be changed',
    run: ({ settings: { admins } }) =>
      admins.length > 0
        ? pass(`${admins.length} named`)
        : warn(
            'No administrator is named, so nobody who signs in with Microsoft has administrative rights.',
            'Set AUTHORIZER_ADMIN_PRINCIPALS=[<name>] and AUTHORIZER_PRINCIPAL_DOMAIN=<domain>.',
          ),
  },
  {
    id: 'ingestion-settings',
    title: 'Settings of ingestion',
    guide: 'B10',
    wrong: 'The scope lacks /.default, the Secret ID was pasted for the secret, or the tenant differs.',
    symptom: 'AADSTS1002012, 70011, 7000215, 90014',
    run: ({ settings }) => judgeIngestion(settings),
  },
]
