import { expect, test } from 'vitest'
import { mayRedirect, readRedirects } from './loop-guard.ts'

const now = 1_000_000_000

test('three redirects are allowed, the fourth is not', () => {
  expect(mayRedirect([])).toBe(true)
  expect(mayRedirect([now, now])).toBe(true)
  expect(mayRedirect([now, now, now])).toBe(false)
})

test('old redirects are forgotten, and so is what cannot be read', () => {
  expect(readRedirects(JSON.stringify([now - 1, now - 200_000, now + 5, 'x', null]), now)).toEqual([now - 1])
  expect(readRedirects('{', now)).toEqual([])
  expect(readRedirects('{"a":1}', now)).toEqual([])
  expect(readRedirects(null, now)).toEqual([])
})
