/** Reads an e-mail address out of a claim, strictly enough that two spellings never mean two people or one the other. */

export interface EmailAddress {
  /** Lower case. */
  readonly text: string
  readonly local: string
  readonly domain: string
}

const local = /^[a-z0-9._+-]{1,64}$/
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const guest = /^(.+)_([^_]+)#ext#@[^@]+$/

/**
 * Parses an address: exactly one `@`, ASCII only, lower-cased. A guest's user principal name
 * (`ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`) is read as the address the guest was invited by.
 *
 * @returns undefined for anything else: look-alikes, quotes, comments, a second `@`, control characters
 */
export function parseEmailAddress(claim: string): EmailAddress | undefined {
  // Only A–Z are lowered: other capitals fold to surprising letters (U+212A is the Kelvin sign, U+0130 a dotted I).
  const lowered = claim.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const invited = guest.exec(lowered)
  const text = invited ? `${invited[1]}@${invited[2]}` : lowered
  const parts = text.split('@')
  const [before = '', after = ''] = parts
  if (parts.length !== 2 || text.length > 254 || !local.test(before) || !domain.test(after)) return undefined
  return { text, local: before, domain: after }
}
