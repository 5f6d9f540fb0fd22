/** The key pairs that sign our own tokens: made at the first start, sealed in the database, rotated with overlap. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { problem } from '@waymark/spec'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { ConfiguredSigningKey, IdentityConfig } from './config.ts'
import type { VerificationKey } from './key-set.ts'
import type { Clock, Queryable, RandomBytes, Sealer } from './ports.ts'

const publishedSampleKid = 'Gb389a-9f76-gdjs-a92j-0242bk94356'

/**
 * OpenMetadata publishes one key pair for quick starts; whoever has it signs tokens for every server that uses it.
 *
 * @returns one line for the log, or undefined when nothing is wrong
 */
export function refuseKnownKeys(
  config: Pick<IdentityConfig, 'configuredKeyId' | 'developmentMode'>,
): string | undefined {
  if (config.developmentMode || config.configuredKeyId?.toLowerCase() !== publishedSampleKid.toLowerCase())
    return undefined
  return (
    `JWT_KEY_ID is '${publishedSampleKid}', the key id of OpenMetadata's published sample pair, which everybody has. ` +
    'Remove JWT_KEY_ID, RSA_PUBLIC_KEY_FILE_PATH and RSA_PRIVATE_KEY_FILE_PATH: this server makes its own keys.'
  )
}

export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

export interface SigningKeys {
  /** The key that signs now. */
  active(): Promise<SigningKey>
  /** A key of ours that still verifies. */
  find(kid: string): Promise<VerificationKey | undefined>
  jwks(): Promise<{ keys: readonly Record<string, unknown>[] }>
  /**
   * A new key signs from now on; what the old ones signed stays valid. Other replicas go on signing with theirs for a minute.
   * @throws `parameter-invalid` where the key is configured: it is changed where it is kept
   */
  rotate(): Promise<{ kid: string }>
}

interface Row {
  kid: string
  public_jwk: { kty: string; n: string; e: string }
  /** Only the active key's. */
  sealed_private_jwk: string | null
  active: boolean
}

interface Ring {
  readonly active: SigningKey
  readonly keys: ReadonlyMap<string, VerificationKey>
  readonly jwks: readonly Record<string, unknown>[]
  readonly loadedAtMs: number
}

const reloadEveryMs = 60_000
/** An unknown kid may be another replica's new key: looked for at once, but so often at most. */
const reloadUnknownMs = 1_000

/** What a private key is sealed for. */
export const signingKeyContext = (kid: string) => `signing_key/${kid}`

