/** The Metabase connector against the REST API as it is documented. */
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import connector from './connector.ts'
import { databaseOf } from './database-of.ts'
import type { MetabaseConfig } from './metabase-api.ts'
import { plainSql } from './plain-sql.ts'
import { sourcesOf } from './query-sources.ts'
import { metabase } from './testing-metabase.ts'

const withPassword = (hostPort: string): MetabaseConfig => ({
  hostPort,
  username: 'ada@fjordlight.example',
  password: 'hush',
})
const withKey = (hostPort: string): MetabaseConfig => ({ hostPort, apiKey: 'mb_key' })
const model = (id: number) => `svc.model.${id}`

/** Sources of a model's edges, with the columns. */
function into(records: readonly SourceRecord[], id: number): [string, string[]][] {
  return records.flatMap((r) => {
    if (r.kind !== 'crossLineage' || !('fullyQualifiedName' in r.to) || r.to.fullyQualifiedName !== model(id))
      return []
    const { from, columns = [] } = r
    const name =
      'place' in from
        ? [from.place.serviceTypes[0], from.place.server, ...from.place.path.map((part) => part ?? '*')].join(
            '/',
          )
        : from.fullyQualifiedName
    return [[name, columns.map((each) => `${each.from.flat().join('+')} > ${each.to.join('.')}`)]]
  })
}

