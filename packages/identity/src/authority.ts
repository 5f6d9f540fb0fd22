/** Turns the configured authority into the exact issuers that tokens may name, or explains what is wrong with it. */
import { isGuid } from './guid.ts'
import { isLoopbackUrl } from './loopback.ts'

/** One setting that cannot be worked with, in words for whoever filled it in. */
export interface ConfigProblem {
  /** The environment variable that carries it. */
  readonly setting: string
  readonly message: string
}

/** An Entra cloud: where people sign in and what version 1 tokens call their issuer. */
interface Cloud {
  readonly loginHost: string
  readonly v1Issuer: string
}

const publicCloud: Cloud = { loginHost: 'login.microsoftonline.com', v1Issuer: 'https://sts.windows.net' }
const chinaCloud: Cloud = {
  loginHost: 'login.partner.microsoftonline.cn',
  v1Issuer: 'https://sts.chinacloudapi.cn',
}

/** The sovereign clouds of France, Germany and Singapore: hosts as MSAL knows them; no document of theirs tells a version 1 issuer apart. */
const sovereign = (country: string): Cloud => ({
  loginHost: `login.sovcloud-identity.${country}`,
  v1Issuer: `https://sts.sovcloud-identity.${country}`,
})

/** Login hosts and their aliases (instance discovery). Issuers always name the cloud's login host. */
const clouds: Readonly<Record<string, Cloud>> = {
  'login.microsoftonline.com': publicCloud,
  'login.windows.net': publicCloud,
  'login.microsoft.com': publicCloud,
  'sts.windows.net': publicCloud,
  'login.microsoftonline.us': { loginHost: 'login.microsoftonline.us', v1Issuer: 'https://sts.windows.net' },
  'login.usgovcloudapi.net': { loginHost: 'login.microsoftonline.us', v1Issuer: 'https://sts.windows.net' },
  'login.partner.microsoftonline.cn': chinaCloud,
  'login.chinacloudapi.cn': chinaCloud,
  'login.sovcloud-identity.fr': sovereign('fr'),
  'login.sovcloud-identity.de': sovereign('de'),
  'login.sovcloud-identity.sg': sovereign('sg'),
}

export type Tenant =
  | { readonly kind: 'id'; readonly id: string }
  /** Discovery tells the id. */
  | { readonly kind: 'domain'; readonly domain: string }
  /** Every tenant; the allow-list must say `*`. */
  | { readonly kind: 'any' }

export interface EntraAuthority {
  readonly kind: 'entra'
  readonly host: string
  /** `https://<host>/<segment>`, without a version and a trailing slash. */
  readonly url: string
  readonly tenant: Tenant
  /** Tenants listed beside the authority's own. */
  readonly moreTenantIds: readonly string[]
  readonly v1Issuer: (tenantId: string) => string
  readonly v2Issuer: (tenantId: string) => string
}

export interface OidcAuthority {
  readonly kind: 'oidc'
  readonly issuer: string
}

export interface AuthorityResult<A> {
  readonly authority?: A
  readonly problems: readonly ConfigProblem[]
}

const setting = 'AUTHENTICATION_AUTHORITY'
const howTo = `Set it to https://login.microsoftonline.com/<Directory (tenant) ID>, which the app registration's overview page shows.`
const placeholder = /[<>{}[\]]|%[37][BCDE]|(your|my)[-_ ]?tenant|tenant[-_ ]?id|directory[-_ ]?id|^x+(-x+)*$/i
const domainName = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

/**
 * Derives issuers and hosts from an Entra authority.
 *
 * @param allowedTenants - tenant ids, or `*`; `common` and `organizations` are refused without it (RFC 8725 3.8: an
 * issuer that anyone can have tells nothing).
 * @returns the authority unless something is wrong, and every problem at once.
 */
