import fc from 'fast-check'
import { expect, it } from 'vitest'
import { identify } from './stored-text.ts'

const own = { id: '6ee1c0f1-0000-4000-8000-000000000001', version: 0.3, updatedAt: 1_790_000_000_000 }

it('finds the members of the top level, wherever they stand and whatever surrounds them', () => {
  const nested = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('id', 'version', 'updatedAt')),
    fc.jsonValue({ depthSize: 'medium' }),
  )
  fc.assert(
    fc.property(nested, nested, fc.constantFrom(undefined, 2), (before, after, indent) => {
      const text = JSON.stringify({ before, 'odd "key"\\': [before], ...own, after }, undefined, indent)
      expect(identify(text)).toEqual(own)
    }),
  )
})

it('refuses text that is no entity', () => {
  for (const text of ['', '{}', '[]', '{"id":1}', '{"nested":{"id":"x"}}']) {
    expect(() => identify(text)).toThrow(RangeError)
  }
})