describe('Metabase', () => {
  const url = servedToTests(metabase())
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(connector, withPassword(url()), {
      options: { sourceConfig: { includeOwners: true } },
    })
  })

  sourceConformance(connector, {
    setUp: async () => ({ config: withPassword(url()), tearDown: async () => undefined }),
    // Patterns match what people see, and this question's name is its id.
    item: { filter: 'chart', type: 'chart', name: '9' },
  })

  it('reads models and questions with their columns', () => {
    expect(entityOf(records, 'dashboardDataModel', '1').body).toMatchObject({
      displayName: 'Orders',
      description: 'One row an order',
      project: 'Finance',
      dataModelType: 'MetabaseDataModel',
      sourceUrl: `${url()}/model/1`,
      columns: [
        { name: 'id', dataType: 'BIGINT', dataTypeDisplay: 'BigInteger', description: 'Its number' },
        { name: 'amount', dataType: 'DECIMAL', displayName: 'Amount' },
        { name: 'customer', dataType: 'STRING' },
        { name: 'placed', dataType: 'TIMESTAMP' },
      ],
    })
    expect(entityOf(records, 'dashboardDataModel', '3').body.sql).toContain('{{placed}}')
    expect(entityOf(records, 'dashboardDataModel', '4').body).toMatchObject({ columns: [] })
  })

  it('reads questions and metrics as charts, and models not', () => {
    const charts = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'chart' ? [[r.body.name, r.body.chartType]] : [],
    )
    expect(charts).toEqual([
      ['2', 'Line'],
      ['3', 'Bar'],
      ['4', 'Area'],
      ['5', 'Map'],
      ['6', 'Table'],
      ['8', 'Gauge'],
      ['9', 'Other'],
      ['11', 'Table'],
    ])
    expect(entityOf(records, 'chart', '8').body.sourceUrl).toBe(`${url()}/metric/8`)
  })

  it('reads dashboards with what they show, leaving out texts and what is in the trash', () => {
    expect(entityOf(records, 'dashboard', '1').body).toMatchObject({
      displayName: 'Sales',
      description: 'Who bought what',
      project: 'Our analytics',
      sourceUrl: `${url()}/dashboard/1`,
      charts: ['svc.2', 'svc.3'],
      dataModels: [model(2), model(3), model(1)],
    })
    expect(entityOf(records, 'dashboard', '2').body).toMatchObject({ project: 'Finance', charts: ['svc.8'] })
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        type: 'dashboard',
        fullyQualifiedName: 'svc.3',
        reason: 'error',
      }),
    )
  })

  it('draws lineage from tables, joins, foreign keys and other cards, in both shapes of queries', () => {
    const orders = 'Postgres/db.fjordlight.example:5432/shop/public/orders'
    expect(into(records, 1)).toEqual([
      [orders, ['id > id', 'amount > amount']],
      ['Postgres/db.fjordlight.example:5432/shop/public/customers', ['name > customer']],
    ])
    expect(into(records, 2)).toEqual([[model(1), ['customer > customer']]])
    expect(into(records, 6)).toEqual([
      [orders, []],
      ['Postgres/db.fjordlight.example:5432/shop/public/products', ['title > title']],
      [model(8), []],
    ])
    expect(into(records, 8)).toEqual([[orders, []]])
    expect(into(records, 9)).toEqual([['Snowflake/fj-light/SHOP/PUBLIC/EVENTS', ['AT > AT']]])
    expect(into(records, 11)).toEqual([['Mysql/my.fjordlight.example/*/crm/leads', []]])
  })

  it('reads SQL with its variables, snippets and cards', () => {
    expect(into(records, 3)).toEqual([
      ['Postgres/db.fjordlight.example:5432/shop/public/orders', ['id > id', 'amount > total']],
      [model(1), ['customer > customer']],
    ])
    expect(into(records, 10)).toEqual([['Mysql/my.fjordlight.example/*/crm/leads', ['email > email']]])
  })

  it('draws lineage from data models to dashboards', () => {
    const edges = records.flatMap((r) =>
      r.kind === 'lineage' ? [`${r.from.fullyQualifiedName} -> ${r.to.fullyQualifiedName}`] : [],
    )
    expect(edges).toEqual([2, 3, 1].map((id) => `${model(id)} -> svc.1`).concat(`${model(8)} -> svc.2`))
  })

  it('says what of the lineage could not be followed, and why', () => {
    const reasons = records.flatMap((r) =>
      r.kind === 'skipped' && r.reason === 'not-understood' ? [[r.fullyQualifiedName, r.message]] : [],
    )
    expect(reasons).toEqual([
      [
        model(4),
        'Its lineage is incomplete: its SQL holds {{mb.time_grouping("unit", "placed")}}, which is only known when it runs.',
      ],
      [model(5), "Its lineage is incomplete: databases of the kind 'h2' are not matched."],
      [
        model(11),
        'Its lineage is incomplete: Metabase no longer knows table 404; card 99, which it reads, is in the trash or may not be seen.',
      ],
    ])
  })

  it('names owners where the file wants them', () => {
    const owned = records.flatMap((r) =>
      r.kind === 'change' ? [`${r.type} ${r.fullyQualifiedName} ${r.owners?.[0]?.fullyQualifiedName}`] : [],
    )
    expect(owned).toContain('dashboard svc.1 ada')
    expect(owned).toContain(`dashboardDataModel ${model(1)} ada`)
    expect(owned.filter((each) => each.startsWith('dashboard svc.2'))).toEqual([])
  })

  it('leaves out a collection that the project filter rejects, and what refers into it', async () => {
    const read = await readAll(connector, withKey(url()), {
      patterns: { project: { excludes: ['^Finance$'] } },
    })
    expect(entityOf(read, 'dashboard', '1').body.dataModels).toEqual([model(2), model(3)])
    expect(read).toContainEqual(
      expect.objectContaining({ kind: 'skipped', reason: 'filtered', fullyQualifiedName: 'svc.2' }),
    )
  })
})

