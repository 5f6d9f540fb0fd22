import { type TSchema, Type } from '@sinclair/typebox'
import { entityDefinitions, type JsonPatch, Table } from '@waymark/spec'
import { describe, expect, it } from 'vitest'
import { bodyGeneration, habitGeneration, tellingGeneration } from '../decide.ts'
import { newestGeneration, withoutNulls } from '../generation.ts'
import { newestPath } from '../older-paths.ts'
import { rulesOf } from '../translate.ts'
import { generation0_13 } from './generation.ts'
import { shapes0_13 } from './shapes.ts'

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
    'a token of Databricks',
    'databaseService',
    { connection: { config: { type: 'Databricks', hostPort: 'h', authType: { token: 't' } } } },
    { connection: { config: { type: 'Databricks', hostPort: 'h', token: 't' } } },
  ],
  ['a chart', 'dashboard', { sourceUrl: 'https://a', owners: [owner] }, { dashboardUrl: 'https://a', owner }],
  [
    'a term',
    'glossaryTerm',
    { entityStatus: 'Deprecated', relatedTerms: [owner] },
    { status: 'Deprecated', relatedTerms: [owner] },
  ],
  [
    'a target',
    'kpi',
    { metricType: 'PERCENTAGE', targetValue: 80 },
    { metricType: 'PERCENTAGE', targetDefinition: [{ name: 'target', value: '0.8' }] },
  ],
  [
    'what a pipeline profiles',
    'ingestionPipeline',
    {
      sourceConfig: {
        config: {
          type: 'Profiler',
          profileSampleConfig: { sampleConfigType: 'STATIC', config: { profileSample: 20 } },
        },
      },
    },
    {
      sourceConfig: { config: { type: 'Profiler', profileSample: 20 } },
      openMetadataServerConnection: { hostPort: `${baseUrl}/api`, authProvider: 'openmetadata' },
    },
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

/** Members of an older shape that no member of the newest schema and no rule accounts for, parts included. */
function withoutCounterpart(name: string, schema: TSchema, seen = new Set<string>()): string[] {
  const older = shapes0_13.shapes[name]
  if (!older || seen.has(name)) return []
  seen.add(name)
  const rules = rulesOf(shapes0_13, name)
  const properties = (schema.properties ?? {}) as Readonly<Record<string, TSchema>>
  return [...older.known].flatMap((member) => {
    let newest: string | undefined = member
    for (const rule of rules) {
      if ('older' in rule && rule.older === member) newest = rule.newest
      if (rule.kind === 'gone' && rule.members.includes(member)) newest = undefined
      if (rule.kind === 'into' && member in rule.members) newest = rule.newest
      if (rule.kind === 'fill' && rule.member === member) newest = undefined
    }
    if (newest === undefined) return []
    const property = properties[newest]
    if (!property) return [`${name}.${member}`]
    const part = older.parts[member]
    const inner = property.items ?? property
    return typeof part === 'string' && Object.keys(inner.properties ?? {}).length > 0
      ? withoutCounterpart(part, inner, seen)
      : []
  })
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
      const known = shapes0_13.shapes[label]?.known
      if (!known) continue // no client of this generation has a model of it
      const answer = generation0_13.answer(schema, everything, baseUrl) as Record<string, unknown>
      expect(Object.keys(answer).filter((name) => !known.has(name))).toEqual([])
    }
  })

  it('lose no member of the older models without a rule that says so', () => {
    const missing = entityDefinitions.flatMap(({ label, schema }) => withoutCounterpart(label, schema))
    expect(missing).toEqual([])
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

describe('the generation', () => {
  const { createSchema, schema } = Table
  it.each([
    ['a view definition', { name: 't', viewDefinition: null }, '0.13'],
    ['one owner', { name: 't', owner: null }, '0.13'],
    ['owners', { name: 't', owners: [] }, '1.13'],
    ['a hash', { name: 't', sourceHash: 'x' }, '1.13'],
    ['many at once', [{ name: 't' }], '1.13'],
    ['nothing telling', { name: 't', columns: [] }, undefined],
  ])('is told by a body with %s', (_, body, id) => {
    expect(bodyGeneration(createSchema, body)?.id).toBe(id)
  })

  const workflow = 'postgres_metadata (service: shop; v1.13.4.1)'
  it.each([
    ['fields=columns,owner', '/api/v1/tables', '', 'columns,owner', '0.13'],
    ['fields=viewDefinition', '/api/v1/tables', '', 'viewDefinition', '0.13'],
    ['fields=sourceHash', '/api/v1/tables', '', 'sourceHash', '1.13'],
    ['fields=*', '/api/v1/tables', '', '*', undefined],
    ['fields=columns,tags', '/api/v1/tables', '', 'columns,tags', undefined],
    ['a workflow that names its release', '/api/v1/tables', workflow, undefined, '1.13'],
    ['an SDK script', '/api/v1/tables', 'python-requests/2.31', undefined, undefined],
    ['a path that only the older has', '/api/v1/testCase?limit=5', '', undefined, '0.13'],
    ['one that looks like it', '/api/v1/testCases', '', undefined, undefined],
    ['a query of a table', '/api/v1/tables/1/tableQuery', '', undefined, '0.13'],
    ['a path that only the newest has', '/api/v1/dataQuality/testCases', '', undefined, '1.13'],
    ['a bulk call', '/api/v1/tables/bulk?async=false', '', undefined, '1.13'],
  ])('is told by %s', (_, originalUrl, userAgent, fields, id) => {
    const request = { originalUrl, headers: { 'user-agent': userAgent } }
    expect(tellingGeneration(request, fields, schema)?.id).toBe(id)
  })

  it('is guessed from nulls only where the SDKs’ own HTTP library sent them', () => {
    const body = { name: 't', description: null }
    expect(habitGeneration('python-requests/2.31', body)?.id).toBe('0.13')
    expect(habitGeneration('curl/8', body)).toBeUndefined()
    expect(habitGeneration('python-requests/2.31', { name: 't' })).toBeUndefined()
  })
})

describe('addresses', () => {
  it.each([
    [
      '/api/v1/testCase/s.d.p.t.case/testCaseResult',
      '/api/v1/dataQuality/testCases/testCaseResults/s.d.p.t.case',
    ],
    ['/api/v1/testCase?limit=1', '/api/v1/dataQuality/testCases?limit=1'],
    ['/api/v1/testSuite/name/a', '/api/v1/dataQuality/testSuites/name/a'],
    ['/api/v1/dataInsight/aggregate?a=1', '/api/v1/analytics/dataInsights/charts/aggregate?a=1'],
    ['/api/v1/analytics/webAnalyticEvent/collect', '/api/v1/analytics/web/events/collect'],
    ['/api/v1/pipelines/svc.a/b/status', '/api/v1/pipelines/svc.a%2Fb/status'],
    [
      '/api/v1/tables/s.d.p.a/b/c/tableProfile?limit=1',
      '/api/v1/tables/s.d.p.a%2Fb%2Fc/tableProfile?limit=1',
    ],
    [
      '/api/v1/services/ingestionPipelines/s/x.p/pipelineStatus/7',
      '/api/v1/services/ingestionPipelines/s%2Fx.p/pipelineStatus/7',
    ],
    [
      '/api/v1/lineage/table/name/s.d.p.a/b?upstreamDepth=1',
      '/api/v1/lineage/table/name/s.d.p.a%2Fb?upstreamDepth=1',
    ],
    ['/api/v1/tables/name/a.b', '/api/v1/tables/name/a.b'],
    ['/api/v1/tables/1/tableProfile', '/api/v1/tables/1/tableProfile'],
  ])('%s is %s', (older, newest) => {
    expect(newestPath(older)).toBe(newest)
  })
})

it('windows count in seconds where the entries do', () => {
  const profiles = Type.Object({ data: Type.Array(Type.Object({}, { $id: 'TableProfile' })) })
  const runs = Type.Object({ data: Type.Array(Type.Object({}, { $id: 'PipelineStatus' })) })
  const window = { startTs: 1_700_000_000, endTs: '1700000100', limit: 5 }
  expect(generation0_13.query(profiles, window)).toEqual({
    startTs: 1_700_000_000_000,
    endTs: 1_700_000_100_000,
    limit: 5,
  })
  expect(generation0_13.query(runs, window)).toBe(window)
})

it('nulls mean nothing was said, at any depth, and lists keep their places', () => {
  expect(withoutNulls({ a: null, b: { c: null, d: [1, null, { e: null }] } })).toEqual({
    b: { d: [1, null, {}] },
  })
  const untouched = { a: [{ b: 1 }] }
  expect(withoutNulls(untouched)).toBe(untouched)
})
