import { expect, test } from 'vitest'
import { safeReturnPath } from './return-path.ts'

const origin = 'https://catalog.contoso.com'

const hostile = [
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\\/evil.example',
  'https://evil.example',
  'https:evil.example',
  'https:/evil.example',
  'http://evil.example/',
  'HTTPS://EVIL.EXAMPLE',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '/\tjavascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://evil.example/1',
  'file:///etc/passwd',
  '%2f%2fevil.example',
  '/%2f%2fevil.example',
  '/%2fevil.example',
  '/%5cevil.example',
  '/%5C%5Cevil.example',
  '/%09/evil.example',
  '/%0a/evil.example',
  '/%0d/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r/evil.example',
  '/\u0000/evil.example',
  '/\u0085/evil.example',
  ' //evil.example',
  '\t//evil.example',
  '/callback/../..//evil.example',
  '/table/..//evil.example',
  '/./..//evil.example',
  '/%2e%2e//evil.example',
  '/..//evil.example',
  '/table/%2e%2e//evil.example',
  '//user:pw@evil.example',
  'https://catalog.contoso.com@evil.example',
  'https://catalog.contoso.com.evil.example/',
  '//catalog.contoso.com.evil.example',
  '@evil.example',
  '.evil.example',
  'evil.example',
  '?next=//evil.example',
  '#//evil.example',
  '//[::1]/',
  '//127.0.0.1',
  'ftp://evil.example',
  '/callback?code=1',
  '/auth/callback?code=1',
  '/sign-in?return=/sign-in',
  '/setup#k=1',
  '/sign-in',
  `/${'a'.repeat(5_000)}`,
  '',
]

test.each(hostile)('%j leads to the home page, not elsewhere', (candidate) => {
  expect(safeReturnPath(candidate, origin)).toBe('/')
})

test.each([undefined, null, 7, {}, ['/search']])('%j is no path', (candidate) => {
  expect(safeReturnPath(candidate, origin)).toBe('/')
})

const ours = [
  '/',
  '/search?q=orders&service=pg',
  '/table/pg.shop.public.orders?tab=lineage#x',
  '/table/pg.shop.public.%22a%2Fb%22',
  '/table/pg.shop.public.https%3A%2F%2Fevil.example',
  '/search?q=https%3A%2F%2Fevil.example%2F',
  '/callbacks',
]

test.each(ours)('%j is kept', (path) => {
  expect(safeReturnPath(path, origin)).toBe(path)
})

test('every result stays on the origin when a browser resolves it', () => {
  for (const candidate of [...hostile, ...ours]) {
    expect(new URL(safeReturnPath(candidate, origin), origin).origin).toBe(origin)
  }
})
