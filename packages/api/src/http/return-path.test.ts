/** Return paths lead to our own pages and nowhere else. */
import { expect, it } from 'vitest'
import { returnPathOf } from './return-path.ts'

const origin = 'https://catalog.contoso.com'

it.each([
  ['/table/a.b', '/table/a.b'],
  ['/search?q=a&x=%2F#top', '/search?q=a&x=%2F#top'],
  [`${origin}/table/x`, '/table/x'],
  ['/a/../b', '/b'],
])('%s is kept', (candidate, expected) => {
  expect(returnPathOf(candidate, origin)).toBe(expected)
})

it.each([
  undefined,
  '',
  'table',
  '//evil.com',
  '/\\evil.com',
  '\\\\evil.com',
  'https://evil.com/',
  'https:evil.com',
  'javascript:alert(1)',
  `${origin}.evil.com/`,
  `${origin}//evil.com`,
  `${origin}@evil.com/`,
  '/%2f%2fevil.com',
  '/%5cevil.com',
  '/..//evil.com',
  '/x/..//evil.com',
  '/\tevil.com',
  '/\n/evil.com',
  '/%09/evil.com',
  '/.//evil.com',
  '/api/v1/auth/login',
  '/callback?code=x',
  '/auth/callback',
  '/sign-in',
  `/${'a'.repeat(4001)}`,
])('%j becomes the start page', (candidate) => {
  expect(returnPathOf(candidate, origin)).toBe('/')
})
