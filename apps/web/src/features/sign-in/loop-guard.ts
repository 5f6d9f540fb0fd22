/** Stops a sign-in that goes round in circles: three redirects in a few minutes are enough to know that it does not work. */

export const maxRedirects = 3
const windowMs = 3 * 60_000

/** Times of recent redirects, as kept between pages. Anything unreadable counts as none. */
export function readRedirects(stored: string | null, now: number): number[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(stored ?? '[]')
  } catch {
    return []
  }
  if (!Array.isArray(parsed)) return []
  return parsed.filter((at): at is number => typeof at === 'number' && at <= now && now - at < windowMs)
}

export function mayRedirect(redirects: readonly number[]): boolean {
  return redirects.length < maxRedirects
}
