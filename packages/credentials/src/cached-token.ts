/** Keeps a token until it is about to expire, and lets concurrent callers share one request for the next. */
import type { AccessToken, TokenSource } from '@waymark/client'

/** Entra says how long a token lives; this much before its end a new one is asked for. */
const refreshBeforeMs = 5 * 60_000
/** Every token handed out lives at least this long, the contract of `TokenSource`. */
const leastLifeMs = 60_000

/** @param obtain - asks the issuer; its errors are passed on and nothing is kept */
export function cachedTokenSource(
  description: string,
  obtain: (signal: AbortSignal | undefined) => Promise<AccessToken>,
  nowMs: () => number = Date.now,
): TokenSource {
  let current: { readonly token: AccessToken; readonly refreshAtMs: number } | undefined
  let pending: Promise<AccessToken> | undefined

  async function renew(signal: AbortSignal | undefined): Promise<AccessToken> {
    const token = await obtain(signal)
    const lifeMs = (token.expiresAtMs ?? Number.POSITIVE_INFINITY) - nowMs()
    // Of a token that lives shorter than the margin, half the life is used.
    current = { token, refreshAtMs: nowMs() + Math.max(lifeMs - refreshBeforeMs, lifeMs / 2) }
    return token
  }

  return {
    description,
    async token({ force = false, signal } = {}) {
      signal?.throwIfAborted()
      const expiresAtMs = current?.token.expiresAtMs ?? Number.POSITIVE_INFINITY
      const usable = current !== undefined && expiresAtMs - nowMs() >= leastLifeMs
      if (current && usable && !force && nowMs() < current.refreshAtMs) return current.token
      pending ??= renew(signal).finally(() => {
        pending = undefined
      })
      try {
        return await pending
      } catch (error) {
        // A token that still lives is better than none while the issuer is out of reach.
        if (current && usable && !force) return current.token
        throw error
      }
    },
  }
}
