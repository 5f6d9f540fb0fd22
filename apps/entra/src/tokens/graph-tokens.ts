/** The odd tokens of Microsoft Graph: with a `nonce` in the header, or, for personal accounts, no JWT at all. */
import { createHash } from 'node:crypto'

const sealMark = 'EwB'

/** Nobody but Graph can read what personal accounts are given for it. */
export const sealed = (token: string): string => `${sealMark}${Buffer.from(token).toString('base64url')}`

/** The JWT in a sealed token; any other token as it is. */
export const unsealed = (token: string): string =>
  token.startsWith(sealMark) && !token.includes('.')
    ? Buffer.from(token.slice(sealMark.length), 'base64url').toString('utf8')
    : token

/** What is signed instead of the nonce: whoever verifies the token as any other JWT finds the signature wrong. */
export const hashedNonce = (nonce: string): string => createHash('sha256').update(nonce).digest('base64url')

/** A compact JWS with another nonce in its header; one without a nonce as it is. */
export function withNonce(token: string, change: (nonce: string) => string): string {
  const [encoded = '', ...rest] = token.split('.')
  const header = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as { nonce?: unknown }
  if (typeof header.nonce !== 'string') return token
  const changed = JSON.stringify({ ...header, nonce: change(header.nonce) })
  return [Buffer.from(changed).toString('base64url'), ...rest].join('.')
}
