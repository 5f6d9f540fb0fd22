/** The Tableau connector against a site that answers as Tableau documents it. */
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import connector from './connector.ts'
import { placeOfTable } from './table-places.ts'
import type { TableauConfig } from './tableau-api.ts'
import { type SiteOptions, site, tableauSite } from './testing-site.ts'

const configOf = (hostPort: string, more: Partial<TableauConfig> = {}): TableauConfig => ({
  hostPort,
  siteName: 'sales',
  authType: { personalAccessTokenName: 'catalog', personalAccessTokenSecret: 'hush' },
  ...more,
})

const model = (name: string) => `svc.model.${name}`
const place = (database: string, table: string) => ({
  type: 'table',
  serviceTypes: ['Mssql', 'AzureSQL', 'Synapse', 'MicrosoftFabric'],
  server: 'sql.fjordlight.example',
  path: [database, 'dbo', table],
})

function read(options: SiteOptions, seen: string[] = [], more: Partial<TableauConfig> = {}) {
  return serving(tableauSite(options, seen), (url) => readAll(connector, configOf(url, more)))
}

/** Addresses of pages hold that of the server. */
function withoutPort(records: SourceRecord[]): unknown {
  return JSON.parse(JSON.stringify(records).replaceAll(/127\.0\.0\.1:\d+/g, 'tableau'))
}

describe('Tableau', () => {
  const url = servedToTests(tableauSite())
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(connector, configOf(`${url()}/`), {
      options: { sourceConfig: { includeOwners: true } },
    })
  })

  sourceConformance(connector, {
    setUp: async () => ({ config: configOf(url()), tearDown: async () => undefined }),
    // The documented types let a name be absent; such a sheet is known by its id, to people too.
    item: { filter: 'chart', type: 'chart', name: site.unnamed },
  })

  const into = (name: string) =>
    records.flatMap((r) =>
      r.kind === 'crossLineage' && 'fullyQualifiedName' in r.to && r.to.fullyQualifiedName === model(name)
        ? [r]
        : [],
    )

  it('reads published data sources with columns, formulas and the project they lie in', () => {
    const { body } = entityOf(records, 'dashboardDataModel', site.orders)
    expect(body).toMatchObject({
      displayName: 'Orders',
      description: 'All orders',
      project: 'Finance',
      dataModelType: 'TableauPublishedDatasource',
      sourceUrl: 'https://t.example/#/datasources/9',
    })
    expect(body.columns).toEqual([
      { name: 'Id', dataType: 'BIGINT', dataTypeDisplay: 'integer' },
      { name: 'Amount', dataType: 'DOUBLE', dataTypeDisplay: 'real' },
      { name: 'Customer', dataType: 'STRING', dataTypeDisplay: 'string, hidden' },
      {
        name: 'Margin',
        dataType: 'DOUBLE',
        dataTypeDisplay: 'real',
        description: 'What is left\n\nCalculated: [Amount] * 0.2',
      },
    ])
  })

  it('reads data sources of workbooks, with the SQL that people wrote', () => {
    expect(entityOf(records, 'dashboardDataModel', site.queries).body).toMatchObject({
      displayName: 'Top customers',
      description: 'What was sold where\n\nWorkbook: Sales',
      project: 'Finance/Reports',
      dataModelType: 'TableauEmbeddedDatasource',
      sql: expect.stringMatching(/^select c\.name/),
      sourceUrl: 'https://t.example/#/workbooks/7',
    })
    expect(entityOf(records, 'dashboardDataModel', site.proxy).body.columns).toEqual([
      { name: 'Turnover', dataType: 'DOUBLE', dataTypeDisplay: 'real' },
    ])
  })

  it('reads dashboards with their sheets, hidden ones too', () => {
    expect(entityOf(records, 'dashboard', site.overview).body).toMatchObject({
      displayName: 'Overview',
      dashboardType: 'Dashboard',
      project: 'Finance/Reports',
      description: 'What was sold where\n\nWorkbook: Sales',
      sourceUrl: `${url()}/#/site/sales/views/Sales/Overview`,
      charts: [`svc.${site.revenue}`, `svc.${site.hiddenSheet}`],
      dataModels: [model(site.proxy), model(site.queries)],
    })
    expect(entityOf(records, 'chart', site.revenue).body).toMatchObject({ displayName: 'Revenue' })
    expect(entityOf(records, 'chart', site.hiddenSheet).body.sourceUrl).toBeUndefined()
  })

  it('draws lineage from tables, column by column', () => {
    expect(into(site.orders)).toMatchObject([
      {
        from: { place: place('shop', 'orders') },
        columns: [
          { from: [['id']], to: ['Id'] },
          { from: [['amount']], to: ['Amount'] },
          { from: [['amount']], to: ['Margin'] },
        ],
      },
      { from: { place: place('shop', 'customers') }, columns: [{ from: [['name']], to: ['Customer'] }] },
    ])
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        reason: 'not-understood',
        fullyQualifiedName: model(site.orders),
        message: expect.stringContaining("connections of the type 'textscan' are not matched"),
      }),
    )
  })

  it('draws lineage from the tables that custom SQL names, under the names of the fields', () => {
    expect(into(site.queries)).toMatchObject([
      {
        from: { place: place('shop', 'customers') },
        details: { sqlQuery: expect.stringMatching(/^select/) },
        columns: [{ from: [['name']], to: ['Customer name'] }],
      },
      { from: { place: place('archive', 'orders') }, columns: [{ from: [['amount']], to: ['Total'] }] },
    ])
  })

  it('leads from a workbook to its published data source, not past it to the tables', () => {
    expect(into(site.proxy)).toMatchObject([
      {
        from: { fullyQualifiedName: model(site.orders) },
        columns: [{ from: [['Amount']], to: ['Turnover'] }],
      },
    ])
    const edges = records.flatMap((r) =>
      r.kind === 'lineage' ? [`${r.from.fullyQualifiedName} -> ${r.to.fullyQualifiedName}`] : [],
    )
    expect(edges.sort()).toEqual(
      [
        `${model(site.proxy)} -> svc.${site.margins}`,
        `${model(site.proxy)} -> svc.${site.overview}`,
        `${model(site.queries)} -> svc.${site.overview}`,
      ].sort(),
    )
  })

  it('names owners where the file wants them', () => {
    const owners = records.flatMap((r) => (r.kind === 'change' ? [r.owners?.[0]?.fullyQualifiedName] : []))
    expect(new Set(owners)).toEqual(new Set(['ada', 'omar']))
  })

  it('leaves out what lies in a project that the filter rejects', async () => {
    const kept = await readAll(connector, configOf(url()), {
      patterns: { project: { excludes: ['^Finance/Reports$'] } },
    })
    const names = kept.flatMap((r) => (r.kind === 'entity' ? [r.body.name] : []))
    expect(names).toEqual([site.orders])
  })
})

