/** Slows down whoever keeps sending credentials that are refused: so many a minute and address, then 429. */
import { problem } from '@waymark/spec'
import type { Clock } from './ports.ts'

export interface FailureLimit {
  /** @throws `too-many-requests` */
  check(remoteAddress: string): void
  failed(remoteAddress: string): void
}

const windowMs = 60_000
const maxAddresses = 50_000

/**
 * Counts per process in whole minutes. Credentials that were verified a moment ago and sessions don't pass by here, so that one noisy
 * client behind a shared address does not lock out the others who are at work.
 *
 * @param limit - refusals per minute and address; 0 switches it off
 */
export function failureLimit(limit: number, now: Clock): FailureLimit {
  let windowStartMs = 0
  const failures = new Map<string, number>()
  const turn = () => {
    if (now() - windowStartMs < windowMs) return
    windowStartMs = now()
    failures.clear()
  }
  return {
    check(remoteAddress) {
      if (limit <= 0) return
      turn()
      if ((failures.get(remoteAddress) ?? 0) < limit) return
      const retryAfterSeconds = Math.max(1, Math.ceil((windowStartMs + windowMs - now()) / 1000))
      throw problem('too-many-requests', { retryAfterSeconds })
    },
    failed(remoteAddress) {
      if (limit <= 0) return
      turn()
      if (!failures.has(remoteAddress) && failures.size >= maxAddresses) return
      failures.set(remoteAddress, (failures.get(remoteAddress) ?? 0) + 1)
    },
  }
}
