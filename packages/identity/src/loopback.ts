/** Tells addresses of this machine from all others. */

/** Whether an http(s) URL points at 127.0.0.0/8, ::1 or localhost. */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  // URL has already turned every spelling of an IPv4 address (decimal, octal, hex) into the dotted one.
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname)
}
