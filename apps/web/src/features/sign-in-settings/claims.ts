/** Takes claims out of what people paste: a token, of which only the middle part is looked at, or JSON. */

export type Claims = Readonly<Record<string, unknown>>

/** Undefined for what is neither a token nor a JSON object. */
export function claimsIn(text: string): Claims | undefined {
  const [, payload, ...rest] = text.trim().split('.')
  const isToken = payload !== undefined && rest.length === 1 && /^[\w-]+$/.test(payload)
  try {
    const value: unknown = JSON.parse(isToken ? decoded(payload) : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims) // any JSON object
      : undefined
  } catch {
    return undefined
  }
}

/** Base64url (RFC 4648 §5) of UTF-8, as JWTs have it. */
function decoded(part: string): string {
  const bytes = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
}
