/** Where a person lands after signing in: always a page of ours, whatever the address bar was made to say. */

const signInPages = /^\/(?:sign-in|sign-in-refused|callback|auth\/callback|setup)(?:[/?#]|$)/

/**
 * A path of this origin to go to, or `/` for anything that might lead elsewhere. Refuses rather than repairs: other
 * schemes, `//host`, backslashes, control characters, encoded slashes at the front, the sign-in pages themselves.
 */
export function safeReturnPath(candidate: unknown, origin: string): string {
  if (typeof candidate !== 'string' || candidate.length > 4_000) return '/'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them from URLs, which is the attack
  if (!/^\/(?![/\\])/.test(candidate) || /[\\\u0000-\u001f\u007f-\u009f]/.test(candidate)) return '/'
  if (/^\/(?:%2f|%5c|%09|%0a|%0d|\.|%2e)/i.test(candidate)) return '/'
  let url: URL
  try {
    url = new URL(candidate, origin)
  } catch {
    return '/'
  }
  if (url.origin !== origin || url.username !== '' || url.password !== '') return '/'
  // Dot segments are resolved by now: `/x/..//evil` has become `//evil`.
  if (url.pathname.startsWith('//') || signInPages.test(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}
