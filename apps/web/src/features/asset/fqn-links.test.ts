import { expect, test } from 'vitest'
import type { Asset } from './asset.ts'
import { breadcrumbs, columnAddress, columnPathIn, lastPart } from './fqn-links.ts'

const id = '00000000-0000-4000-8000-000000000000'
const base = { id, version: 0.1, updatedAt: 0, updatedBy: 'ada' }

test('breadcrumbs run from the service to the schema', () => {
  const table: Asset = {
    ...base,
    name: 'orders',
    fullyQualifiedName: 'pg.shop."a.b".orders',
    service: { id, type: 'databaseService', name: 'pg', fullyQualifiedName: 'pg' },
    database: { id, type: 'database', name: 'shop', fullyQualifiedName: 'pg.shop' },
    databaseSchema: { id, type: 'databaseSchema', fullyQualifiedName: 'pg.shop."a.b"' },
  }
  expect(breadcrumbs(table)).toEqual([
    { type: 'databaseService', fqn: 'pg', name: 'pg' },
    { type: 'database', fqn: 'pg.shop', name: 'shop' },
    { type: 'databaseSchema', fqn: 'pg.shop."a.b"', name: 'a.b' },
  ])
  expect(breadcrumbs({ ...base, name: 'pg', fullyQualifiedName: 'pg' })).toEqual([])
})

test('a column name leads to its table, quotes and all', () => {
  expect(columnAddress('pg.shop.public.customers.id')).toEqual({
    tableFqn: 'pg.shop.public.customers',
    table: 'customers',
    column: 'id',
  })
  expect(columnAddress('pg.shop."a.b"."say ""hi"""."x/y"')).toEqual({
    tableFqn: 'pg.shop."a.b"."say ""hi"""',
    table: 'say "hi"',
    column: 'x/y',
  })
  expect(columnAddress('id')).toBeUndefined()
  expect(columnAddress('a."unclosed')).toBeUndefined()
})

test('a nested column is named by its path inside the table', () => {
  expect(columnPathIn('s.d.c.t', 's.d.c.t.address."zip.code"')).toBe('address.zip.code')
  expect(columnPathIn('s.d.c.t', 'other.column')).toBe('other.column')
  expect(lastPart('a."b.c"')).toBe('b.c')
  expect(lastPart('a."b')).toBe('a."b')
})
