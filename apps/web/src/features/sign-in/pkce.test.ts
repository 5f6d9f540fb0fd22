import { expect, test } from 'vitest'
import { base64Url, challengeOf, equalSecrets, randomToken } from './pkce.ts'

test('the challenge is the one of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('base64url has no padding and no characters that a URL would change', () => {
  expect(base64Url(new Uint8Array([0xfb, 0xff, 0xfe, 0x3f]))).toBe('-__-Pw')
})

test('a token has 43 characters of the unreserved set and is never the same twice', () => {
  const tokens = new Set(Array.from({ length: 200 }, () => randomToken()))
  expect(tokens.size).toBe(200)
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

test('secrets are equal only when every character is', () => {
  expect(equalSecrets('abc', 'abc')).toBe(true)
  expect(equalSecrets('abc', 'abd')).toBe(false)
  expect(equalSecrets('abc', 'abcd')).toBe(false)
  expect(equalSecrets('', 'a')).toBe(false)
  expect(equalSecrets('a', '')).toBe(false)
  expect(equalSecrets('abab', 'ab')).toBe(false)
})
