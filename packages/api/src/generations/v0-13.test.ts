import { entityDefinitions, type JsonPatch, Table } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { shapedLike } from './decide.ts'
import { newestGeneration, withoutNulls } from './generation.ts'
import { generation0_13 } from './v0-13.ts'
import { rules0_13 } from './v0-13-rules.ts'

const baseUrl = 'http://localhost:8585'
const owner = { id: '6ee1c0f1-0000-4000-8000-000000000001', type: 'user' }
const tag = { tagFQN: 'PII.None', source: 'Classification', labelType: 'Manual', state: 'Confirmed' }

/** What one side has, and what the other side gets; each pair holds in both directions. */
const pairs: [string, string, Record<string, unknown>, Record<string, unknown>][] = [
  ['an owner', 'table', { owners: [owner] }, { owner }],
  ['a view', 'table', { schemaDefinition: 'select 1' }, { viewDefinition: 'select 1' }],
  ['a tag', 'table', { tags: [tag] }, { tags: [{ ...tag, source: 'Tag' }] }],
  [
    'a tag on a nested column',
    'table',
    { columns: [{ name: 'a', dataType: 'STRUCT', children: [{ name: 'b', dataType: 'INT', tags: [tag] }] }] },
    {
      columns: [
        {
          name: 'a',
          dataType: 'STRUCT',
          children: [{ name: 'b', dataType: 'INT', tags: [{ ...tag, source: 'Tag' }] }],
        },
      ],
    },
  ],
  [
    'a partition',
    'table',
    {
      tablePartition: {
        columns: [{ columnName: 'd', intervalType: 'TIME-UNIT', interval: 'day' }],
        intervalType: 'TIME-UNIT',
        interval: 'day',
      },
    },
    { tablePartition: { columns: ['d'], intervalType: 'TIME-UNIT', interval: 'day' } },
  ],
  [
    'a password of PostgreSQL',
    'databaseService',
    { connection: { config: { type: 'Postgres', username: 'u', authType: { password: 'p' } } } },
    { connection: { config: { type: 'Postgres', username: 'u', password: 'p' } } },
  ],
  [
    'a password of another source',
    'databaseService',
    { connection: { config: { type: 'Mssql', username: 'u', password: 'p' } } },
    { connection: { config: { type: 'Mssql', username: 'u', password: 'p' } } },
  ],
  [
    'a rule of a policy',
    'policy',
    { rules: [{ name: 'r', effect: 'allow', operations: ['EditOwners', 'EditTags'], resources: ['All'] }] },
    { rules: [{ name: 'r', effect: 'allow', operations: ['EditOwner', 'EditTags'], resources: ['All'] }] },
  ],
  ['an owner of a team', 'team', { owners: [owner] }, { owner }],
]

const definitionOf = (type: string) => {
  const found = entityDefinitions.find((definition) => definition.type === type)
  if (!found) throw new Error(type)
  return found
}

describe('both ways', () => {
  it.each(pairs)('%s', (_, type, newest, older) => {
    const { schema, createSchema } = definitionOf(type)
    expect(generation0_13.answer(schema, newest, baseUrl)).toEqual(older)
    expect(generation0_13.request(createSchema, older)).toEqual(newest)
  })
})

describe('answers', () => {
  it('of every type hold nothing but members that the models know', () => {
    for (const { label, schema } of entityDefinitions) {
      const everything = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, 'x']))
      const known = rules0_13[label]?.known
      // Test connections came with 1.x: no model of this generation reads them.
      if (label === 'TestConnectionDefinition' || label === 'StoredProcedure') {
        expect(known).toBeUndefined()
        continue
      }
      const answer = generation0_13.answer(schema, everything, baseUrl) as Record<string, unknown>
      expect(Object.keys(answer).filter((name) => !known?.includes(name))).toEqual([])
    }
  })

  it('fill in what the models insist on', () => {
    const pipeline = definitionOf('ingestionPipeline')
    expect(
      generation0_13.answer(pipeline.schema, { name: 'p', pipelineType: 'application' }, baseUrl),
    ).toEqual({
      name: 'p',
      pipelineType: 'metadata',
      openMetadataServerConnection: { hostPort: `${baseUrl}/api`, authProvider: 'openmetadata' },
    })
  })

  it('replace words that the models refuse', () => {
    const columns = [{ name: 'x', dataType: 'TSQUERY', dataTypeDisplay: 'tsquery', arrayDataType: 'INT' }]
    const tableConstraints = [
      { constraintType: 'CLUSTER_KEY', columns: ['x'] },
      { constraintType: 'FOREIGN_KEY', columns: ['x'], referredColumns: ['a.b'] },
    ]
    const answer = generation0_13.answer(
      Table.schema,
      { tableType: 'Stream', columns, tableConstraints },
      baseUrl,
    )
    expect(answer).toEqual({
      tableType: 'Regular',
      columns: [{ name: 'x', dataType: 'VARIANT', dataTypeDisplay: 'tsquery', arrayDataType: 'INT' }],
      tableConstraints: [{ constraintType: 'FOREIGN_KEY', columns: ['x'] }],
    })
  })

  it('of the newest generation are passed on as they are', () => {
    const value = { owners: [owner] }
    expect(newestGeneration.answer(Table.schema, value, baseUrl)).toBe(value)
  })
})

describe('patches', () => {
  const translated = (...patch: JsonPatch) => generation0_13.patch('Table', patch)
  it('name the newest members and lists', () => {
    expect(translated({ op: 'replace', path: '/owner', value: owner })).toEqual([
      { op: 'replace', path: '/owners', value: [owner] },
    ])
    expect(translated({ op: 'remove', path: '/owner' })).toEqual([{ op: 'remove', path: '/owners' }])
    expect(translated({ op: 'move', from: '/viewDefinition', path: '/description' })).toEqual([
      { op: 'move', from: '/schemaDefinition', path: '/description' },
    ])
    expect(translated({ op: 'add', path: '/columns/3/tags/9', value: { ...tag, source: 'Tag' } })).toEqual([
      { op: 'add', path: '/columns/3/tags/-', value: tag },
    ])
  })
})

describe('the shape of a request', () => {
  const table = Table.createSchema
  it.each([
    ['a view definition', { name: 't', viewDefinition: null }, undefined, '0.13'],
    ['one owner', { name: 't', owner: null }, undefined, '0.13'],
    ['owners', { name: 't', owners: [] }, undefined, '1.13'],
    ['a hash', { name: 't', sourceHash: 'x' }, undefined, '1.13'],
    ['many at once', [{ name: 't' }], undefined, '1.13'],
    ['fields=owner', undefined, 'columns,owner', '0.13'],
    ['fields=sourceHash', undefined, 'sourceHash', '1.13'],
    ['nothing telling', { name: 't', columns: [] }, '*', undefined],
  ])('with %s tells the generation', (_, body, fields, id) => {
    expect(shapedLike(table, body, fields)?.id).toBe(id)
  })
})

it('nulls mean nothing was said, at any depth, and lists keep their places', () => {
  expect(withoutNulls({ a: null, b: { c: null, d: [1, null, { e: null }] } })).toEqual({
    b: { d: [1, null, {}] },
  })
  const untouched = { a: [{ b: 1 }] }
  expect(withoutNulls(untouched)).toBe(untouched)
})
