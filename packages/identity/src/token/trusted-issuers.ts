/** The issuers this server trusts, chosen by the exact text of `iss`, each with its own keys. */
import type { EntraAuthority, OidcAuthority } from '../authority.ts'
import type { IdentityConfig } from '../config.ts'
import { isGuid } from '../guid.ts'
import type { Discovery } from '../key-set.ts'
import { type KeyStore, openKeyStore } from '../key-store.ts'
import type { Clock, Fetch, IdentityLog } from '../ports.ts'
import { type Claims, textClaim } from './claims.ts'

export interface EntraIssuer {
  readonly kind: 'entra'
  readonly iss: string
  readonly version: '1.0' | '2.0'
  readonly tenantId: string
  /** The other name a key may carry: Microsoft publishes one key set under the version 2 issuer. */
  readonly v2Issuer: string
  /** Every tenant may sign in, so a key must name the issuer it belongs to. */
  readonly anyTenant: boolean
  readonly keys: KeyStore
}

export interface OidcIssuer {
  readonly kind: 'oidc'
  readonly iss: string
  readonly keys: KeyStore
}

export interface TrustedIssuers {
  /**
   * The issuer of a token, by its unverified `iss` (and `tid`, where every tenant is trusted). Asks nobody, except that an
   * authority named by a domain has its tenant id looked up until it is known.
   */
  of(unverified: Claims): Promise<EntraIssuer | OidcIssuer | undefined>
  /** Issuers, for a message: what `iss` could have been. */
  readonly names: () => readonly string[]
  discovery(): Discovery | undefined
  health(): ReturnType<KeyStore['state']>
  refresh(): Promise<void>
  close(): void
}

export interface TrustedIssuersOptions {
  readonly config: IdentityConfig
  readonly fetch: Fetch
  readonly now: Clock
  readonly log: IdentityLog
}

const entraUnknownKidMs = 5 * 60_000
const oidcUnknownKidMs = 30_000
/** Where OpenMetadata (and we) publish our own key set: known in this process, never fetched. */
const ownKeySetPath = /\/api\/v1\/(system\/)?config\/jwks\/?$/

/** Opens the key stores of the authority's issuers; they begin to fetch in the background. */
export function openTrustedIssuers(
  authority: EntraAuthority | OidcAuthority | undefined,
  options: TrustedIssuersOptions,
): TrustedIssuers {
  const extraKeySets = options.config.publicKeyUrls.filter((url) => !ownKeySetPath.test(url))
  const open = (
    discoveryBase: string,
    unknownKidIntervalMs: number,
    acceptsIssuer: (iss: string) => boolean,
  ) =>
    openKeyStore({
      name: discoveryBase,
      discoveryBase,
      acceptsIssuer,
      extraKeySets,
      unknownKidIntervalMs,
      fetch: options.fetch,
      now: options.now,
      log: options.log,
    })

  if (!authority)
    return withStores(
      [],
      async () => undefined,
      () => [],
    )
  if (authority.kind === 'oidc') {
    const keys = open(authority.issuer, oidcUnknownKidMs, (iss) => iss === authority.issuer)
    const issuer: OidcIssuer = { kind: 'oidc', iss: authority.issuer, keys }
    return withStores(
      [keys],
      async (claims) => (claims.iss === issuer.iss ? issuer : undefined),
      () => [issuer.iss],
    )
  }
  return openEntraIssuers(authority, (base, accepts) => open(base, entraUnknownKidMs, accepts))
}

type OpenStore = (discoveryBase: string, acceptsIssuer: (issuer: string) => boolean) => KeyStore

