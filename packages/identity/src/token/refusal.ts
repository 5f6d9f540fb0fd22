/** Why a credential was refused: the whole story for the log and the flight recorder, the short one for the caller. */
import { type Problem, type ProblemCode, problem } from '@waymark/spec'

type RefusalCode = Extract<
  ProblemCode,
  'token-invalid' | 'token-expired' | 'scope-insufficient' | 'identity-refused'
>

export interface RefusalDetails {
  /** The check that failed, e.g. `audience`. */
  readonly check: string
  /** What would have passed, and what to change. */
  readonly expected: string
  /** What was there: an issuer, audience, tenant or client id, or names of claims. Never another claim's value. */
  readonly seen?: string
  /** Default `token-invalid`. */
  readonly code?: RefusalCode
  /**
   * Told to the caller. Only for tokens whose signature and tenant are proven, so that nobody else learns about the
   * configuration by guessing.
   */
  readonly tell?: string
}

/** Thrown by the checks in this folder; {@link toProblem} makes of it what leaves the package. */
export class TokenRefusal extends Error {
  readonly details: RefusalDetails
  constructor(details: RefusalDetails) {
    super(`${details.check}: expected ${details.expected}${details.seen ? `, got ${details.seen}` : ''}`)
    this.name = 'TokenRefusal'
    this.details = details
  }
}

/** Ends a check. */
export function refuse(details: RefusalDetails): never {
  throw new TokenRefusal(details)
}

/** Ends a check of who someone is; the caller is told, because the token is proven. */
export function refuseIdentity(check: string, tell: string): never {
  return refuse({ check, expected: tell, code: 'identity-refused', tell })
}

export function toProblem(refusal: TokenRefusal): Problem {
  const { code = 'token-invalid', tell } = refusal.details
  if (code === 'token-invalid') return problem(code, tell ? { hint: tell } : {}, refusal)
  if (code === 'token-expired') return problem(code, {}, refusal)
  return problem(code, { reason: tell ?? 'The token does not permit this.' }, refusal)
}

/** Takes out what would forge a log line or could not be stored. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
}

/** Text from outside for a log line: quoted, printable, at most 200 characters. */
export function shown(text: unknown): string {
  const plain = typeof text === 'string' ? text : (JSON.stringify(text) ?? String(text))
  return `'${printable(plain.length > 200 ? `${plain.slice(0, 200)}…` : plain)}'`
}
