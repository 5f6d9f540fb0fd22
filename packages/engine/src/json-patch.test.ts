/** JSON Patch does what RFC 6902 says, and nothing an attacker would like it to. */
import { isProblem, type JsonPatch } from '@waymark/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObject } from './json-body.ts'
import { applyPatch } from './json-patch.ts'

function codeOf(document: unknown, patch: unknown): string {
  try {
    applyPatch(document, patch as JsonPatch) // hostile on purpose
    return 'applied'
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
}

const pointer = (path: readonly string[]) =>
  path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The plainest diff there is: members one by one, arrays as a whole. */
function diff(from: unknown, to: unknown, path: readonly string[] = []): JsonPatch {
  if (!isObject(from) || !isObject(to)) {
    return JSON.stringify(from) === JSON.stringify(to)
      ? []
      : [{ op: 'replace', path: pointer(path), value: to }]
  }
  const patch: JsonPatch = []
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) patch.push({ op: 'remove', path: pointer([...path, key]) })
  }
  for (const [key, value] of Object.entries(to)) {
    if (!Object.hasOwn(from, key)) patch.push({ op: 'add', path: pointer([...path, key]), value })
    else patch.push(...diff(from[key], value, [...path, key]))
  }
  return patch
}

const key = fc.oneof(fc.constantFrom('a', 'b', 'a/b', '~', '', '0', '-'), fc.string({ maxLength: 3 }))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 1.5, 'text'),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

describe('applyPatch', () => {
  it('turns one document into another by their difference', () => {
    const forbidden = /__proto__|constructor|prototype/
    fc.assert(
      fc.property(json.object, json.object, (from, to) => {
        fc.pre(!forbidden.test(JSON.stringify([from, to])))
        const before = structuredClone(from)
        expect(applyPatch(from, diff(from, to))).toEqual(to)
        expect(from).toEqual(before)
      }),
      { numRuns: 5000 },
    )
  })

  it('ends any patch in a result or a problem', () => {
    const path = fc.oneof(
      fc
        .array(fc.oneof(key, fc.constantFrom('0', '1', '-', '99', '01', '__proto__')), { maxLength: 3 })
        .map(pointer),
      fc.string({ maxLength: 5 }),
    )
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'bad'),
        path,
        from: path,
        value: json.value,
      },
      { requiredKeys: ['op', 'path'] },
    )
    fc.assert(
      fc.property(json.object, fc.array(operation, { maxLength: 6 }), (document, patch) => {
        const before = structuredClone(document)
        codeOf(document, patch)
        expect(document).toEqual(before)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    [{ a: [1, 2] }, [{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2] }],
    [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [{ a: [1] }, [{ op: 'add', path: '/a/7', value: 2 }], { a: [1, 2] }],
    [{ a: [1, 2, 3] }, [{ op: 'remove', path: '/a/1' }], { a: [1, 3] }],
    [{ a: 1 }, [{ op: 'replace', path: '/a', value: null }], { a: null }],
    [{ a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
    [{ a: [1, 2] }, [{ op: 'move', from: '/a/0', path: '/a/1' }], { a: [2, 1] }],
    [{ a: { b: 1 } }, [{ op: 'copy', from: '/a', path: '/c' }], { a: { b: 1 }, c: { b: 1 } }],
    [{ 'a/b~c': 1 }, [{ op: 'replace', path: '/a~1b~0c', value: 2 }], { 'a/b~c': 2 }],
    [{ '': 1 }, [{ op: 'test', path: '/', value: 1 }], { '': 1 }],
    [{ a: { b: 1, c: 2 } }, [{ op: 'test', path: '/a', value: { c: 2, b: 1 } }], { a: { b: 1, c: 2 } }],
  ])('%j patched by %j is %j', (document, patch, expected) => {
    expect(applyPatch(document, patch)).toEqual(expected)
  })

  it.each([
    [[{ op: 'test', path: '/a', value: 2 }], 'patch-test-failed'],
    [[{ op: 'test', path: '/nowhere', value: 2 }], 'patch-test-failed'],
    [[{ op: 'remove', path: '/nowhere' }], 'patch-invalid'],
    [[{ op: 'replace', path: '/nowhere', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/nowhere/x', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/a/x', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/list/x', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/list/01', value: 1 }], 'patch-invalid'],
    [[{ op: 'replace', path: '/list/-', value: 1 }], 'patch-invalid'],
    [[{ op: 'remove', path: '' }], 'patch-invalid'],
    [[{ op: 'replace', path: '', value: {} }], 'patch-invalid'],
    [[{ op: 'add', path: 'a', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/a~2', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/a' }], 'patch-invalid'],
    [[{ op: 'add', value: 1 }], 'patch-invalid'],
    [[{ op: 'copy', path: '/b' }], 'patch-invalid'],
    [[{ op: 'copy', from: '', path: '/b' }], 'patch-invalid'],
    [[{ op: 'move', from: '/object', path: '/object/inner' }], 'patch-invalid'],
    [[{ op: 'merge', path: '/a', value: 1 }], 'patch-invalid'],
    [['add'], 'patch-invalid'],
    ['not a list', 'patch-invalid'],
    [[{ op: 'add', path: '/__proto__/polluted', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }], 'patch-invalid'],
    [[{ op: 'add', path: '/b', value: JSON.parse('{"__proto__":{"polluted":1}}') }], 'json-invalid'],
    [[{ op: 'add', path: '/b', value: '\u0000' }], 'json-invalid'],
    [Array.from({ length: 501 }, () => ({ op: 'test', path: '/a', value: 1 })), 'patch-invalid'],
  ])('%j is refused', (patch, code) => {
    expect(codeOf({ a: 1, list: [1], object: {} }, patch)).toBe(code)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('stops a document that doubles itself', () => {
    const patch = Array.from({ length: 60 }, (_, at) => ({
      op: 'copy',
      from: `/x${at}`,
      path: `/x${at + 1}/-`,
    }))
    const seeds = Object.fromEntries(Array.from({ length: 61 }, (_, at) => [`x${at}`, ['seed '.repeat(100)]]))
    const doubling = patch.flatMap((operation) => [operation, operation])
    expect(codeOf(seeds, doubling)).toBe('too-large')
  })
})
