/** What obtains tokens for bots: declared here, plugged in by the server. */
import type { AuthenticationMechanism } from '@waymark/spec'

/** Obtains a token the way a mechanism says; plugged in by the server. */
export interface BotTokenSource {
  /**
   * @returns the token and what it was obtained with
   * @throws an `Error` whose message an administrator can act on; it holds no secret
   */
  obtain(
    mechanism: AuthenticationMechanism,
  ): Promise<{ readonly token: string; readonly description: string }>
}
