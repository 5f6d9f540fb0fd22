/** Reads authority and scopes as people write them: bare tenants, discovery URLs, scopes without `/.default`. */
import { isUuid } from '@waymark/spec'

/** Either the value to use or the sentence that says what to write instead. */
export type Parsed = { readonly value: string } | { readonly problem: string }

const defaultHost = 'login.microsoftonline.com'
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i
const sharedTenants: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers'])

/**
 * Takes a tenant id, a tenant's domain, an authority, an issuer, a discovery or a token URL, v1 or v2, and gives the authority
 * `https://<host>/<tenant>`. Client credentials need one tenant, so `common` and its siblings are refused.
 */
export function parseAuthority(text: string): Parsed {
  const given = text.trim()
  if (isUuid(given) || (domain.test(given) && !isAuthorityHost(given))) {
    return { value: `https://${defaultHost}/${given.toLowerCase()}` }
  }
  const url = URL.parse(given.includes('://') ? given : `https://${given}`)
  if (!url) return { problem: `'${given}' is no authority. Write ${example}.` }
  if (url.protocol !== 'https:') return { problem: `The authority must be https. Write ${example}.` }
  const tenant = url.pathname.split('/').find((segment) => segment !== '')
  if (tenant === undefined) return { problem: `'${given}' names no tenant. Write ${example}.` }
  if (sharedTenants.has(tenant.toLowerCase())) {
    return { problem: `An application signs in to one tenant, not to '${tenant}'. Write ${example}.` }
  }
  // The issuer of v1 tokens is often pasted; it issues nothing itself.
  const host = url.host === 'sts.windows.net' ? defaultHost : url.host
  // An AD FS or a stand-in has 'adfs' where Entra has the tenant.
  const name = isUuid(tenant) || domain.test(tenant) ? tenant.toLowerCase() : tenant
  return { value: `https://${host}/${name}` }
}

const example = `https://${defaultHost}/<tenant id>`

function isAuthorityHost(text: string): boolean {
  return /^(login|sts)\./i.test(text)
}

const suffix = '/.default'
/** Scopes of OpenID Connect; an application has no use for them, guides list them all the same. */
const openIdScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])

/** Client credentials take exactly one scope, `<application id URI>/.default` (Microsoft, "OAuth 2.0 client credentials flow"). */
export function parseClientCredentialScopes(scopes: readonly string[]): Parsed {
  const given = scopes.flatMap((scope) => scope.split(/[\s,]+/)).filter((scope) => scope !== '')
  const wanted = given.filter((scope) => !openIdScopes.has(scope))
  const [scope, second] = wanted
  if (scope === undefined) {
    return { problem: `No scope is given. Write api://<client id of the API>${suffix}.` }
  }
  if (second !== undefined) {
    return {
      problem: `An application's token is for one API, so exactly one scope is allowed; here are ${wanted.length}. Keep the one that ends in ${suffix}.`,
    }
  }
  if (scope.endsWith(suffix)) return { value: scope }
  return {
    problem: `An application cannot ask for the single scope '${scope}': it gets all it was granted. Write ${resourceOf(scope)}${suffix}.`,
  }
}

/** `api://x/read` → `api://x`, `api://x` stays, a bare client id becomes its default URI. */
function resourceOf(scope: string): string {
  if (isUuid(scope)) return `api://${scope}`
  const parts = /^([a-z]+:\/\/[^/]+(?:\/[^/]+)*?)(?:\/[A-Za-z_][\w.-]*)?\/?$/.exec(scope)
  return parts?.[1] ?? scope.replace(/\/+$/, '')
}
