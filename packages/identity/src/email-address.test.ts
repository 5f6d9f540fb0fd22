/** One address, one spelling: look-alikes and tricks are no addresses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEmailAddress } from './email-address.ts'

describe('an e-mail address', () => {
  it.each([
    ['Ada@Contoso.com', 'ada@contoso.com'],
    ['a.b+c_d-e@x.y.z', 'a.b+c_d-e@x.y.z'],
    ['bob@localhost', 'bob@localhost'],
    ['ada_l_fabrikam.com#EXT#@contoso.onmicrosoft.com', 'ada_l@fabrikam.com'],
  ])('%s is read as %s', (claim, text) => {
    expect(parseEmailAddress(claim)?.text).toBe(text)
  })

  it('never has more than one @, other letters, or a spelling that reads differently again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.string({ unit: 'binary', maxLength: 80 }),
        (before, after) => {
          const parsed = parseEmailAddress(`${before}@${after}`)
          if (!parsed) return
          expect(parsed.text).toMatch(/^[a-z0-9._+-]{1,64}@[a-z0-9.-]+$/)
          expect(parseEmailAddress(parsed.text)).toEqual(parsed)
        },
      ),
      { numRuns: 5000 },
    )
  })

  it.each([
    '',
    '@',
    'a@',
    '@b',
    'a@b@c',
    'a b@c',
    'a@b c',
    'a@-b',
    'a@b..c',
    'a@.b',
    '\u212aate@contoso.com',
    '\u0130@contoso.com',
    'a@\u0441ontoso.com',
    'a@b\n',
  ])('%j is none', (claim) => {
    expect(parseEmailAddress(claim)).toBeUndefined()
  })
})
