import { isProblem } from '@waymark/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from './query-syntax.ts'

const word = (...words: string[]) => ({ kind: 'words', words, prefix: true })

describe('parseQuery', () => {
  it.each([
    ['', { kind: 'everything' }],
    ['*', { kind: 'everything' }],
    ['orders', word('orders')],
    ['dim_customer', word('dim', 'customer')],
    ['a b', { kind: 'all', of: [word('a'), word('b')] }],
    ['a AND b', { kind: 'all', of: [word('a'), word('b')] }],
    ['a OR b c', { kind: 'any', of: [word('a'), { kind: 'all', of: [word('b'), word('c')] }] }],
    ['-a', { kind: 'not', of: word('a') }],
    ['NOT (a OR b)', { kind: 'not', of: { kind: 'any', of: [word('a'), word('b')] } }],
    ['"net load"', { kind: 'phrase', words: ['net', 'load'] }],
    ['"never closed', { kind: 'phrase', words: ['never', 'closed'] }],
    ['name:orders', { ...word('orders'), scope: 'A' }],
    ['name.keyword:orders', { kind: 'equals', field: 'name.keyword', values: ['orders'] }],
    ['+a -b', { kind: 'all', of: [word('a'), { kind: 'not', of: word('b') }] }],
    ['a && (b || c)', { kind: 'all', of: [word('a'), { kind: 'any', of: [word('b'), word('c')] }] }],
    ['ordres~', { kind: 'fuzzy', word: 'ordres' }],
    ['orders^2.5', { ...word('orders'), boost: 2.5 }],
    ['updatedAt:[10 TO 20}', { kind: 'range', field: 'updatedAt', bounds: { gte: '10', lt: '20' } }],
    ['updatedAt:[* TO now-7d]', { kind: 'range', field: 'updatedAt', bounds: { lte: 'now-7d' } }],
    ['updatedAt:>=10', { kind: 'range', field: 'updatedAt', bounds: { gte: '10' } }],
    [
      'serviceType:(Postgres OR Mysql)',
      {
        kind: 'any',
        of: ['Postgres', 'Mysql'].map((value) => ({ kind: 'equals', field: 'serviceType', values: [value] })),
      },
    ],
    ['email:a\\*b', { kind: 'equals', field: 'email', values: ['a*b'] }],
    ['_exists_:owners', { kind: 'exists', field: 'owners' }],
    ['load^', word('load')],
    ['email.keyword:"ada@x.example"', { kind: 'equals', field: 'email.keyword', values: ['ada@x.example'] }],
    ['owner:*', { kind: 'exists', field: 'owner' }],
    // The 0.13 client looks tables up like this (recorded).
    [
      'fullyQualifiedName:svc.*.schema.t',
      { kind: 'wildcard', field: 'fullyQualifiedName', pattern: 'svc.*.schema.t' },
    ],
    [
      'fullyQualifiedName:svc."a.b".s.*',
      { kind: 'wildcard', field: 'fullyQualifiedName', pattern: 'svc."a.b".s.*' },
    ],
    ['https://x.example/a', word('https', 'x', 'example', 'a')],
    ['sales) OR', word('sales')],
    ['cust*', word('cust')],
    // Marks alone say nothing, also where one of several words is enough.
    ['a & b', { kind: 'all', of: [word('a'), word('b')] }],
    ['c*st', { kind: 'wildcard', field: 'name', pattern: 'c*st' }],
  ])('reads %j', (q, expected) => {
    expect(parseQuery(q)).toEqual(expected)
  })

  it('takes marks among words for nothing, where one of the words is enough', () => {
    expect(parseQuery('a & b', { operator: 'or' })).toEqual({ kind: 'any', of: [word('a'), word('b')] })
    expect(parseQuery('a AND - b', { operator: 'or' })).toEqual({ kind: 'all', of: [word('a'), word('b')] })
    expect(parseQuery('a *', { operator: 'or' })).toEqual({
      kind: 'any',
      of: [word('a'), { kind: 'everything' }],
    })
  })

  it('refuses a regular expression, which would be looked for letter by letter', () => {
    expect(() => parseQuery('name:/ord.*s/')).toThrow(/no regular expressions/)
    expect(parseQuery('fullPath:/srv/orders/')).toEqual({
      kind: 'equals',
      field: 'fullPath',
      values: ['/srv/orders/'],
    })
  })

  it('ends on any input, with a condition or a problem that names the parameter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (q) => {
        try {
          expect(parseQuery(q).kind).toBeTypeOf('string')
        } catch (error) {
          expect(isProblem(error, 'parameter-invalid')).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['nesting', `${'('.repeat(50)}a`],
    ['length', 'a'.repeat(5000)],
    ['terms', 'a '.repeat(200)],
  ])('refuses more %s than people write', (_what, q) => {
    expect(() => parseQuery(q)).toThrow(/Parameter 'q'/)
  })
})
