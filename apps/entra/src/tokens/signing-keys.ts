/** The RSA keys that sign tokens: kept on disk, at least two published at any time, rotated on request. */
import 'reflect-metadata'
import { createHash, type webcrypto } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { exportJWK, importJWK, type JWK } from 'jose'

/** One key pair with its certificate; `kid` is the certificate's SHA-1 thumbprint, as at Entra. */
export interface SigningKey {
  kid: string
  certificate: string
  privateKey: webcrypto.CryptoKey
  n: string
  e: string
}

interface StoredKey {
  kid: string
  certificate: string
  privateJwk: JWK
}

/** `retired` keys are still published, so that tokens they signed stay valid; `next` is published before its use. */
interface StoredKeys {
  retired: StoredKey[]
  current: StoredKey
  next: StoredKey
  /** Signs for personal accounts alone. */
  personal: StoredKey
  /** By client id: of applications with a key of their own. */
  applications: Record<string, StoredKey>
}

export interface SigningKeys {
  current: () => SigningKey
  /** What the key set document shows: current, next, then retired ones. */
  published: () => SigningKey[]
  /** Signs for personal accounts; Entra publishes it beside the others, under its own issuer. */
  personal: () => SigningKey
  /** The key that an application has for itself; undefined for almost all. */
  ofApplication: (appId: string) => SigningKey | undefined
  /** Every key that any document publishes. */
  all: () => SigningKey[]
  /** The next key signs from now on; a new next one is published. Resolves when it is on disk. */
  rotate: () => Promise<void>
  /** Stops publishing the keys that no longer sign. */
  dropRetired: () => Promise<void>
}

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}

/**
 * Reads the keys kept in `directory`, or makes and keeps the first ones.
 * @param appIds applications that need a key of their own
 */
export async function openSigningKeys(
  directory: string,
  now: () => number,
  appIds: string[] = [],
): Promise<SigningKeys> {
  const file = join(directory, 'signing-keys.json')
  let stored = await completeKeys(readKeys(file) ?? {}, appIds, now())
  writeKeys(file, stored)
  let loaded = await loadAll(stored)
  const replace = async (keys: StoredKeys) => {
    loaded = await loadAll(keys)
    stored = keys
    writeKeys(file, keys)
  }
  let pending = Promise.resolve()
  const inTurn = (change: (keys: StoredKeys) => Promise<StoredKeys>): Promise<void> => {
    pending = pending.then(async () => replace(await change(stored)))
    return pending
  }
  return {
    current: () => loaded.current,
    published: () => [loaded.current, loaded.next, ...loaded.retired],
    personal: () => loaded.personal,
    ofApplication: (appId) => loaded.applications.get(appId),
    all: () => [
      ...[loaded.current, loaded.next, ...loaded.retired],
      ...[loaded.personal, ...loaded.applications.values()],
    ],
    rotate: () =>
      inTurn(async (keys) => ({
        ...keys,
        retired: [keys.current, ...keys.retired],
        current: keys.next,
        next: await makeKey(now()),
      })),
    dropRetired: () => inTurn(async (keys) => ({ ...keys, retired: [] })),
  }
}

/** What is kept already, which an earlier version may have made, and what is missing. */
async function completeKeys(kept: Partial<StoredKeys>, appIds: string[], nowMs: number): Promise<StoredKeys> {
  const applications = { ...kept.applications }
  for (const appId of appIds) applications[appId] ??= await makeKey(nowMs)
  return {
    retired: kept.retired ?? [],
    current: kept.current ?? (await makeKey(nowMs)),
    next: kept.next ?? (await makeKey(nowMs)),
    personal: kept.personal ?? (await makeKey(nowMs)),
    applications,
  }
}

async function makeKey(nowMs: number): Promise<StoredKey> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=entra-emulator TEST ONLY token signing',
    notBefore: new Date(nowMs - 86_400_000),
    notAfter: new Date(nowMs + 5 * 365 * 86_400_000),
    keys,
    signingAlgorithm: algorithm,
  })
  const der = Buffer.from(certificate.rawData)
  return {
    kid: createHash('sha1').update(der).digest('base64url'),
    certificate: der.toString('base64'),
    privateJwk: await exportJWK(keys.privateKey),
  }
}

async function loadAll(stored: StoredKeys) {
  return {
    retired: await Promise.all(stored.retired.map(load)),
    current: await load(stored.current),
    next: await load(stored.next),
    personal: await load(stored.personal),
    applications: new Map(
      await Promise.all(
        Object.entries(stored.applications).map(async ([appId, key]) => [appId, await load(key)] as const),
      ),
    ),
  }
}

async function load({ kid, certificate, privateJwk }: StoredKey): Promise<SigningKey> {
  const privateKey = await importJWK(privateJwk, 'RS256')
  if (privateKey instanceof Uint8Array) throw new TypeError(`signing key ${kid} is not an RSA key`)
  return { kid, certificate, privateKey, n: privateJwk.n ?? '', e: privateJwk.e ?? '' }
}

function readKeys(file: string): Partial<StoredKeys> | undefined {
  try {
    // The file is written by writeKeys alone and kept from others by its mode.
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<StoredKeys>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${file} is damaged; delete it to make new signing keys`, { cause: error })
  }
}

function writeKeys(file: string, keys: StoredKeys): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
}
