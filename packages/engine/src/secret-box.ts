/** Envelope encryption of secrets: each under its own data key, the data keys under a master key. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Seals texts so that they open only here, and only where they were sealed for. */
export interface SecretBox {
  /** `context` (entity id and JSON path) must be the same when opening: a sealed text cannot be moved elsewhere. */
  seal(plain: string, context: string): string
  /** @throws SecretBoxError on any changed byte, another context or an unknown master key */
  open(sealed: string, context: string): string
  /** The same secret under the current master key; undefined when it already is. */
  rewrap(sealed: string, context: string): string | undefined
}

/** A sealed text could not be opened. Never holds any part of it. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError'
}

export interface MasterKey {
  /** Stands in the header of what it sealed; letters, digits, `-` and `_`. */
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

const version = 'v1'
const ivBytes = 12
const tagBytes = 16
const keyBytes = 32

function encrypt(key: Uint8Array, plain: Uint8Array, aad: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(aad))
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, sealed: Buffer, aad: string): Buffer {
  if (sealed.length < ivBytes + tagBytes) throw new SecretBoxError('A sealed secret is cut short.')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(aad))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()])
  } catch {
    throw new SecretBoxError('A sealed secret was changed, moved, or sealed under another master key.')
  }
}

/** `v1.<master key id>.<data key, sealed>.<text, sealed>` in base64url; one spelling only, so no byte is free. */
function parse(sealed: string): { keyId: string; dataKey: Buffer; text: Buffer } {
  const [format, keyId, dataKey, text, ...rest] = sealed.split('.')
  if (
    format !== version ||
    keyId === undefined ||
    dataKey === undefined ||
    text === undefined ||
    rest.length > 0
  ) {
    throw new SecretBoxError('A sealed secret has an unknown format.')
  }
  return { keyId, dataKey: decode(dataKey), text: decode(text) }
}

function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new SecretBoxError('A sealed secret is not base64url.')
  return bytes
}

/** The id of the master key that a text is sealed under; undefined where it is no sealed text. */
export function masterKeyIdOf(sealed: string): string | undefined {
  const [format, keyId] = sealed.split('.')
  return format === version ? keyId : undefined
}

/**
 * AES-256-GCM with random 96-bit IVs. The first master key seals; all of them open, so that keys can be rotated.
 * @throws RangeError on a key that is not 32 bytes long or an id that cannot stand in the header
 */
export function createSecretBox(masterKeys: readonly [MasterKey, ...MasterKey[]]): SecretBox {
  const keys = new Map<string, Uint8Array>()
  for (const { id, key } of masterKeys) {
    if (!/^[\w-]{1,64}$/.test(id)) throw new RangeError('A master key id has letters, digits, - and _ only')
    if (key.length !== keyBytes) throw new RangeError(`Master key '${id}' must be ${keyBytes} bytes long`)
    keys.set(id, key)
  }
  const [current] = masterKeys
  const keyAad = (keyId: string, context: string) => `${version}.${keyId}.key ${context}`
  const textAad = (context: string) => `${version}.text ${context}`

  const openDataKey = (keyId: string, sealedKey: Buffer, context: string): Buffer => {
    const masterKey = keys.get(keyId)
    if (!masterKey) throw new SecretBoxError(`Master key '${keyId}' is not configured.`)
    return decrypt(masterKey, sealedKey, keyAad(keyId, context))
  }
  const assemble = (dataKey: Uint8Array, text: Buffer, context: string): string => {
    const wrapped = encrypt(current.key, dataKey, keyAad(current.id, context))
    return [version, current.id, wrapped.toString('base64url'), text.toString('base64url')].join('.')
  }

  return {
    seal(plain, context) {
      const dataKey = randomBytes(keyBytes)
      return assemble(dataKey, encrypt(dataKey, Buffer.from(plain), textAad(context)), context)
    },
    open(sealed, context) {
      const { keyId, dataKey, text } = parse(sealed)
      return decrypt(openDataKey(keyId, dataKey, context), text, textAad(context)).toString()
    },
    rewrap(sealed, context) {
      const { keyId, dataKey, text } = parse(sealed)
      return keyId === current.id ? undefined : assemble(openDataKey(keyId, dataKey, context), text, context)
    },
  }
}
