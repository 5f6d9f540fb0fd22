/** When a failed request is sent again, and how long to wait before. */

export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly maxDelayMs: number
}

export const defaultRetry: RetryOptions = { attempts: 6, firstDelayMs: 250, maxDelayMs: 20_000 }

/** Longest `Retry-After` that is waited for; a server that asks for more gets the error shown instead. */
const longestWaitMs = 120_000

const retriedStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504])
/** The server says that it did nothing, so even a POST may go again. */
const nothingDoneStatuses: ReadonlySet<number> = new Set([429, 503])
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE'])

/** RFC 9110 §9.2.2: what is not idempotent is sent again only when the server cannot have acted on it. */
export function isRetriableStatus(method: string, status: number): boolean {
  return (idempotentMethods.has(method) ? retriedStatuses : nothingDoneStatuses).has(status)
}

/** `neverSent`: the connection was not even made, so that any method may go again. */
export function isRetriableFailure(method: string, neverSent: boolean): boolean {
  return neverSent || idempotentMethods.has(method)
}

/**
 * Milliseconds until the next attempt: what `Retry-After` says (RFC 9110 §10.2.3: seconds or a date), else exponential
 * back-off of which a random part between half and all is taken, so that many clients do not come back at once.
 * @returns undefined when the server asks for a longer wait than anybody would sit through
 */
export function retryDelayMs(
  attempt: number,
  retryAfter: string | null,
  options: RetryOptions,
  clock: { readonly nowMs: () => number; readonly random: () => number },
): number | undefined {
  const asked = retryAfter === null ? undefined : parseRetryAfter(retryAfter, clock.nowMs())
  if (asked !== undefined) return asked > longestWaitMs ? undefined : asked
  const full = Math.min(options.maxDelayMs, options.firstDelayMs * 2 ** (attempt - 1))
  return full * (0.5 + clock.random() / 2)
}

function parseRetryAfter(value: string, nowMs: number): number | undefined {
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
