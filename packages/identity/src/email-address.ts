/** Reads an e-mail address out of a claim, strictly enough that two spellings never mean two people or one the other. */

export interface EmailAddress {
  /** Lower case. */
  readonly text: string
  readonly local: string
  readonly domain: string
}

const local = /^[a-z0-9._+-]{1,64}$/
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const printableAscii = /^[\x21-\x7e]+$/
const guest = /^(.+)_([^_]+)#ext#@[^@]+$/

/**
 * Parses an address: exactly one `@`, ASCII only, lower-cased. A guest's user principal name
 * (`ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`) is read as the address the guest was invited by.
 *
 * @returns undefined for anything else: look-alikes, quotes, comments, a second `@`, control characters
 */
export function parseEmailAddress(claim: string): EmailAddress | undefined {
  // ASCII before anything else: even NFC turns look-alikes into letters (U+212A, the Kelvin sign, becomes K).
  if (!printableAscii.test(claim)) return undefined
  const lowered = claim.toLowerCase()
  const invited = guest.exec(lowered)
  const text = invited ? `${invited[1]}@${invited[2]}` : lowered
  const parts = text.split('@')
  const [before = '', after = ''] = parts
  if (parts.length !== 2 || text.length > 254 || !local.test(before) || !domain.test(after)) return undefined
  return { text, local: before, domain: after }
}