export function resolveAuthority(
  value: string,
  allowedTenants: readonly string[] = [],
): AuthorityResult<EntraAuthority> {
  const problems: ConfigProblem[] = []
  const add = (message: string, of = setting) => void problems.push({ setting: of, message })

  const anyTenant = allowedTenants.includes('*')
  const listed = allowedTenants.filter((tenant) => tenant !== '*').map((tenant) => tenant.toLowerCase())
  for (const tenant of listed.filter((id) => !isGuid(id)))
    add(
      `'${tenant}' is not a tenant id (a GUID). List tenant ids, or '*' for every tenant.`,
      'WAYMARK_ALLOWED_TENANTS',
    )

  const text = value.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!text) add(`It is not set. ${howTo}`)
  else if (placeholder.test(text.replace(/^https?:\/\/[^/]*\//, '')))
    add(`'${text}' is still the guide's sample, with a placeholder in place of the tenant. ${howTo}`)
  else if (!url || !/^https?:$/.test(url.protocol)) add(`'${text}' is not a URL. ${howTo}`)
  if (!url || problems.length > 0) return { problems }

  const cloud = Object.hasOwn(clouds, url.hostname) ? clouds[url.hostname] : undefined
  if (url.protocol !== 'https:') add(`'${text}' must start with https://.`)
  if (url.username || url.password || url.search || url.hash || url.port)
    add(`'${text}' must be a plain address without user, port, query or fragment. ${howTo}`)
  if (!cloud)
    add(
      `'${url.hostname}' is not a sign-in host of Microsoft Entra ID (${[...new Set(Object.values(clouds).map((c) => c.loginHost))].join(', ')}). ` +
        (url.hostname === 'accounts.google.com'
          ? "This is OpenMetadata's default. "
          : 'For another OpenID provider set AUTHENTICATION_PROVIDER=custom-oidc. ') +
        howTo,
    )

  const segments = url.pathname.split('/').filter(Boolean)
  if (segments[1] === 'v2.0') segments.pop()
  const segment = segments[0]?.toLowerCase()
  if (!segment || segments.length !== 1)
    add(`'${text}' must name exactly one tenant after the host. ${howTo}`)
  const tenant = segment ? tenantOf(segment, anyTenant, listed, add) : undefined
  if (anyTenant && tenant && tenant.kind !== 'any')
    add(
      `'*' accepts every tenant, but the authority names one. Remove '*', or end the authority in /organizations.`,
      'WAYMARK_ALLOWED_TENANTS',
    )
  if (!cloud || !segment || !tenant || problems.length > 0) return { problems }

  const resolved = tenant.kind === 'listed' ? ({ kind: 'id', id: tenant.id } as const) : tenant
  return {
    problems,
    authority: {
      kind: 'entra',
      host: cloud.loginHost,
      url: `https://${cloud.loginHost}/${segment}`,
      tenant: resolved,
      moreTenantIds: listed.filter((id) => resolved.kind !== 'id' || id !== resolved.id),
      v1Issuer: (tenantId) => `${cloud.v1Issuer}/${tenantId}/`,
      v2Issuer: (tenantId) => `https://${cloud.loginHost}/${tenantId}/v2.0`,
    },
  }
}

function tenantOf(
  segment: string,
  anyTenant: boolean,
  listed: readonly string[],
  add: (message: string) => void,
): Tenant | { readonly kind: 'listed'; readonly id: string } | undefined {
  if (segment === 'consumers') {
    add(`/consumers signs in personal Microsoft accounts, which no catalog should accept. ${howTo}`)
    return undefined
  }
  if (segment === 'common' || segment === 'organizations') {
    if (anyTenant) return { kind: 'any' }
    const first = listed[0]
    if (first) return { kind: 'listed', id: first }
    add(
      `/${segment} stands for every Microsoft tenant, so anyone with a Microsoft account could ask for access. ${howTo} ` +
        'If several tenants really share this catalog, list their ids in WAYMARK_ALLOWED_TENANTS.',
    )
    return undefined
  }
  if (isGuid(segment)) return { kind: 'id', id: segment }
  if (domainName.test(segment)) return { kind: 'domain', domain: segment }
  add(`'${segment}' is neither a tenant id (a GUID) nor a domain of a tenant. ${howTo}`)
  return undefined
}

/** Checks the issuer URL of a plain OpenID Connect provider. `http` is for loopback only. */
export function resolveOidcAuthority(value: string): AuthorityResult<OidcAuthority> {
  const text = value.trim()
  const wrong = (message: string) => ({ problems: [{ setting, message }] })
  if (!text)
    return wrong(
      "It is not set. Set it to the provider's issuer URL, exactly as its discovery document spells it.",
    )
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return wrong(`'${text}' is not a URL.`)
  if (url.protocol !== 'https:' && !isLoopbackUrl(text)) return wrong(`'${text}' must start with https://.`)
  if (url.search || url.hash)
    return wrong(`'${text}' must not have a query or a fragment (OpenID Connect Discovery 3).`)
  return { problems: [], authority: { kind: 'oidc', issuer: text } }
}
