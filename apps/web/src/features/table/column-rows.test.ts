import type { Column } from '@waymark/spec'
import { expect, test } from 'vitest'
import { columnRows, countColumns } from './column-rows.ts'

const columns: Column[] = [
  { name: 'id', dataType: 'INT', fullyQualifiedName: 't.id' },
  {
    name: 'address',
    dataType: 'STRUCT',
    fullyQualifiedName: 't.address',
    children: [
      {
        name: 'city',
        dataType: 'VARCHAR',
        fullyQualifiedName: 't.address.city',
        description: 'Where they live',
      },
      { name: 'zip', dataType: 'VARCHAR', fullyQualifiedName: 't.address.zip' },
    ],
  },
  { name: 'note', dataType: 'TEXT', fullyQualifiedName: 't.note' },
]
const names = (filter: string, closed: string[] = []) =>
  columnRows(columns, filter, new Set(closed)).map(({ depth, column }) => `${depth} ${column.name}`)

test('structs are open until closed', () => {
  expect(names('')).toEqual(['0 id', '0 address', '1 city', '1 zip', '0 note'])
  expect(names('', ['t.address'])).toEqual(['0 id', '0 address', '0 note'])
})

test('a filter keeps the way to what it finds, also inside a closed struct', () => {
  expect(names('city', ['t.address'])).toEqual(['0 address', '1 city'])
  expect(names('LIVE where')).toEqual(['0 address', '1 city'])
  expect(names('text')).toEqual(['0 note'])
  expect(names('nothing')).toEqual([])
})

test('all columns count, nested ones too', () => {
  expect(countColumns(columns)).toBe(5)
})
