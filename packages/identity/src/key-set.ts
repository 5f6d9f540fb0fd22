/** Fetches an issuer's discovery document and key set, and keeps only keys that may verify a signature. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { isLoopbackUrl } from './loopback.ts'
import type { Fetch } from './ports.ts'

/** A public key that passed every check. */
export interface VerificationKey {
  readonly kid: string
  readonly key: KeyObject
  /** The one algorithm the key is for, where the set says so. */
  readonly alg: string | undefined
  /** Microsoft's extension: the issuer (or its `{tenantid}` template) the key signs for. */
  readonly issuer: string | undefined
  /** Modulus, to tell equal keys from different ones. */
  readonly modulus: string
}

export interface Discovery {
  readonly issuer: string
  readonly jwksUri: string
  readonly authorizationEndpoint?: string
  readonly tokenEndpoint?: string
  readonly endSessionEndpoint?: string
}

const timeoutMs = 5000
const maxBytes = 1024 * 1024

async function fetchJson(url: string, fetch: Fetch): Promise<Record<string, unknown>> {
  if (!url.startsWith('https://') && !isLoopbackUrl(url)) throw new Error(`${url} is not https`)
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`${url} answered ${response.status || 'with a redirect'}`)
  }
  const text = await readBounded(response, url)
  const parsed: unknown = parseJson(text, url)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error(`${url} did not answer with a JSON object`)
  // Checked just above; members stay unknown until each is read.
  return parsed as Record<string, unknown>
}

async function readBounded(response: Response, url: string): Promise<string> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel()
    throw new Error(`${url} answered with more than ${maxBytes} bytes`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`${url} answered with more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${url} did not answer with JSON`, { cause })
  }
}

const stringMember = (from: Record<string, unknown>, name: string): string | undefined => {
  const value = Object.hasOwn(from, name) ? from[name] : undefined
  return typeof value === 'string' && value.length > 0 ? value : undefined
}

/**
 * Reads `<base>/.well-known/openid-configuration`.
 *
 * @param accepts - whether the document's `issuer` is the one that was asked for (OpenID Connect Discovery 4.3)
 * @throws when it can't be reached, is not usable, or names another issuer
 */
export async function fetchDiscovery(
  base: string,
  accepts: (issuer: string) => boolean,
  fetch: Fetch,
): Promise<Discovery> {
  const url = `${base.replace(/\/$/, '')}/.well-known/openid-configuration`
  const document = await fetchJson(url, fetch)
  const issuer = stringMember(document, 'issuer')
  const jwksUri = stringMember(document, 'jwks_uri')
  if (!issuer || !jwksUri) throw new Error(`${url} names no issuer or no jwks_uri`)
  if (!accepts(issuer)) throw new Error(`${url} names another issuer: ${issuer.slice(0, 200)}`)
  const authorizationEndpoint = stringMember(document, 'authorization_endpoint')
  const tokenEndpoint = stringMember(document, 'token_endpoint')
  const endSessionEndpoint = stringMember(document, 'end_session_endpoint')
  return {
    issuer,
    jwksUri,
    ...(authorizationEndpoint && { authorizationEndpoint }),
    ...(tokenEndpoint && { tokenEndpoint }),
    ...(endSessionEndpoint && { endSessionEndpoint }),
  }
}

/**
 * Reads a JWKS (RFC 7517). Only `kid`, `kty`, `use`, `key_ops`, `alg`, `n`, `e` and Microsoft's `issuer` are looked at; nothing that
 * a key points to (`x5u`, `jku`) is fetched, `x5c` is not read.
 *
 * @param known - the keys in use: where one kid comes with two different keys, the known one stays, else the first
 * @throws when it can't be reached, or holds no usable key: an empty set is a fault of the provider, not news
 */
export async function fetchKeySet(
  url: string,
  known: ReadonlyMap<string, VerificationKey>,
  fetch: Fetch,
): Promise<Map<string, VerificationKey>> {
  const document = await fetchJson(url, fetch)
  const listed = document.keys
  if (!Array.isArray(listed)) throw new Error(`${url} has no list of keys`)
  const keys = new Map<string, VerificationKey>()
  for (const entry of listed.slice(0, 200)) {
    const key = usableKey(entry)
    if (!key) continue
    const isKnown = known.get(key.kid)?.modulus === key.modulus
    if (!keys.has(key.kid) || isKnown) keys.set(key.kid, key)
  }
  if (keys.size === 0) throw new Error(`${url} holds no RSA signing key of at least 2048 bits`)
  return keys
}

function usableKey(entry: unknown): VerificationKey | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined
  // Checked just above.
  const jwk = entry as Record<string, unknown>
  const kid = stringMember(jwk, 'kid')
  const n = stringMember(jwk, 'n')
  const e = stringMember(jwk, 'e')
  if (jwk.kty !== 'RSA' || !kid || kid.length > 256 || !n || !e) return undefined
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify')))
    return undefined
  const alg = stringMember(jwk, 'alg')
  if (jwk.alg !== undefined && !/^RS(256|384|512)$/.test(alg ?? '')) return undefined
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } })
    const details = key.asymmetricKeyDetails
    if ((details?.modulusLength ?? 0) < 2048 || (details?.publicExponent ?? 0n) < 65_537n) return undefined
    return { kid, key, alg, issuer: stringMember(jwk, 'issuer'), modulus: n }
  } catch {
    // One unparsable key does not take the others along (OpenID conformance: IgnoresUnparseableKeyInJwks).
    return undefined
  }
}
