import type { Column } from '@waymark/spec'
import { expect, test } from 'vitest'
import type { Asset } from './asset.ts'
import { assetDescription, columnDescription } from './editable-text.ts'

const column = (name: string, above = 't', children?: Column[]): Column => ({
  name,
  dataType: children ? 'STRUCT' : 'INT',
  fullyQualifiedName: `${above}.${name}`,
  ...(children ? { children } : {}),
})

const table = {
  id: 'x',
  name: 't',
  fullyQualifiedName: 't',
  version: 0.1,
  updatedAt: 0,
  updatedBy: 'ada',
  columns: [column('a'), column('b', 't', [column('x', 't.b'), column('y', 't.b')]), column('bb')],
} as Asset

test('a nested column is changed by its path, guarded by its name', () => {
  const text = columnDescription('t.b.y', 'y')
  expect(text.patch(table, 'new')).toEqual([
    { op: 'test', path: '/columns/1/children/1/name', value: 'y' },
    { op: 'add', path: '/columns/1/children/1/description', value: 'new' },
  ])
  const changed = text.write(table, 'new')
  expect(text.read(changed)).toBe('new')
  expect(text.read(table)).toBe('')
  expect(columnDescription('t.b.x', 'x').read(changed)).toBe('')
})

test('a column that is gone reads as undefined and yields no operation', () => {
  const text = columnDescription('t.gone', 'gone')
  expect(text.read(table)).toBeUndefined()
  expect(text.patch(table, 'new')).toEqual([])
  expect(text.write(table, 'new')).toBe(table)
})

test('the description of the asset itself is one operation', () => {
  expect(assetDescription.patch(table, 'd')).toEqual([{ op: 'add', path: '/description', value: 'd' }])
  expect(assetDescription.read(assetDescription.write(table, 'd'))).toBe('d')
})
