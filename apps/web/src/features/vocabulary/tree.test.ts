import { expect, test } from 'vitest'
import { idsAbove, mayMove, rowAfterKey, rowsOf, termsBelow } from './tree.ts'
import { familyOf, type Term } from './vocabulary.ts'

const term = (name: string, parent?: string): Term => ({
  id: name,
  name,
  fullyQualifiedName: `g.${name}`,
  version: 0.1,
  updatedAt: 0,
  updatedBy: 'ada',
  ...(parent ? { parent: { id: parent, type: 'glossaryTerm' } } : {}),
})
const terms = [term('z'), term('b', 'a'), term('a'), term('c', 'b'), term('d', 'a'), term('lost', 'hidden')]
const names = (open: string[]) =>
  rowsOf(termsBelow(terms), new Set(open)).map(({ term: { name }, depth }) => `${depth} ${name}`)

test('rows stand in order, and below what is open', () => {
  expect(names([])).toEqual(['1 a', '1 lost', '1 z'])
  expect(names(['a', 'b'])).toEqual(['1 a', '2 b', '3 c', '2 d', '1 lost', '1 z'])
})

test('nothing goes below itself, nor to where it is', () => {
  expect(idsAbove(terms, 'c')).toEqual(['a', 'b'])
  expect(mayMove(terms, 'a', 'c')).toBe(false)
  expect(mayMove(terms, 'a', 'a')).toBe(false)
  expect(mayMove(terms, 'b', 'a')).toBe(false)
  expect(mayMove(terms, 'a', undefined)).toBe(false)
  expect(mayMove(terms, 'c', undefined)).toBe(true)
  expect(mayMove(terms, 'z', 'c')).toBe(true)
})

test('keys walk through what is in sight; the family stands above the first row', () => {
  const rows = rowsOf(termsBelow(terms), new Set(['a', 'b']))
  expect(rowAfterKey(rows, 2, 'ArrowLeft')).toBe(1)
  expect(rowAfterKey(rows, 0, 'ArrowLeft')).toBe(-1)
  expect(rowAfterKey(rows, 0, 'ArrowUp')).toBe(-1)
  expect(rowAfterKey(rows, 5, 'ArrowDown')).toBe(5)
  expect(rowAfterKey(rows, 2, 'x')).toBeUndefined()
})

test('a family is the first part of every name, quoted where it has to be', () => {
  expect(familyOf('energy.baseload')).toBe('energy')
  expect(familyOf('"a.b ""c""".d."e.f"')).toBe('"a.b ""c"""')
  expect(familyOf('"broken')).toBe('"broken')
})
