import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffWords } from './text-diff.ts'

const of = (parts: ReturnType<typeof diffWords>, ...kinds: string[]) =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('')

test('a changed word is one removal and one addition', () => {
  expect(diffWords('One row per order.', 'One row per customer.')).toEqual([
    { kind: 'same', text: 'One row per ' },
    { kind: 'removed', text: 'order' },
    { kind: 'added', text: 'customer' },
    { kind: 'same', text: '.' },
  ])
  expect(diffWords('', 'new')).toEqual([{ kind: 'added', text: 'new' }])
  expect(diffWords('same', 'same')).toEqual([{ kind: 'same', text: 'same' }])
})

test('both texts can be read back from any difference', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', 'word', '\n', '.', '中'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after)
      expect(of(parts, 'same', 'removed')).toBe(before)
      expect(of(parts, 'same', 'added')).toBe(after)
    }),
  )
})

test('very long texts are compared without a table of all pairs', () => {
  const long = Array.from({ length: 9_000 }, (_, i) => `w${i}`).join(' ')
  const reversed = long.split(' ').reverse().join(' ')
  expect(of(diffWords(long, reversed), 'same', 'added')).toBe(reversed)
})
