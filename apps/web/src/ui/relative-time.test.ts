import { expect, test } from 'vitest'
import { relativeTime } from './relative-time.tsx'

const now = Date.UTC(2026, 10, 22, 12)
const day = 86_400_000

test.each([
  [now - 5_000, 'just now'],
  [now - 120_000, '2 minutes ago'],
  [now - 3 * 3_600_000, '3 hours ago'],
  [now - day, 'yesterday'],
  [now - 15 * day, '2 weeks ago'],
  [now - 800 * day, '2 years ago'],
  [now + 2 * day, 'in 2 days'],
])('%d is %s', (at, text) => {
  expect(relativeTime(at, now)).toBe(text)
})
