/** How requests to Snowflake are signed: a key pair, an OAuth token, or a programmatic access token. https://docs.snowflake.com/en/developer-guide/sql-api/authenticating */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { SourceError } from '@waymark/ingest'
import type { SnowflakeConfig } from './config.ts'

type Headers = Readonly<Record<string, string>>

const lifetimeS = 3_540
const marginS = 120

function headers(token: string, kind: 'KEYPAIR_JWT' | 'OAUTH' | 'PROGRAMMATIC_ACCESS_TOKEN'): Headers {
  return { authorization: `Bearer ${token}`, 'x-snowflake-authorization-token-type': kind }
}

/** The header of every request. @throws SourceError when there is no way to sign in, or the key cannot be read */
export function signerFor(
  config: SnowflakeConfig,
): (signal: AbortSignal, again: boolean) => Promise<Headers> {
  const { privateKey, password, connectionOptions = {} } = config
  if (privateKey) {
    const key = privateKeyOf(privateKey, config.snowflakePrivatekeyPassphrase)
    let kept: { readonly token: string; readonly untilS: number } | undefined
    return async (_signal, again) => {
      const nowS = Math.floor(Date.now() / 1000)
      if (again || !kept || kept.untilS - marginS < nowS)
        kept = { token: keyPairToken(config, key, nowS), untilS: nowS + lifetimeS }
      return headers(kept.token, 'KEYPAIR_JWT')
    }
  }
  if (connectionOptions.token) {
    const signed = headers(connectionOptions.token, 'OAUTH')
    return async () => signed
  }
  if (password) {
    const signed = headers(password, 'PROGRAMMATIC_ACCESS_TOKEN')
    return async () => signed
  }
  throw new SourceError('fatal', 'No way to sign in to Snowflake is given.', {
    hint: 'Give privateKey (a key pair), connectionOptions.token (OAuth), or a programmatic access token as password.',
  })
}

function privateKeyOf(text: string, passphrase: string | undefined): KeyObject {
  // A key pasted into one line of YAML or an environment variable has its line breaks as \n.
  const pem = text.includes('BEGIN')
    ? text.replaceAll('\\n', '\n')
    : `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`
  try {
    return createPrivateKey({ key: pem, ...(passphrase ? { passphrase } : {}) })
  } catch (cause) {
    throw new SourceError('fatal', 'privateKey cannot be read.', {
      hint: 'Give the PKCS#8 key as PEM text (BEGIN PRIVATE KEY or BEGIN ENCRYPTED PRIVATE KEY), and snowflakePrivatekeyPassphrase where it is encrypted.',
      cause,
    })
  }
}

/** A JWT whose issuer names the public key by its SHA-256 fingerprint; account and user in upper case, without region. */
function keyPairToken({ account, username }: SnowflakeConfig, key: KeyObject, nowS: number): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const fingerprint = `SHA256:${createHash('sha256').update(publicKey).digest('base64')}`
  const subject = `${account.split('.')[0]}.${username}`.toUpperCase()
  const claims = { iss: `${subject}.${fingerprint}`, sub: subject, iat: nowS, exp: nowS + lifetimeS }
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}
