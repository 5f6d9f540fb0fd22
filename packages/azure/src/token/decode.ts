/** Takes a JWT apart without believing anything in it. */
import { type Json, object } from '../graph/json.ts'

export interface DecodedToken {
  readonly header: Json
  readonly claims: Json
}

/** Undefined for what has not the shape of a signed JWT (RFC 7515 §7.1). */
export function decodeToken(token: string): DecodedToken | undefined {
  const [header, claims, signature, more] = token
    .trim()
    .replace(/^Bearer\s+/i, '')
    .split('.')
  if (!header || !claims || signature === undefined || more !== undefined) return undefined
  try {
    return { header: part(header), claims: part(claims) }
  } catch {
    return undefined
  }
}

/** The second part of a JWT, unchecked: for showing, never for deciding. Undefined for what is no JWT. */
export function decodeClaims(token: string): Json | undefined {
  return decodeToken(token)?.claims
}

function part(text: string): Json {
  return object(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
}