function openEntraIssuers(authority: EntraAuthority, open: OpenStore): TrustedIssuers {
  const byIss = new Map<string, EntraIssuer>()
  const stores: KeyStore[] = []
  const issuerOf = (
    version: '1.0' | '2.0',
    tenantId: string,
    keys: KeyStore,
    anyTenant = false,
  ): EntraIssuer => ({
    kind: 'entra',
    iss: version === '1.0' ? authority.v1Issuer(tenantId) : authority.v2Issuer(tenantId),
    version,
    tenantId,
    v2Issuer: authority.v2Issuer(tenantId),
    anyTenant,
    keys,
  })
  const openBoth = (base: string, accepts1: (iss: string) => boolean, accepts2: (iss: string) => boolean) => {
    const pair = { v2: open(`${base}/v2.0`, accepts2), v1: open(base, accepts1) }
    stores.push(pair.v2, pair.v1)
    return pair
  }
  const trust = (tenantId: string, pair: { v1: KeyStore; v2: KeyStore }) => {
    for (const issuer of [issuerOf('2.0', tenantId, pair.v2), issuerOf('1.0', tenantId, pair.v1)])
      byIss.set(issuer.iss, issuer)
  }
  const openTenant = (id: string) =>
    trust(
      id,
      openBoth(
        `https://${authority.host}/${id}`,
        (iss) => iss === authority.v1Issuer(id),
        (iss) => iss === authority.v2Issuer(id),
      ),
    )

  let find: (claims: Claims) => Promise<EntraIssuer | undefined> = async ({ iss }) =>
    typeof iss === 'string' ? byIss.get(iss) : undefined

  const { tenant } = authority
  if (tenant.kind === 'id') openTenant(tenant.id)
  if (tenant.kind === 'domain') {
    // The tenant's id is whatever discovery of the domain says first; from then on nothing else will do.
    let tenantId: string | undefined
    const learn = (make: (id: string) => string) => (iss: string) => {
      const id = tenantId ?? iss.split('/').find(isGuid)
      return id !== undefined && iss === make(id)
    }
    const pair = openBoth(authority.url, learn(authority.v1Issuer), learn(authority.v2Issuer))
    const exact = find
    find = async (claims) => {
      if (!tenantId) {
        const named = () => pair.v2.discovery()?.issuer.split('/').find(isGuid)
        // An impossible kid: this waits for the shared, rate-limited fetch.
        if (!named()) await pair.v2.find('')
        tenantId = named()
        if (tenantId) trust(tenantId, pair)
      }
      return exact(claims)
    }
  }
  for (const id of authority.moreTenantIds) openTenant(id)
  if (tenant.kind === 'any') {
    const pair = openBoth(
      authority.url,
      (iss) => iss === authority.v1Issuer('{tenantid}'),
      (iss) => iss === authority.v2Issuer('{tenantid}'),
    )
    find = async (claims) => {
      const tid = textClaim(claims, 'tid')
      if (!tid || !isGuid(tid)) return undefined
      if (claims.iss === authority.v2Issuer(tid)) return issuerOf('2.0', tid, pair.v2, true)
      if (claims.iss === authority.v1Issuer(tid)) return issuerOf('1.0', tid, pair.v1, true)
      return undefined
    }
  }
  return withStores(stores, find, () =>
    tenant.kind === 'any'
      ? [authority.v2Issuer('<tenant id>'), authority.v1Issuer('<tenant id>')]
      : [...byIss.keys()],
  )
}

function withStores(
  stores: readonly KeyStore[],
  of: TrustedIssuers['of'],
  names: () => readonly string[],
): TrustedIssuers {
  return {
    of,
    names,
    discovery: () => stores[0]?.discovery(),
    health() {
      const states = stores.map((store) => store.state())
      const worst =
        states.find((state) => state.keys === 'none') ?? states.find((state) => state.keys === 'stale')
      const times = states.flatMap(({ fetchedAtMs }) => fetchedAtMs ?? [])
      return { ...(worst ?? { keys: 'ok' }), ...(times.length > 0 && { fetchedAtMs: Math.min(...times) }) }
    },
    async refresh() {
      await Promise.all(stores.map((store) => store.refresh()))
    },
    close() {
      for (const store of stores) store.close()
    },
  }
}
