import { expect, test } from 'vitest'
import { isNullable, keysByColumn, keysOf } from './keys.ts'

const keys = keysByColumn([
  { constraintType: 'PRIMARY_KEY', columns: ['id', 'line'] },
  { constraintType: 'UNIQUE', columns: ['code'] },
  {
    constraintType: 'FOREIGN_KEY',
    columns: ['customer_id', 'region'],
    referredColumns: ['pg.shop.public.customers.id', 'pg.shop."geo.data".regions.code'],
  },
  { constraintType: 'FOREIGN_KEY', columns: ['customer_id'], referredColumns: ['pg.shop.crm.people.id'] },
  { constraintType: 'FOREIGN_KEY', columns: ['broken'], referredColumns: [] },
])

test('a primary key of two columns marks both', () => {
  expect(keys.get('id')?.primary).toBe(true)
  expect(keys.get('line')?.primary).toBe(true)
  expect(keys.get('code')).toMatchObject({ primary: false, unique: true })
})

test('foreign keys lead to their tables column by column, also two from one column', () => {
  expect(keys.get('customer_id')?.targets.map(({ tableFqn }) => tableFqn)).toEqual([
    'pg.shop.public.customers',
    'pg.shop.crm.people',
  ])
  expect(keys.get('region')?.targets).toEqual([
    { tableFqn: 'pg.shop."geo.data".regions', table: 'regions', column: 'code' },
  ])
  expect(keys.has('broken')).toBe(false)
})

test('nullability is told only when it is known', () => {
  const of = (name: string, constraint?: string) => {
    const column = { name, dataType: 'INT', ...(constraint ? { constraint } : {}) }
    return isNullable(column, keysOf(column, keys))
  }
  expect(of('id')).toBe(false)
  expect(of('x', 'NOT_NULL')).toBe(false)
  expect(of('x', 'NULL')).toBe(true)
  expect(of('x')).toBeUndefined()
  expect(of('x', 'PRIMARY_KEY')).toBe(false)
})
