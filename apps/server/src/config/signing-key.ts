/** Reads the key pair that signs our own tokens, where one is brought along: a file, a directory, or the setting itself. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { ConfiguredSigningKey } from '@waymark/identity'
import type { ConfigMistake } from './config-error.ts'
import { isPublishedPair } from './published-keys.ts'
import type { Settings } from './variables.ts'

const minBits = 2048

interface SigningKey {
  readonly key: ConfiguredSigningKey | undefined
  readonly mistakes: readonly ConfigMistake[]
}

/** What a setting brings along; no private key where it cannot be read. */
interface BroughtKeys {
  readonly setting: string
  readonly privateKey: KeyObject | undefined
  readonly olderKeys: readonly KeyObject[]
}

type Add = (setting: string, message: string) => void

/** Undefined is what cannot be read; why is noted as a mistake of the setting. */
type Attempt = <T>(setting: string, what: string, read: () => T) => T | undefined

/**
 * From `WAYMARK_SIGNING_KEY` (PEM, or DER in base64), else `WAYMARK_SIGNING_KEY_DIR` (a mounted secret: `private_key` and any number
 * of older public keys, each `.pem` or `.der`), else OpenMetadata's `RSA_PRIVATE_KEY_FILE_PATH`. Undefined: the server makes its own.
 */
export function readSigningKey(settings: Settings): SigningKey {
  const mistakes: ConfigMistake[] = []
  const add = (setting: string, message: string) => void mistakes.push({ setting, message })
  const attempt: Attempt = (setting, what, read) => {
    try {
      return read()
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
      add(setting, `${what} is no RSA key that can be read: ${reason}`)
      return undefined
    }
  }
  const brought = broughtKeys(settings, attempt, add)
  if (!brought?.privateKey) return { key: undefined, mistakes }

  const { setting, privateKey, olderKeys } = brought
  const problem = unfit(privateKey)
  if (problem) add(setting, problem)
  if (!settings.WAYMARK_DEVELOPMENT && [privateKey, ...olderKeys].some(isPublishedPair))
    add(
      setting,
      "It holds OpenMetadata's published sample pair, whose private half everybody has. Remove it: this server makes its own keys.",
    )
  const keyId = settings.JWT_KEY_ID
  return { key: { privateKey, olderKeys, ...(keyId !== undefined && { keyId }) }, mistakes }
}

function broughtKeys(settings: Settings, attempt: Attempt, add: Add): BroughtKeys | undefined {
  const {
    WAYMARK_SIGNING_KEY: text,
    WAYMARK_SIGNING_KEY_DIR: directory,
    RSA_PRIVATE_KEY_FILE_PATH: privatePath,
    RSA_PUBLIC_KEY_FILE_PATH: publicPath,
  } = settings
  if (text !== undefined) {
    const setting = 'WAYMARK_SIGNING_KEY'
    const privateKey = attempt(setting, 'The value', () => privateKeyOf(Buffer.from(text)))
    return { setting, privateKey, olderKeys: [] }
  }
  if (directory !== undefined) return keysOfDirectory(directory, attempt, add)
  return privatePath === undefined ? undefined : keyOfFile(privatePath, publicPath, attempt, add)
}

function keysOfDirectory(directory: string, attempt: Attempt, add: Add): BroughtKeys {
  const setting = 'WAYMARK_SIGNING_KEY_DIR'
  // A mounted Kubernetes secret also holds `..data` and its timestamped directory.
  const names = attempt(setting, directory, () =>
    readdirSync(directory).filter((name) => /^[^.].*\.(?:pem|der)$/.test(name)),
  )
  const isPrivate = (name: string) => /^private[_-]?key$/.test(name.slice(0, -extname(name).length))
  const privateName = names?.find(isPrivate)
  if (names && privateName === undefined)
    add(setting, `${directory} holds no private_key.pem and no private_key.der.`)
  const read = (name: string, keyOf: (bytes: Buffer) => KeyObject) =>
    attempt(setting, name, () => keyOf(readFileSync(join(directory, name))))
  return {
    setting,
    olderKeys: (names ?? [])
      .filter((name) => !isPrivate(name))
      .map((name) => read(name, publicKeyOf))
      .filter((key) => key !== undefined),
    privateKey: privateName === undefined ? undefined : read(privateName, privateKeyOf),
  }
}

function keyOfFile(
  privatePath: string,
  publicPath: string | undefined,
  attempt: Attempt,
  add: Add,
): BroughtKeys {
  const setting = 'RSA_PRIVATE_KEY_FILE_PATH'
  const ofPublic = 'RSA_PUBLIC_KEY_FILE_PATH'
  const privateKey = attempt(setting, privatePath, () => privateKeyOf(readFileSync(privatePath)))
  const publicKey =
    publicPath === undefined
      ? undefined
      : attempt(ofPublic, publicPath, () => publicKeyOf(readFileSync(publicPath)))
  if (privateKey && publicKey && !createPublicKey(privateKey).equals(publicKey))
    add(
      ofPublic,
      'It is not the public half of the private key. Remove the setting: the private key contains it.',
    )
  return { setting, privateKey, olderKeys: [] }
}

function privateKeyOf(bytes: Buffer): KeyObject {
  const text = bytes.toString('latin1')
  if (text.includes('-----BEGIN')) return createPrivateKey(text)
  const der = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64') : bytes
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function publicKeyOf(bytes: Buffer): KeyObject {
  const text = bytes.toString('latin1')
  if (text.includes('-----BEGIN')) return createPublicKey(text)
  return createPublicKey({ key: bytes, format: 'der', type: 'spki' })
}

function unfit(key: KeyObject): string | undefined {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') return `It is a key of type ${key.asymmetricKeyType}; RSA is needed.`
  return bits < minBits ? `It has ${bits} bits; at least ${minBits} are needed.` : undefined
}
