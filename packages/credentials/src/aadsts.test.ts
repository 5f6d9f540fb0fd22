/** Entra's numbers are found in whatever people paste, and each explanation can be acted on. */
import { describe, expect, it } from 'vitest'
import { explainAadsts, explainedAadstsCodes, findAadstsCode } from './aadsts.ts'

describe('a number of Entra', () => {
  it.each([
    ['AADSTS7000215: Invalid client secret provided.', '7000215'],
    ['7000222', '7000222'],
    ['https://login.microsoftonline.com/error?code=50011', '50011'],
    ['{"error":"invalid_client","error_description":"AADSTS700016: …"}', '700016'],
    ['port 8585 is busy', undefined],
  ])('is found in %s', (text, code) => {
    expect(findAadstsCode(text)).toBe(code)
  })

  it('is explained with a meaning and a fix, each a sentence', () => {
    expect(explainedAadstsCodes().length).toBeGreaterThan(25)
    for (const { code, meaning, fix } of explainedAadstsCodes()) {
      expect(explainAadsts(code)).toEqual({ code, meaning, fix })
      expect(meaning).toMatch(/\.$/)
      expect(fix).toMatch(/\.$/)
    }
    expect(explainAadsts('1')).toBeUndefined()
  })
})
