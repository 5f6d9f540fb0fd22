/** Takes the bearer token apart, before any cryptography and any request (RFC 6750 2.1, RFC 7515 7.1, RFC 8725). */
import { problem } from '@waymark/spec'
import { refuse, shown } from './refusal.ts'

/** Entra stops at 200 groups, which fits; nothing longer is looked at. */
const maxTokenLength = 12 * 1024
const bearer = /^Bearer ([^\s,]+)$/i
const compactJws = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/

/** A token that has the shape of one. Nothing in it is to be believed yet. */
export interface ParsedToken {
  readonly text: string
  readonly alg: string
  readonly kid: string
  readonly typ: string | undefined
  /** The unverified payload; read `iss` (and `tid`) from it to choose the issuer, nothing else. */
  readonly unverified: Readonly<Record<string, unknown>>
}

/**
 * The token of the request's one `Authorization` header.
 *
 * @throws `token-missing` when there is none or it holds no token, {@link TokenRefusal} otherwise
 */
export function bearerToken(authorization: readonly string[]): string {
  if (authorization.length > 1)
    refuse({ check: 'authorization header', expected: 'exactly one', seen: String(authorization.length) })
  const header = authorization[0]
  if (!header || /^Bearer ?$/i.test(header)) throw problem('token-missing')
  const text = bearer.exec(header)?.[1]
  if (!text) refuse({ check: 'authorization header', expected: '"Bearer <token>"' })
  return text
}

/**
 * @param algorithms - the closed list; which of them an issuer may use is checked when the issuer is known
 * @throws {@link TokenRefusal}
 */
export function parseToken(text: string, algorithms: ReadonlySet<string>): ParsedToken {
  if (text.length > maxTokenLength)
    refuse({ check: 'token length', expected: `at most ${maxTokenLength} characters` })
  const parts = compactJws.exec(text)
  if (!parts) {
    const dots = text.split('.').length
    refuse({
      check: 'token shape',
      expected: 'three base64url parts (a signed JWT)',
      seen: dots === 5 ? 'five parts: encrypted tokens are not accepted' : `${dots} part(s)`,
    })
  }
  const [, header = '', payload = '', signature = ''] = parts
  if (![header, payload, signature].every(isCanonical))
    refuse({ check: 'token encoding', expected: 'canonical base64url: one token has one spelling' })

  const jose = jsonObject(header, 'header')
  const alg = jose.alg
  if (typeof alg !== 'string' || !algorithms.has(alg))
    refuse({ check: 'algorithm', expected: [...algorithms].join(' or '), seen: shown(alg) })
  const kid = jose.kid
  if (typeof kid !== 'string' || kid.length === 0 || kid.length > 256)
    refuse({ check: 'kid', expected: 'a text of 1 to 256 characters in the header' })
  const typ = jose.typ
  if (typ !== undefined && typ !== 'JWT' && typ !== 'at+jwt')
    refuse({ check: 'typ', expected: "absent, 'JWT' or 'at+jwt'", seen: shown(typ) })
  for (const member of ['crit', 'b64', 'zip', 'enc'])
    if (Object.hasOwn(jose, member)) refuse({ check: 'header', expected: `no '${member}'` })
  // jwk, jku, x5u and x5c are not read: keys come from the issuer's own set, never from a token.
  return { text, alg, kid, typ, unverified: jsonObject(payload, 'payload') }
}

/** Whether the text is the one way to write its bytes: no padding, no spare bits set (RFC 4648 3.5). */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes a part that must be a JSON object in UTF-8. */
export function jsonObject(part: string | Uint8Array, what: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(typeof part === 'string' ? Buffer.from(part, 'base64url') : part))
  } catch {
    // Refused below: nothing is no object.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse({ check: what, expected: 'a JSON object in UTF-8' })
  // Checked just above; members stay unknown until each is read.
  return value as Record<string, unknown>
}
