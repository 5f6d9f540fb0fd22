import { expect, test } from 'vitest'
import { changesOf, readable, summaryOf } from './changes.ts'

test('a version is summed up by its fields', () => {
  expect(summaryOf(undefined)).toBe('Created')
  expect(
    summaryOf({
      fieldsAdded: [{ name: 'tags', newValue: '[{"tagFQN":"PII.Sensitive"}]' }],
      fieldsUpdated: [{ name: 'columns.total.description', oldValue: 'a', newValue: 'b' }],
      fieldsDeleted: [
        { name: 'x', oldValue: 1 },
        { name: 'y', oldValue: 2 },
      ],
    }),
  ).toBe('tags added, columns › total › description changed, x removed and 1 more')
})

test('values are named, not dumped, whether they come as JSON or as its text', () => {
  expect(readable([{ name: 'ada', id: '1' }, { id: '2' }])).toBe('ada, 2')
  expect(readable('[{"tagFQN":"PII.Sensitive"}]')).toBe('PII.Sensitive')
  expect(readable('[not json')).toBe('[not json')
  expect(readable(0)).toBe('0')
  expect(readable(null)).toBe('')
  expect(
    changesOf({ fieldsAdded: [], fieldsUpdated: [], fieldsDeleted: [{ name: 'a', oldValue: true }] }),
  ).toEqual([{ field: 'a', kind: 'removed', before: 'true', after: '' }])
})
