/** Proof Key for Code Exchange (RFC 7636) and the random values of a sign-in. */
import { signInTexts as texts } from '../../texts/sign-in.ts'

/** Fills an array with random bytes; `crypto.getRandomValues` in a browser. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>

export const randomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

/** base64url without padding (RFC 7515, appendix C). */
export function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** 43 characters with 256 bits of randomness: a code verifier, or a state. */
export function randomToken(random: RandomBytes = randomBytes): string {
  return base64Url(random(32))
}

/**
 * The S256 challenge of a verifier (RFC 7636 §4.2).
 * @throws Error outside a secure context, where browsers offer no SHA-256
 */
export async function challengeOf(verifier: string): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new Error(texts.plainHttp)
  }
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

/** Compares two secrets without telling by its time where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length || 1))
  return difference === 0
}
