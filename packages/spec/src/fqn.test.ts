/** Fully qualified names come apart into the names they were built of, whatever those hold. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFqn, childFqn, FQN_MAX_LENGTH, parentFqn, quoteName, splitFqn, unquoteName } from './fqn.ts'
import { isProblem } from './problems.ts'

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
  fc
    .array(fc.constantFrom('.', '"', 'a', ' ', '/', '😀'), { minLength: 1, maxLength: 8 })
    .map((all) => all.join('')),
)

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    if (isProblem(error)) return error.code
    throw error
  }
  return undefined
}

describe('fully qualified names', () => {
  it('split into the names they were built of', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        expect(splitFqn(buildFqn(...names))).toEqual(names)
      }),
      { numRuns: 10_000 },
    )
  })

  it('differ when their names differ', () => {
    const names = fc.array(name, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(names, names, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(buildFqn(...one) === buildFqn(...other)).toBe(same)
      }),
      { numRuns: 10_000 },
    )
  })

  it('have the parent they were built on', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 2, maxLength: 5 }), (names) => {
        expect(parentFqn(buildFqn(...names))).toBe(buildFqn(...names.slice(0, -1)))
      }),
    )
    expect(parentFqn('service')).toBeUndefined()
  })

  it('quote as OpenMetadata does', () => {
    expect(buildFqn('svc', 'a.b', 'c"d', 'plain name')).toBe('svc."a.b"."c""d".plain name')
    expect(unquoteName(quoteName('a.b'))).toBe('a.b')
    expect(unquoteName('"')).toBe('"')
  })

  it('end any text in names or a problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '"', 'a') }), (text) => {
        const code = codeOf(() => splitFqn(text))
        if (code === undefined) expect(splitFqn(buildFqn(...splitFqn(text)))).toEqual(splitFqn(text))
        else expect(code).toBe('name-invalid')
      }),
    )
    for (const text of ['', '.', 'a.', '.a', 'a..b', '"a', '"a"b', '"a".', '""', 'a.""']) {
      expect(codeOf(() => splitFqn(text))).toBe('name-invalid')
    }
  })

  it('are refused when they get too long', () => {
    expect(childFqn(undefined, 'x'.repeat(FQN_MAX_LENGTH))).toHaveLength(FQN_MAX_LENGTH)
    expect(codeOf(() => childFqn(undefined, 'x'.repeat(FQN_MAX_LENGTH + 1)))).toBe('name-too-long')
    expect(codeOf(() => childFqn('svc', 'x'.repeat(FQN_MAX_LENGTH)))).toBe('name-too-long')
    expect(codeOf(() => buildFqn())).toBe('name-invalid')
  })
})
