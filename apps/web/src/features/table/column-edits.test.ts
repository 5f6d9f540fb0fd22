import type { TagLabel } from '@waymark/spec'
import { expect, test } from 'vitest'
import type { Asset } from '../asset/asset.ts'
import { applied, editsOf, patchOf, reversed, stillValid } from './column-edits.ts'

const tag = (tagFQN: string): TagLabel => ({
  tagFQN,
  source: 'Classification',
  labelType: 'Manual',
  state: 'Confirmed',
})
const table = {
  id: '1',
  name: 't',
  fullyQualifiedName: 't',
  version: 1,
  updatedAt: 0,
  updatedBy: 'ada',
  columns: [
    { name: 'a', dataType: 'INT', fullyQualifiedName: 't.a', description: 'A', tags: [tag('PII.None')] },
    {
      name: 's',
      dataType: 'STRUCT',
      fullyQualifiedName: 't.s',
      children: [{ name: 'x', dataType: 'INT', fullyQualifiedName: 't.s.x' }],
    },
  ],
} as Asset
const all = new Set(['t.a', 't.s', 't.s.x'])

test('only what would change is changed', () => {
  const describe = (onlyMissing: boolean) =>
    editsOf(table, all, { kind: 'describe', text: 'New', onlyMissing }).map(({ fqn }) => fqn)
  expect(describe(true)).toEqual(['t.s', 't.s.x'])
  expect(describe(false)).toEqual(['t.a', 't.s', 't.s.x'])
  const add = editsOf(table, new Set(['t.a', 't.s']), { kind: 'addTags', tags: [tag('PII.None')] })
  expect(add.map(({ fqn }) => fqn)).toEqual(['t.s'])
  expect(editsOf(table, all, { kind: 'removeTags', tags: [tag('PII.None')] })).toMatchObject([
    { fqn: 't.a', after: [] },
  ])
})

test('the patch names each place with a check, also inside a struct', () => {
  const edits = editsOf(table, new Set(['t.s.x']), { kind: 'describe', text: 'X', onlyMissing: false })
  expect(patchOf(table, edits)).toEqual([
    { op: 'test', path: '/columns/1/children/0/name', value: 'x' },
    { op: 'add', path: '/columns/1/children/0/description', value: 'X' },
  ])
})

test('what is taken back is as it was, and what others changed meanwhile is told apart', () => {
  const edits = editsOf(table, all, { kind: 'addTags', tags: [tag('Money.Amount')] })
  const after = applied(table, edits)
  expect(stillValid(table, edits).stale).toEqual([])
  expect(stillValid(after, edits).valid).toEqual([])
  const back = applied(after, reversed(edits))
  expect(editsOf(back, all, { kind: 'removeTags', tags: [tag('Money.Amount')] })).toEqual([])
  const theirs = applied(
    table,
    editsOf(table, new Set(['t.a']), { kind: 'addTags', tags: [tag('PII.Sensitive')] }),
  )
  expect(stillValid(theirs, edits).stale.map(({ fqn }) => fqn)).toEqual(['t.a'])
})
