/** Why no token was obtained, in words a person can act on; never with a secret. */

export interface CredentialErrorDetails {
  /** Entra's number without its prefix, e.g. `7000215`. */
  readonly aadsts?: string
  /** What to do about it. */
  readonly fix?: string
  /** Name the event in Entra's sign-in log. */
  readonly traceId?: string
  readonly correlationId?: string
  readonly timestamp?: string
  /** The issuer was busy or out of reach: the same request may work later. */
  readonly retriable?: boolean
  readonly cause?: unknown
}

export class CredentialError extends Error {
  readonly aadsts: string | undefined
  readonly fix: string | undefined
  readonly traceId: string | undefined
  readonly correlationId: string | undefined
  readonly timestamp: string | undefined
  readonly retriable: boolean
  constructor(message: string, details: CredentialErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CredentialError'
    this.aadsts = details.aadsts
    this.fix = details.fix
    this.traceId = details.traceId
    this.correlationId = details.correlationId
    this.timestamp = details.timestamp
    this.retriable = details.retriable ?? false
  }
}
