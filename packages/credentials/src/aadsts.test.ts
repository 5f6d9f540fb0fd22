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

/** The numbers that Entra answers with where people and automations sign in, as far as they are documented. */
const documented =
  '50011 500113 900971 50013 500133 50020 50034 50049 50053 50055 50056 50057 50058 50059 50074 50076 50079 50105 501051 ' +
  '50126 50128 50131 53000 53001 53003 50173 50194 50196 50199 50147 501481 501491 54005 65001 65002 65004 65005 650052 ' +
  '650053 650054 650056 650057 70000 70001 7000112 70002 70003 70005 700051 700054 70007 70008 700081 700082 700084 70011 ' +
  '700005 700016 70018 70019 70016 70021 700211 700212 700213 7002138 700222 700229 700022 700023 28002 28003 700025 ' +
  '700027 700030 70043 7000114 7000215 7000218 7000222 90002 90008 90009 90013 90014 90023 9002313 900023 900144 900561 ' +
  '901002 9001023 9002325 9002326 9002327 9002331 9002332 90094 90095 90099 1002012 1003031 16000 160021 240002'

describe('the table', () => {
  it.each(documented.split(' '))('explains AADSTS%s', (code) => {
    expect(explainAadsts(code)?.fix).toBeTruthy()
  })
})