describe('the API of Metabase', () => {
  it('is read page by page, and each table and list once', async () => {
    const seen: string[] = []
    await serving(metabase({ more: 150 }, seen), async (url) => {
      const read = await readAll(connector, withKey(url))
      expect(entityOf(read, 'dashboard', '1149').body.displayName).toBe('More 1149')
      const times = (path: string) => seen.filter((each) => each === `GET ${path}`).length
      expect(times('/api/collection/root/items')).toBe(2)
      expect(times('/api/table/7/query_metadata')).toBe(1)
      expect(times('/api/database')).toBe(1)
      expect(times('/api/native-query-snippet')).toBe(1)
    })
  })

  it('is signed in to again when a session ends', async () => {
    const seen: string[] = []
    await serving(metabase({ endedSessions: 1 }, seen), async (url) => {
      await readAll(connector, withPassword(url))
      expect(seen.filter((each) => each === 'POST /api/session')).toHaveLength(2)
    })
  })

  it('says what to do about a wrong password, a wrong key and neither of them', async () => {
    await serving(metabase(), async (url) => {
      for (const config of [
        { ...withPassword(url), password: 'x' },
        { hostPort: url, apiKey: 'x' },
      ])
        await expect(readAll(connector, config)).rejects.toMatchObject({
          consequence: 'fatal',
          message: expect.stringContaining('status 401'),
          hint: expect.stringContaining('apiKey'),
        })
      await expect(readAll(connector, { hostPort: url })).rejects.toMatchObject({
        hint: expect.stringContaining('username and password'),
      })
    })
  })

  it('costs the lineage from tables alone when addresses and people may not be seen', async () => {
    await serving(metabase({ plainUser: true }), async (url) => {
      const read = await readAll(connector, withKey(url))
      expect(into(read, 1)).toEqual([])
      expect(into(read, 2)).toEqual([[model(1), ['customer > customer']]])
      expect(entityOf(read, 'dashboard', '1').body.displayName).toBe('Sales')
      expect(read).toContainEqual(
        expect.objectContaining({
          fullyQualifiedName: model(1),
          message: expect.stringContaining('Metabase shows it to administrators'),
        }),
      )
    })
  })
})

describe('a query of Metabase', () => {
  it('may nest deeper than a stack', () => {
    let query: object = { 'source-table': 1 }
    for (let depth = 0; depth < 100_000; depth += 1) query = { 'source-query': query }
    expect([...sourcesOf(query).tables]).toEqual([1])
  })

  it('holds snippets that hold each other, and ends', () => {
    const snippets = new Map([['a', '{{snippet: a}}']])
    const plain = plainSql({ sql: 'select {{snippet: a}}, {{snippet: b}}', tags: new Map() }, snippets)
    expect(plain.unknown).toEqual(['{{snippet: a}}', '{{snippet: b}}'])
  })
})

describe('a database of Metabase', () => {
  it.each([
    [
      'redshift',
      'Redshift',
      { host: 'r.example', port: 5439, db: 'dw' },
      { server: 'r.example:5439', database: 'dw' },
    ],
    [
      'sqlserver',
      'Mssql',
      { host: 's.example', port: null, db: 'shop' },
      { server: 's.example', database: 'shop' },
    ],
    [
      'oracle',
      'Oracle',
      { host: 'o.example', port: 1521, user: 'shop' },
      { server: 'o.example:1521', schema: 'SHOP' },
    ],
    [
      'snowflake',
      'Snowflake',
      { account: 'a.eu', db: 'my db', 'quote-db-name': true, schema: 'x' },
      { server: 'a.eu', database: 'my db', schema: 'X' },
    ],
    [
      'databricks',
      'UnityCatalog',
      { host: 'adb.example', catalog: 'main' },
      { server: 'adb.example', database: 'main' },
    ],
    ['bigquery-cloud-sdk', 'BigQuery', { 'project-id': 'p' }, { database: 'p' }],
    ['bigquery-cloud-sdk', 'BigQuery', { 'project-id-from-credentials': 'data-p...4o7n' }, {}],
  ])('of the engine %s leads to a place of %s: %o', (engine, serviceType, details, place) => {
    const kind = expect.objectContaining({ serviceTypes: expect.arrayContaining([serviceType]) })
    expect(databaseOf({ engine, details })).toEqual({ kind, ...place })
  })

  it('whose address is not told leads to none, with the reason', () => {
    expect(databaseOf({ engine: 'postgres', details: { dbname: 'shop' } })).toMatch(/not told/)
    expect(databaseOf({ engine: 'postgres' })).toMatch(/administrators/)
    expect(databaseOf({ engine: 'constructor', details: { host: 'x' } })).toMatch(/not matched/)
  })
})
