import { describe, expect, it } from 'vitest'
import { testSubject } from './test-subject.ts'

describe('what a test is about', () => {
  it('is a table, or a column of it', () => {
    expect(testSubject('<#E::table::shop.db.public.orders>')).toEqual({
      table: 'shop.db.public.orders',
      column: undefined,
    })
    expect(testSubject('<#E::table::shop.db.public.orders::columns::total>')).toEqual({
      table: 'shop.db.public.orders',
      column: 'total',
    })
  })

  it('stays in one piece when a name has colons', () => {
    expect(testSubject('<#E::table::shop.db.public."a::b"::columns::"c::d">')).toEqual({
      table: 'shop.db.public."a::b"',
      column: '"c::d"',
    })
  })
})
