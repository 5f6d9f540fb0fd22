import type { CustomProperty } from '@waymark/spec'
import { expect, test } from 'vitest'
import { draftOf, indexesOf, linkOf, valueIn, withValue } from './custom-properties.ts'

type Config = NonNullable<CustomProperty['customPropertyConfig']>['config']

const property = (type: string, config?: Config): CustomProperty => ({
  name: 'p',
  description: '',
  propertyType: { id: 'b0a4b7f2-0000-4000-8000-000000000000', type: 'type', name: type },
  ...(config === undefined ? {} : { customPropertyConfig: { config } }),
})

const values: readonly (readonly [CustomProperty, unknown])[] = [
  [property('string'), 'a text'],
  [property('markdown'), 'two\n\nparts'],
  [property('integer'), 42],
  [property('number'), -1.5],
  [property('timestamp'), Date.parse('2026-01-31T08:00')],
  [property('timeInterval'), { start: Date.parse('2026-01-31T08:00'), end: Date.parse('2026-02-28T18:30') }],
  [property('enum', { values: ['low', 'high'], multiSelect: true }), ['low', 'high']],
  [property('hyperlink-cp'), { url: 'https://example.com/a', displayText: 'The page' }],
  [property('hyperlink-cp'), { url: 'https://example.com/a' }],
  [
    property('table-cp', { columns: ['key', 'value'] }),
    {
      columns: ['key', 'value'],
      rows: [
        { key: 'a', value: 'b c' },
        { key: 'd', value: '' },
      ],
    },
  ],
]

test('every value comes back from a form as it was', () => {
  for (const [of, value] of values) expect(valueIn(of, draftOf(of, value))).toEqual(value)
})

test('an empty form unsets a property, and what is no number is said at once', () => {
  for (const [of] of values) expect(valueIn(of, ' ')).toBeUndefined()
  expect(draftOf(property('string'), undefined)).toBe('')
  expect(() => valueIn(property('integer'), 'many')).toThrow('not a number')
  expect(() => valueIn(property('timeInterval'), 'today')).toThrow('slash')
})

test('one property is set or unset, and the others stay', () => {
  expect(withValue({ a: 1, b: 2 }, 'a', 3)).toEqual({ a: 3, b: 2 })
  expect(withValue({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
})

test('only addresses of the web become links', () => {
  expect(linkOf({ url: 'https://example.com' })).toEqual({
    url: 'https://example.com',
    text: 'https://example.com',
  })
  expect(linkOf({ url: 'javascript:alert(1)', displayText: 'x' })).toBeUndefined()
})

test('references are looked for among the types that the property names', () => {
  expect(indexesOf(property('entityReference', ['user', 'databaseSchema']))).toBe(
    'user_search_index,database_schema_search_index',
  )
  expect(indexesOf(property('entityReference'))).toBe('all')
})
