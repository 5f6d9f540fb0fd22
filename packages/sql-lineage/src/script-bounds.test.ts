/** Texts that are wide, deep, broken or hostile, for the dialects that this package reads itself: always an answer, soon, and never an exception. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from './known-for-tests.ts'
import { dialects, type ReadDialect } from './reader/dialect.ts'
import { createScriptLineage } from './script-lineage.ts'

const names = Object.keys(dialects) as ReadDialect[] // the keys of the record are its dialects
const tsql = createScriptLineage('tsql')

const pieces =
  'select from where ( ) , ; with as insert into update set delete merge using when matched then case end union all join on a.x b "q" \'s\' [b] `c` 1 = * . :: : -> $$ @v @ # begin if else declare cursor for fetch create table view procedure pivot values lateral flatten over partition by order'.split(
    ' ',
  )

describe('whatever the text', () => {
  test('there is an answer for any characters in every dialect', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...names), (sql, name) => {
        const lineage = createScriptLineage(name)
        expect(Array.isArray(lineage.ofStatement(sql, known))).toBe(true)
        expect(lineage.ofView(sql, known).columns).toBeDefined()
      }),
      { numRuns: 500 },
    )
  })

  test('there is an answer for any words of SQL, and every origin is a known column of a table that is listed as read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.constantFrom(...names),
        (words, name) => {
          for (const result of createScriptLineage(name).ofStatement(words.join(' '), known)) {
            const read = result.sources.map(({ schema, table }) => `${schema}.${table}`)
            for (const { from } of result.columns)
              for (const { schema, table } of from) expect(read).toContain(`${schema}.${table}`)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('limits', () => {
  const longest = 5_000
  const timed = (sql: string): string => {
    const started = performance.now()
    const results = tsql.ofStatement(sql, known)
    expect(performance.now() - started).toBeLessThan(longest)
    return results.flatMap(({ notUnderstood }) => notUnderstood).join(' ')
  }

  test('a chain of common tables that doubles its columns ends with a reason', () => {
    const steps = Array.from({ length: 40 }, (_, n) => `c${n + 1} as (select l.*, r.* from c${n} l, c${n} r)`)
    expect(timed(`with c0 as (select * from a), ${steps.join(', ')} select * from c40`)).toContain('columns')
  })

  test('parentheses and subqueries beyond the limit are refused with the place', () => {
    expect(timed(`select ${'('.repeat(5000)}1${')'.repeat(5000)}`)).toContain('nest deeper')
    expect(timed(`${'select * from ('.repeat(300)}select 1 as x from a${') q'.repeat(300)}`)).toContain(
      'nest deeper',
    )
  })

  test('a text of many megabytes is refused, a long one is read', () => {
    expect(timed('x'.repeat(5_000_000))).toContain('at most')
    expect(
      timed(`select id from a where x in (${Array.from({ length: 100_000 }, (_, n) => n).join(', ')})`),
    ).toBe('')
    expect(timed('select id from a; '.repeat(5_000))).toBe('')
  })

  test('a long sum and a long union cost no stack', () => {
    expect(timed(`select ${Array.from({ length: 20_000 }, () => 'x').join(' + ')} as s from a`)).toBe('')
    expect(timed(Array.from({ length: 3_000 }, () => 'select id from a').join(' union all '))).toBe('')
  })
})
