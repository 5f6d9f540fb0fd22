/** Return paths lead to our own pages and nowhere else. */
import { expect, it } from 'vitest'
import { hostileReturnPaths } from '../../../../tools/hostile/return-paths.ts'
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

it.each([undefined, ...hostileReturnPaths(origin), 'table', '/api/v1/auth/login'])(
  'T22: %j becomes the start page',
  (candidate) => {
    expect(returnPathOf(candidate, origin)).toBe('/')
  },
)
