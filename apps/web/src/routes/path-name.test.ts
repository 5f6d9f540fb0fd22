import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromPathName, toPathName } from './path-name.ts'

test('every name comes back, and travels without characters that proxies change', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const written = toPathName(name)
      expect(fromPathName(written)).toBe(name)
      expect(written).not.toMatch(/[/\\%]/)
    }),
  )
  expect(toPathName('a/b\\c%d~e')).toBe('a~2Fb~5Cc~25d~7Ee')
  expect(fromPathName(toPathName('~2F'))).toBe('~2F')
})

test('names that were written without it are kept', () => {
  expect(fromPathName('svc.db."a/b".~x')).toBe('svc.db."a/b".~x')
})
