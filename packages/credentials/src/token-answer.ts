/** Reads what a token endpoint answers: the error as Entra and OAuth 2.0 word it. */
import { explainAadsts } from './aadsts.ts'
import { CredentialError } from './credential-error.ts'

/** RFC 6749 §5.2, and Entra's additions to it. */
export interface TokenEndpointError {
  readonly error: string
  readonly error_description?: string
  readonly error_codes?: readonly number[]
  readonly timestamp?: string
  readonly trace_id?: string
  readonly correlation_id?: string
}

export function asTokenEndpointError(body: unknown): TokenEndpointError | undefined {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
    ? (body as TokenEndpointError) // the rest is read with care below
    : undefined
}

/**
 * Turns the issuer's error into ours. `about` says which credential it was, for the message.
 * Entra repeats a wrong secret's id at most, never the secret.
 */
export function credentialErrorFrom(
  answer: TokenEndpointError,
  status: number,
  about: string,
): CredentialError {
  const retriable = status === 429 || status >= 500
  const aadsts =
    answer.error_codes?.[0]?.toString() ?? /AADSTS(\d+)/.exec(answer.error_description ?? '')?.[1]
  const explanation = aadsts === undefined ? undefined : explainAadsts(aadsts)
  const said = firstSentences(answer.error_description ?? '')
  const label = aadsts === undefined ? answer.error : `AADSTS${aadsts}`
  const meaning = explanation?.meaning ?? (said || `the issuer answered '${answer.error}' (HTTP ${status}).`)
  return new CredentialError(`${about}: ${label}: ${meaning}`, {
    retriable,
    ...(aadsts === undefined ? {} : { aadsts }),
    ...(explanation ? { fix: explanation.fix } : {}),
    ...(answer.trace_id ? { traceId: answer.trace_id } : {}),
    ...(answer.correlation_id ? { correlationId: answer.correlation_id } : {}),
    ...(answer.timestamp ? { timestamp: answer.timestamp } : {}),
  })
}

/** The issuer's words without number and ids, which are shown apart; ids follow a space or, in older answers, a line break. */
function firstSentences(description: string): string {
  return description
    .replace(/^AADSTS\d+:\s*/, '')
    .replace(/\s+Trace ID:[\s\S]*$/, '')
    .slice(0, 500)
}