/** Reads the ring, and makes the first pair when there is none; several servers that start together agree on one. */
export async function openSigningKeys(
  db: Queryable,
  deps: {
    readonly sealer: Sealer
    readonly now: Clock
    readonly randomBytes: RandomBytes
    /** A pair that is kept elsewhere: it signs, and the database only remembers its public half. */
    readonly configured?: ConfiguredSigningKey | undefined
  },
): Promise<SigningKeys> {
  const { sealer, now, randomBytes } = deps
  const brought = deps.configured && (await publish(db, deps.configured, now))
  let ring: Ring | undefined
  let loading: Promise<Ring> | undefined
  let lastUnknownMs = 0

  async function makePair() {
    const { publicKey, privateKey } = await generateKeyPair('RS256', {
      modulusLength: 2048,
      extractable: true,
    })
    const kid = Buffer.from(randomBytes(16)).toString('base64url')
    const sealed = await sealer.seal(JSON.stringify(await exportJWK(privateKey)), signingKeyContext(kid))
    return { kid, publicJwk: JSON.stringify(await exportJWK(publicKey)), sealed, createdAt: new Date(now()) }
  }

  async function read(): Promise<Ring | undefined> {
    const { rows } = await db.query<Row>(
      'select kid, public_jwk, sealed_private_jwk, active from signing_key order by created_at desc',
    )
    const current = rows.find((row) => row.active)
    if (!current?.sealed_private_jwk) return undefined
    const privateJwk = JSON.parse(
      await sealer.open(current.sealed_private_jwk, signingKeyContext(current.kid)),
    )
    const keys = rows.map(({ kid, public_jwk: { kty, n, e } }) => ({
      kid,
      kty,
      n,
      e,
      use: 'sig',
      alg: 'RS256',
    }))
    return {
      active: { kid: current.kid, privateKey: createPrivateKey({ format: 'jwk', key: privateJwk }) },
      keys: new Map(
        keys.map((jwk) => [
          jwk.kid,
          {
            kid: jwk.kid,
            key: createPublicKey({ format: 'jwk', key: jwk }),
            alg: 'RS256',
            issuer: undefined,
            modulus: jwk.n,
          },
        ]),
      ),
      jwks: keys,
      loadedAtMs: now(),
    }
  }

  async function readOrMake(): Promise<Ring> {
    const existing = await read()
    if (existing) return existing
    const pair = await makePair()
    await db.query(
      `insert into signing_key (kid, public_jwk, sealed_private_jwk, active, created_at) values ($1, $2, $3, true, $4)
       on conflict (active) where active do nothing`,
      [pair.kid, pair.publicJwk, pair.sealed, pair.createdAt],
    )
    const made = await read()
    if (!made) throw new Error('The table signing_key has no active key right after one was written')
    return made
  }

  function load(maxAgeMs: number): Promise<Ring> {
    if (ring && now() - ring.loadedAtMs < maxAgeMs) return Promise.resolve(ring)
    loading ??= readOrMake()
      .then((fresh) => {
        ring = fresh
        return fresh
      })
      .finally(() => {
        loading = undefined
      })
    return loading
  }

  await load(0)
  return {
    active: async () => brought ?? (await load(reloadEveryMs)).active,
    async find(kid) {
      const known = (await load(reloadEveryMs)).keys.get(kid)
      if (known || now() - lastUnknownMs < reloadUnknownMs) return known
      lastUnknownMs = now()
      return (await load(0)).keys.get(kid)
    },
    jwks: async () => ({ keys: (await load(reloadEveryMs)).jwks }),
    async rotate() {
      if (brought)
        throw problem('parameter-invalid', {
          parameter: 'keys rotate',
          expected:
            'The signing key is configured (WAYMARK_SIGNING_KEY, WAYMARK_SIGNING_KEY_DIR or RSA_PRIVATE_KEY_FILE_PATH). Replace it there and ' +
            'restart: tokens of the old one stay valid, since the database remembers its public half.',
        })
      const pair = await makePair()
      await db.query(
        `with retired as (update signing_key set active = false, sealed_private_jwk = null, retired_at = $4 where active returning kid)
         insert into signing_key (kid, public_jwk, sealed_private_jwk, active, created_at)
         select $1, $2, $3, true, $4 from (select count(*) from retired) as after_retiring`,
        [pair.kid, pair.publicJwk, pair.sealed, pair.createdAt],
      )
      await load(0)
      return { kid: pair.kid }
    },
  }
}

/**
 * Stores the public halves, so that every replica verifies with them and what a replaced key signed stays valid.
 *
 * @throws when a key id stands for another key already: tokens would be checked with the wrong one
 */
async function publish(db: Queryable, configured: ConfiguredSigningKey, now: Clock): Promise<SigningKey> {
  const store = async (key: KeyObject, keyId?: string): Promise<string> => {
    const { kty, n, e } = await exportJWK(key.type === 'private' ? createPublicKey(key) : key)
    const jwk = { kty: kty ?? 'RSA', n: n ?? '', e: e ?? '' }
    const kid = keyId ?? (await calculateJwkThumbprint(jwk))
    await db.query(
      `insert into signing_key (kid, public_jwk, active, created_at) values ($1, $2, false, $3) on conflict do nothing`,
      [kid, JSON.stringify(jwk), new Date(now())],
    )
    const { rows } = await db.query<Pick<Row, 'public_jwk'>>(
      'select public_jwk from signing_key where kid = $1',
      [kid],
    )
    if (rows[0]?.public_jwk.n !== jwk.n)
      throw new Error(
        `The key id '${kid}' (JWT_KEY_ID) belongs to another key already. Choose a new id for the new key.`,
      )
    return kid
  }
  for (const older of configured.olderKeys) await store(older)
  return { kid: await store(configured.privateKey, configured.keyId), privateKey: configured.privateKey }
}
