/** Formulas of charts: what they count, what they make of it, and where one that cannot be read is wrong. */
import { describe, expect, it } from 'vitest'
import { parseFormula } from './chart-formula.ts'

describe('a formula', () => {
  it('names what is to be counted, in the order of its values', () => {
    const { measures, evaluate } = parseFormula(
      "(count(k='id.keyword',q='hasDescription: 1')/count(k='id.keyword'))*100",
    )
    expect(measures).toEqual([
      { function: 'count', field: 'id.keyword', query: 'hasDescription: 1' },
      { function: 'count', field: 'id.keyword' },
    ])
    expect(evaluate([3, 12])).toBe(25)
    expect(evaluate([3, 0])).toBe(0)
    expect(evaluate([])).toBe(0)
  })

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 2 / 2', 2],
    ['8 - 2 - 2', 4],
    ['-2 * -3', 6],
    ['1.5 * 2', 3],
  ])('%s is %d', (formula, value) => {
    expect(parseFormula(formula).evaluate([])).toBe(value)
  })

  it.each([
    ['', 'at 0'],
    ['1 +', 'at 3'],
    ['(1', 'at 2'],
    ['1 2', 'at 1'],
    ["median(k='x')", "'median(k='x')' at 0"],
    ["count(k='x'", "'count(k='x'' at 0"],
    ['1 ; drop', "' ; drop' at 1"],
    ['('.repeat(60), 'at 51'],
  ])('%s is refused where it cannot be read', (formula, where) => {
    expect(() => parseFormula(formula)).toThrow(where)
  })
})
