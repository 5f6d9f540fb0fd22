/** Token sources from what people already hold: a token, or any credential of `@azure/identity`. */
import type { AccessToken, TokenSource } from './token-source.ts'

/** The part of `TokenCredential` of `@azure/core-auth` that is used; every credential of `@azure/identity` fits. */
export interface TokenCredential {
  getToken(
    scopes: string | string[],
    options?: { readonly abortSignal?: AbortSignal },
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>
}

/** A token that stays as it is: of a bot, or a personal one. */
export function tokenSourceOfToken(token: string): TokenSource {
  return { description: 'a token', token: async () => ({ token }) }
}

/** How long before its end a token is replaced, in milliseconds. */
const renewBeforeMs = 120_000

/**
 * Tokens of an Azure credential, kept until two minutes before they end.
 * @param scope - `<application id URI of the catalog>/.default`
 * @throws (from `token()`) the credential's own error, or an Error that names the scope when it gives no token
 */
export function tokenSourceOfCredential(
  credential: TokenCredential,
  scope: string,
  now: () => number = Date.now,
): TokenSource {
  let held: AccessToken | undefined
  return {
    description: `an Azure credential for ${scope}`,
    async token({ force = false, signal } = {}) {
      const endsAtMs = held?.expiresAtMs ?? 0
      if (held && !force && endsAtMs - now() > renewBeforeMs) return held
      const given = await credential.getToken(scope, signal ? { abortSignal: signal } : {})
      if (!given)
        throw new Error(`The credential gave no token for ${scope}. Check the scope and who signs in.`)
      held = { token: given.token, expiresAtMs: given.expiresOnTimestamp }
      return held
    },
  }
}
