import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonDifference } from './json-difference.ts'

describe('a difference', () => {
  it('names what was added, changed and removed, at any depth', () => {
    const before = { name: 'a', gone: 1, same: [1, { x: 2 }], deep: { keep: true, change: 'x' } }
    const after = { name: 'b', same: [1, { x: 2 }], deep: { keep: true, change: 'y', 'odd/name~': null } }
    expect(jsonDifference(before, after)).toEqual([
      { op: 'replace', path: '/name', value: 'b' },
      { op: 'remove', path: '/gone' },
      { op: 'replace', path: '/deep/change', value: 'y' },
      { op: 'add', path: '/deep/odd~1name~0', value: null },
    ])
  })

  it('replaces a list that differs as a whole, and takes undefined for missing', () => {
    expect(jsonDifference({ a: [1, 2] }, { a: [2], b: undefined })).toEqual([
      { op: 'replace', path: '/a', value: [2] },
    ])
  })

  it('is empty between a value and its copy, and only then', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(fc.property(object, (value) => jsonDifference(value, structuredClone(value)).length === 0))
    fc.assert(
      fc.property(
        object,
        (value) => jsonDifference(value, { ...value, 'not there': 1, [`${1}!`]: 2 }).length > 0,
      ),
    )
  })
})
