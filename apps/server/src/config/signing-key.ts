/** Reads the key pair that signs our own tokens, where one is brought along: a file, a directory, or the setting itself. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { ConfiguredSigningKey } from '@waymark/identity'
import type { ConfigMistake } from './config-error.ts'
import { isPublishedPair } from './published-keys.ts'
import type { Settings } from './variables.ts'

const minBits = 2048

/**
 * From `WAYMARK_SIGNING_KEY` (PEM, or DER in base64), else `WAYMARK_SIGNING_KEY_DIR` (a mounted secret: `private_key` and any number
 * of older public keys, each `.pem` or `.der`), else OpenMetadata's `RSA_PRIVATE_KEY_FILE_PATH`. Undefined: the server makes its own.
 */
export function readSigningKey(settings: Settings): {
  key: ConfiguredSigningKey | undefined
  mistakes: readonly ConfigMistake[]
} {
  const mistakes: ConfigMistake[] = []
  const {
    WAYMARK_SIGNING_KEY: text,
    WAYMARK_SIGNING_KEY_DIR: directory,
    RSA_PRIVATE_KEY_FILE_PATH: privatePath,
    RSA_PUBLIC_KEY_FILE_PATH: publicPath,
    JWT_KEY_ID: keyId,
  } = settings
  const attempt = <T>(setting: string, what: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
      mistakes.push({ setting, message: `${what} is no RSA key that can be read: ${reason}` })
      return undefined
    }
  }
  const made = (privateKey: KeyObject | undefined, setting: string, olderKeys: readonly KeyObject[]) => {
    if (!privateKey) return { key: undefined, mistakes }
    const problem = unfit(privateKey)
    if (problem) mistakes.push({ setting, message: problem })
    if (!settings.WAYMARK_DEVELOPMENT && [privateKey, ...olderKeys].some(isPublishedPair))
      mistakes.push({
        setting,
        message:
          "It holds OpenMetadata's published sample pair, whose private half everybody has. Remove it: this server makes its own keys.",
      })
    return { key: { privateKey, olderKeys, ...(keyId !== undefined && { keyId }) }, mistakes }
  }

  if (text !== undefined)
    return made(
      attempt('WAYMARK_SIGNING_KEY', 'The value', () => privateKeyOf(Buffer.from(text))),
      'WAYMARK_SIGNING_KEY',
      [],
    )
  if (directory !== undefined) {
    const setting = 'WAYMARK_SIGNING_KEY_DIR'
    // A mounted Kubernetes secret also holds `..data` and its timestamped directory.
    const names = attempt(setting, directory, () =>
      readdirSync(directory).filter((name) => /^[^.].*\.(?:pem|der)$/.test(name)),
    )
    const isPrivate = (name: string) => /^private[_-]?key$/.test(name.slice(0, -extname(name).length))
    const privateName = names?.find(isPrivate)
    if (names && privateName === undefined)
      mistakes.push({ setting, message: `${directory} holds no private_key.pem and no private_key.der.` })
    const older = (names ?? [])
      .filter((name) => !isPrivate(name))
      .map((name) => attempt(setting, name, () => publicKeyOf(readFileSync(join(directory, name)))))
    const key =
      privateName === undefined
        ? undefined
        : attempt(setting, privateName, () => privateKeyOf(readFileSync(join(directory, privateName))))
    return made(
      key,
      setting,
      older.filter((each) => each !== undefined),
    )
  }
  if (privatePath === undefined) return { key: undefined, mistakes }
  const setting = 'RSA_PRIVATE_KEY_FILE_PATH'
  const privateKey = attempt(setting, privatePath, () => privateKeyOf(readFileSync(privatePath)))
  const publicKey =
    publicPath === undefined
      ? undefined
      : attempt('RSA_PUBLIC_KEY_FILE_PATH', publicPath, () => publicKeyOf(readFileSync(publicPath)))
  if (privateKey && publicKey && !createPublicKey(privateKey).equals(publicKey))
    mistakes.push({
      setting: 'RSA_PUBLIC_KEY_FILE_PATH',
      message:
        'It is not the public half of the private key. Remove the setting: the private key contains it.',
    })
  return made(privateKey, setting, [])
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
