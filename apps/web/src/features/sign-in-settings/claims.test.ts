import { expect, test } from 'vitest'
import { claimsIn } from './claims.ts'

const token = (claims: object): string =>
  `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`

test('claims are read from a token, whatever letters are in them, and from JSON', () => {
  const claims = { name: 'Åsa Öberg 🧭', groups: ['a-b_c'] }
  expect(claimsIn(token(claims))).toEqual(claims)
  expect(claimsIn(` ${token(claims)}\n`)).toEqual(claims)
  expect(claimsIn(JSON.stringify(claims, null, 2))).toEqual(claims)
})

test('anything else is no claims', () => {
  for (const text of ['', 'hello', 'a.b.c', '[1]', '"text"', 'null', '{"a":', `${token({})}.more`])
    expect(claimsIn(text)).toBeUndefined()
})
