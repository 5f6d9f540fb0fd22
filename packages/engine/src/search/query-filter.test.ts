import { describe, expect, it } from 'vitest'
import { parseQueryFilter } from './query-filter.ts'

describe('parseQueryFilter', () => {
  it('reads the bool query of the 1.13 lineage run', () => {
    const filter = {
      query: {
        bool: {
          must: [
            { term: { 'service.name.keyword': 'prod-pg' } },
            { bool: { must_not: [{ exists: { field: 'x' } }] } },
          ],
          should: [{ exists: { field: 'schemaDefinition' } }, { term: { tableType: 'View' } }],
          minimum_should_match: 1,
        },
      },
    }
    expect(parseQueryFilter(filter)).toEqual({
      kind: 'all',
      of: [
        { kind: 'equals', field: 'service.name.keyword', values: ['prod-pg'] },
        { kind: 'not', of: { kind: 'exists', field: 'x' } },
        {
          kind: 'any',
          of: [
            { kind: 'exists', field: 'schemaDefinition' },
            { kind: 'equals', field: 'tableType', values: ['View'] },
          ],
        },
      ],
    })
  })

  it('treats should beside must as optional, as Elasticsearch does', () => {
    expect(parseQueryFilter({ bool: { must: { term: { a: 1 } }, should: [{ term: { b: 2 } }] } })).toEqual({
      kind: 'equals',
      field: 'a',
      values: ['1'],
    })
  })

  it('knows the operators of simple_query_string', () => {
    const word = (text: string) => ({ kind: 'words', words: [text], prefix: true })
    const read = (query: string) => parseQueryFilter({ simple_query_string: { query } })
    expect(read('a + b')).toEqual({ kind: 'all', of: [word('a'), word('b')] })
    expect(read('a|b')).toEqual({ kind: 'any', of: [word('a'), word('b')] })
    expect(read('"a | b"')).toEqual({ kind: 'phrase', words: ['a', 'b'] })
  })

  it('takes an empty filter for everything', () => {
    expect(parseQueryFilter({})).toEqual({ kind: 'everything' })
  })

  it.each([
    ['a script', { query: { script: { source: 'x' } } }, /'script' is not supported/],
    ['a prototype member', { query: { constructor: {} } }, /'constructor' is not supported/],
    ['a list', [], /an object/],
    ['an object as value', { term: { a: { value: {} } } }, /term\.a/],
  ])('refuses %s and names it', (_what, filter, message) => {
    expect(() => parseQueryFilter(filter)).toThrow(message)
  })

  it('refuses nesting that no client sends', () => {
    let filter: unknown = { match_all: {} }
    for (let depth = 0; depth < 40; depth += 1) filter = { bool: { must: [filter] } }
    expect(() => parseQueryFilter(filter)).toThrow(/at most 1000 clauses, 20 deep/)
  })
})
