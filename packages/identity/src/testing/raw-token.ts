/** Puts tokens together by hand, where a library would refuse to. */
import { KeyObject } from 'node:crypto'
import type { CorpusKeys } from './hostile-token.ts'
import { claimsOf, type TestKey } from './local-issuer.ts'

export const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
export const good = () => claimsOf.delegatedV2()
export const compact = (header: unknown, payload: unknown, signature = '') =>
  `${b64(header)}.${b64(payload)}.${signature}`
export const kid = (keys: CorpusKeys) => keys.issuer.kid

export function privateKeyOf(key: TestKey): { key: KeyObject } {
  return { key: KeyObject.from(key.privateKey) }
}
