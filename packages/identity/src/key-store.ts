/** The keys of one issuer: fetched, refreshed, kept through outages, and never shared with another issuer. */
import { type Discovery, fetchDiscovery, fetchKeySet, type VerificationKey } from './key-set.ts'
import type { Clock, Fetch, IdentityLog } from './ports.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/**
 * A set that answered is renewed this often. A key that its issuer removed is refused after that and the ten minutes for which the verifier
 * remembers what it proved: within the hour.
 */
const refreshEveryMs = 50 * minuteMs
/** How long keys outlive their last successful fetch. */
const lastKnownGoodMs = 24 * hourMs
/** Background retries while nothing was ever fetched, and while the last fetch failed. */
const retryWithoutKeysMs = 10 * secondMs
const retryStaleMs = 2 * minuteMs

export interface KeyStoreOptions {
  /** For messages. */
  readonly name: string
  /** Where discovery starts; the document's issuer must pass `acceptsIssuer`. */
  readonly discoveryBase: string
  readonly acceptsIssuer: (issuer: string) => boolean
  /** Key sets beside the discovered one (`AUTHENTICATION_PUBLIC_KEYS`). */
  readonly extraKeySets: readonly string[]
  /** At most one fetch for an unknown kid in this time: 5 minutes for Entra, 30 s for plain OIDC. */
  readonly unknownKidIntervalMs: number
  readonly fetch: Fetch
  readonly now: Clock
  readonly log: IdentityLog
}

export interface KeyStore {
  /** The key, after at most one shared refresh when the kid is unknown. Undefined: no such key. Never throws. */
  find(kid: string): Promise<VerificationKey | undefined>
  /** Fetches now, shared with a fetch under way. Never throws: failures show in `state`. */
  refresh(): Promise<void>
  discovery(): Discovery | undefined
  /** `ok`: the last fetch worked; `stale`: living on the last good set; `none`: no keys. */
  state(): {
    readonly keys: 'ok' | 'stale' | 'none'
    readonly lastError?: string
    /** When the oldest set in use was fetched; absent without keys. */
    readonly fetchedAtMs?: number
  }
  close(): void
}

interface FetchedSet {
  readonly keys: ReadonlyMap<string, VerificationKey>
  readonly fetchedAtMs: number
}

/** Opens the store and begins to fetch in the background; nothing waits for it but a look-up of an unknown kid. */
export function openKeyStore(options: KeyStoreOptions): KeyStore {
  const { now, log, fetch } = options
  const sets = new Map<string, FetchedSet>()
  let discovery: Discovery | undefined
  let discoveredAtMs = Number.NEGATIVE_INFINITY
  let lastFetchAtMs = Number.NEGATIVE_INFINITY
  let lastError: string | undefined
  let underWay: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const fresh = () => [...sets.values()].filter((set) => now() - set.fetchedAtMs < lastKnownGoodMs)
  const lookUp = (kid: string): VerificationKey | undefined => {
    for (const set of fresh()) {
      const key = set.keys.get(kid)
      if (key) return key
    }
    return undefined
  }

  async function discover(): Promise<Discovery> {
    if (discovery && now() - discoveredAtMs < refreshEveryMs) return discovery
    try {
      const found = await fetchDiscovery(options.discoveryBase, options.acceptsIssuer, fetch)
      if (discovery && discovery.jwksUri !== found.jwksUri) sets.delete(discovery.jwksUri)
      discovery = found
      discoveredAtMs = now()
    } catch (error) {
      // The key set's address rarely changes; its keys may still be renewed while discovery is away.
      if (!discovery) throw error
      lastError = messageOf(error)
    }
    return discovery
  }

  async function load(url: string): Promise<void> {
    const keys = await fetchKeySet(url, sets.get(url)?.keys ?? new Map(), fetch)
    sets.set(url, { keys, fetchedAtMs: now() })
  }

  async function fetchAll(): Promise<void> {
    lastFetchAtMs = now()
    lastError = undefined
    const outcomes = await Promise.allSettled([
      discover().then((found) => load(found.jwksUri)),
      ...options.extraKeySets.map(load),
    ])
    for (const outcome of outcomes) if (outcome.status === 'rejected') lastError = messageOf(outcome.reason)
    if (lastError)
      log.warn(`The signing keys of ${options.name} could not be fetched; the last good ones stay in use`, {
        reason: lastError,
        keysInUse: fresh().reduce((sum, set) => sum + set.keys.size, 0),
      })
  }

  function refresh(): Promise<void> {
    underWay ??= fetchAll().finally(() => {
      underWay = undefined
      schedule()
    })
    return underWay
  }

  function schedule(): void {
    clearTimeout(timer)
    if (closed) return
    const delayMs = !lastError ? refreshEveryMs : fresh().length > 0 ? retryStaleMs : retryWithoutKeysMs
    timer = setTimeout(() => void refresh(), delayMs)
    timer.unref()
  }

  void refresh()

  return {
    async find(kid) {
      const known = lookUp(kid)
      if (known) return known
      const waitMs = fresh().length > 0 ? options.unknownKidIntervalMs : retryWithoutKeysMs
      if (!underWay && now() - lastFetchAtMs < waitMs) return undefined
      await refresh()
      return lookUp(kid)
    },
    refresh,
    discovery: () => discovery,
    state() {
      const times = fresh().map(({ fetchedAtMs }) => fetchedAtMs)
      const keys = times.length === 0 ? 'none' : lastError ? 'stale' : 'ok'
      return {
        keys,
        ...(lastError && { lastError }),
        ...(times.length > 0 && { fetchedAtMs: Math.min(...times) }),
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // undici says "fetch failed" and hides why in the cause.
  const cause = error.cause instanceof Error ? error.cause.message || error.cause.name : ''
  return cause ? `${error.message} (${cause})` : error.message
}