describe('the APIs of Tableau', () => {
  it('are read page by page, in smaller pages where a page holds too much', async () => {
    const seen: string[] = []
    const whole = withoutPort(await read({}))
    expect(withoutPort(await read({ restPageSize: 1, nodeLimit: 1 }, seen))).toEqual(whole)
    expect(seen.filter((call) => call.endsWith('/projects'))).toHaveLength(2)
  })

  it('say of a single thing that is too large that it is not whole', async () => {
    const records = await read({ nodeLimit: 0 })
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        fullyQualifiedName: model(site.orders),
        message: expect.stringContaining('Tableau gave only a part of it: Showing partial results'),
      }),
    )
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        reason: 'error',
        fullyQualifiedName: `svc.${site.overview}`,
      }),
    )
  })

  it('are not believed when they give nothing of what there is', async () => {
    await expect(read({ nodeLimit: 0, nothingBeyondLimit: true })).rejects.toMatchObject({
      consequence: 'retriable',
      message: expect.stringContaining('customSQLTablesConnection'),
    })
  })

  it('are signed in to again when a session ends, and left at the end', async () => {
    const seen: string[] = []
    await read({ shortSessions: 1 }, seen)
    expect(seen.filter((call) => call.endsWith('/signin'))).toHaveLength(2)
    expect(seen.at(-1)).toBe('POST /api/3.23/auth/signout')
  })

  it('take a password too', async () => {
    const records = await read({ passwordOnly: true }, [], {
      authType: { username: 'ada', password: 'hush' },
    })
    expect(entityOf(records, 'dashboard', site.margins).body.displayName).toBe('Margins')
  })

  it('say what to do about refusals', async () => {
    await expect(read({}, [], { siteName: 'other' })).rejects.toMatchObject({
      consequence: 'fatal',
      message: expect.stringContaining('Error signing in'),
      hint: expect.stringContaining('siteName'),
    })
    await expect(read({}, [], { authType: {} })).rejects.toMatchObject({
      hint: expect.stringContaining('personalAccessTokenName'),
    })
    await expect(read({ error: { code: 'FEATURE_DISABLED', severity: 'ERROR' } })).rejects.toMatchObject({
      consequence: 'fatal',
      hint: expect.stringContaining('tsm maintenance metadata-services enable'),
    })
  })

  it('are not believed while the site is being indexed, for what is missing would count as deleted', async () => {
    await expect(read({ error: { code: 'BACKFILL_RUNNING', severity: 'WARNING' } })).rejects.toMatchObject({
      consequence: 'retriable',
    })
    await expect(
      read({ error: { code: 'PERMISSIONS_MODE_SWITCHED', severity: 'WARNING' } }),
    ).resolves.toBeDefined()
  })
})

describe('tables as Tableau names them', () => {
  const at = (connectionType: string, more: object) =>
    placeOfTable({ connectionType, database: { name: 'db', hostName: 'h' }, ...more })
  const path = (connectionType: string, more: object) => {
    const found = at(connectionType, more)
    return typeof found === 'string' ? found : found.path
  }

  it('are found by brackets, quotes, dots or bare names', () => {
    expect(path('sqlserver', { name: 'a.b', fullName: '[dbo].[a.b]' })).toEqual(['db', 'dbo', 'a.b'])
    expect(path('snowflake', { name: 'T', fullName: '[OTHER].[S].[T]' })).toEqual(['OTHER', 'S', 'T'])
    expect(path('postgres', { name: 't', fullName: '"s"."t"' })).toEqual(['db', 's', 't'])
    expect(path('bigquery', { name: 't', fullName: 'd.t' })).toEqual(['db', 'd', 't'])
    expect(path('postgres', { name: 'a.b', fullName: 'a.b' })).toEqual(['db', 'public', 'a.b'])
  })

  it('lie below the server where it has no databases', () => {
    expect(path('mysql', { name: 't', fullName: '[t]' })).toEqual([undefined, 'db', 't'])
    expect(path('oracle', { name: 'T', schema: 'HR', fullName: '[HR].[T]' })).toEqual([undefined, 'HR', 'T'])
    expect(path('bigquery', { name: 't' })).toBe("the schema of table 't' is not told")
  })
})
