/** Where a client gets its bearer tokens; implementations live in the credentials package. */

export interface AccessToken {
  readonly token: string
  /** Milliseconds since 1970; undefined when the token does not say. */
  readonly expiresAtMs?: number
}

export interface TokenSource {
  /** What a person calls this credential, e.g. `Entra application 7d1f…c2 (client secret)`. Never secret. */
  readonly description: string
  /**
   * A token that is valid for at least another minute; cached and refreshed inside. `force` asks for a new one,
   * after the server refused the last. Rejects with an error whose message a person can act on.
   */
  token(options?: { readonly force?: boolean; readonly signal?: AbortSignal }): Promise<AccessToken>
}
