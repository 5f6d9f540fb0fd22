import { expect, test } from 'vitest'
import { hostileReturnPaths } from '../../../../../tools/hostile/return-paths.ts'
import { safeReturnPath } from './return-path.ts'

const origin = 'https://catalog.contoso.com'

const hostile = hostileReturnPaths(origin)

test.each(hostile)('T22: %j leads to the home page, not elsewhere', (candidate) => {
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
