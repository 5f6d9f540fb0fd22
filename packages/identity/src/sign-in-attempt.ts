/** What the flight recorder keeps of a sign-in, and what is counted of it. */

export interface AttemptStep {
  readonly step: string
  readonly ok: boolean
  /** Names and expectations; never token text, secrets or claim values beyond ids. */
  readonly detail?: string
  /** Of the step `directory claims`: the values of the claims that may give rights. */
  readonly claims?: Readonly<Record<string, readonly string[]>>
}

/** What is counted of an attempt. */
export interface AttemptOutcome {
  readonly kind: SignInAttempt['kind']
  readonly outcome: SignInAttempt['outcome']
  /** The check that refused; empty for `ok`. One of some fifty words. */
  readonly reason: string
}

/** One line of the flight recorder. */
export interface SignInAttempt {
  readonly id: string
  readonly atMs: number
  readonly kind: 'session' | 'bearer' | 'password' | 'setup-link'
  readonly outcome: 'ok' | 'refused'
  readonly account?: string
  readonly remoteAddress: string
  readonly requestId: string
  readonly steps: readonly AttemptStep[]
}
