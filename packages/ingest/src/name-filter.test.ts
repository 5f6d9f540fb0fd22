/** What passes a filter, and what a pattern that cannot be used says. */
import { describe, expect, it } from 'vitest'
import { compileFilter } from './name-filter.ts'

describe('a filter', () => {
  it.each([
    ['lets everything pass without patterns', {}, 'anything', undefined],
    ['matches from the start, without regard to case', { includes: ['PUB'] }, 'public', undefined],
    ['does not match in the middle', { includes: ['blic'] }, 'public', "not included by 'blic'"],
    [
      'matches whole names when the pattern says so',
      { includes: ['^public$'] },
      'public2',
      "not included by '^public$'",
    ],
    ['lets excludes win', { includes: ['.*'], excludes: ['tmp_'] }, 'tmp_x', "excluded by 'tmp_'"],
    ['needs one of several includes', { includes: ['a', 'b'] }, 'c', 'not included by any of 2 patterns'],
    ['handles names that hold dots and emoji', { includes: ['.+🚀$'] }, 'a.b🚀', undefined],
  ])('%s', (_title, pattern, name, expected) => {
    expect(compileFilter(pattern).rejects(name)).toBe(expected)
  })

  it('takes a pattern that would take a backtracking engine ages, in linear time', () => {
    expect(compileFilter({ includes: ['(a+)+$'] }).rejects(`${'a'.repeat(3000)}!`)).toBeDefined()
  })

  it.each([
    ['^(?!pg_).*', "Put what must not match into 'excludes' instead of '(?!…)'."],
    ['*_tmp', "Write '.*_tmp' to match any name."],
    ['(unclosed', "'(unclosed' is not a regular expression: missing closing )."],
  ])('explains why %s cannot be used', (pattern, sentence) => {
    expect(() => compileFilter({ excludes: ['ok', pattern] })).toThrow(sentence)
    expect(() => compileFilter({ excludes: ['ok', pattern] })).toThrow(
      expect.objectContaining({ list: 'excludes', index: 1 }),
    )
  })
})
