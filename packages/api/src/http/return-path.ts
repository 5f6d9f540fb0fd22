/** Where a browser may be sent after signing in: a page of ours, whatever the address bar was made to say. */

const signInPages = /^\/(?:sign-in|sign-in-refused|callback|auth\/callback|setup|api)(?:[/?#]|$)/

/**
 * A path of our own origin, or `/` for anything that might lead elsewhere. Whole addresses of our origin are taken as their
 * path, as OpenMetadata's UI sends them. Refuses rather than repairs (RFC 9700 4.11: no open redirectors).
 */
export function returnPathOf(candidate: string | undefined, origin: string): string {
  if (candidate === undefined || candidate.length > 4000) return '/'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them from URLs, which is the attack
  if (/[\\\u0000-\u001f\u007f-\u009f]/.test(candidate)) return '/'
  const isOwnAddress = candidate.startsWith(`${origin}/`)
  const path = isOwnAddress ? candidate.slice(origin.length) : candidate
  if (!/^\/(?!\/)/.test(path) || /^\/(?:%2f|%5c|%09|%0a|%0d|\.|%2e)/i.test(path)) return '/'
  if (!URL.canParse(path, origin)) return '/'
  const url = new URL(path, origin)
  if (url.origin !== origin || url.username !== '' || url.password !== '') return '/'
  // Dot segments are resolved by now: `/x/..//evil` has become `//evil`.
  if (url.pathname.startsWith('//') || signInPages.test(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}
