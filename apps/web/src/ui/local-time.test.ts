import { expect, test } from 'vitest'
import { fromLocalTime, toLocalTime } from './local-time.ts'

test('a time goes into a field and comes back, to the minute', () => {
  const atMs = new Date(2026, 10, 3, 4, 5, 59).getTime()
  expect(toLocalTime(atMs)).toBe('2026-11-03T04:05')
  expect(fromLocalTime(toLocalTime(atMs))).toBe(new Date(2026, 10, 3, 4, 5).getTime())
  expect(fromLocalTime('')).toBeUndefined()
})
