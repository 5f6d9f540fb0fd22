/**
 * Dashboards, charts and datasets of a real Superset, with lineage from a real PostgreSQL that the catalog has read before.
 * subject: packages/connectors/src/superset packages/connectors/src/read-dashboards.ts packages/connectors/src/native-sql.ts packages/ingest/src/runner/place-finder.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceConformance } from '@waymark/ingest/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import superset from '../../../packages/connectors/src/superset/connector.ts'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'
import { type RunningSuperset, startSuperset, supersetUser } from './real-superset.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-superset-'))
let server: RunningSuperset
let subject: IngestedCatalog
let database: SourceDatabase

const sql =
  'select o.id, o.amount * 2 as doubled, p.name from bi.orders o join bi.people p on p.id = o.person_id'

beforeAll(async () => {
  // Its first installation takes minutes, through which no connection should wait.
  server = await startSuperset(join(directory, 'home'))
  ;[subject, database] = await Promise.all([startIngestedCatalog(), createSourceDatabase()])
  await database.query('create schema bi')
  await database.query('create table bi.orders (id int, amount numeric, person_id int)')
  await database.query('create table bi.people (id int, name text)')
  await database.query('grant usage on schema bi to waymark_reader')
  await database.query('grant select on all tables in schema bi to waymark_reader')
  const { username, password, hostPort, name } = database
  const shop = await server.make('database/', {
    database_name: 'Shop',
    sqlalchemy_uri: `postgresql+psycopg2://${username}:${password}@${hostPort}/${name}`,
  })
  const orders = await server.make('dataset/', { database: shop, schema: 'bi', table_name: 'orders' })
  await server.make('dataset/', { database: shop, schema: 'bi', table_name: 'who bought', sql })
  const dashboard = await server.make('dashboard/', { dashboard_title: 'Sales', published: true })
  await server.make('dashboard/', { dashboard_title: '2' })
  const chart = { datasource_id: orders, datasource_type: 'table', params: '{}' }
  await server.make('chart/', { ...chart, slice_name: 'Revenue', viz_type: 'pie', dashboards: [dashboard] })
  const read = await subject.ingest({
    type: 'postgres',
    serviceName: 'pg',
    serviceConnection: {
      config: { type: 'Postgres', username, hostPort, database: name, authType: { password } },
    },
    sourceConfig: { config: { type: 'DatabaseMetadata', schemaFilterPattern: { includes: ['^bi$'] } } },
  })
  expect(read.code, read.output).toBe(0)
})
afterAll(async () => {
  await subject?.stop()
  await server?.stop()
  await database?.drop()
  rmSync(directory, { recursive: true, force: true })
})

const source = (connection: object = supersetUser) => ({
  type: 'superset',
  serviceName: 'bi',
  serviceConnection: { config: { type: 'Superset', hostPort: server.url, connection } },
  sourceConfig: { config: { type: 'DashboardMetadata' } },
})

sourceConformance(superset, {
  setUp: async () => ({
    config: { hostPort: server.url, connection: supersetUser },
    tearDown: async () => undefined,
  }),
  // The one dashboard whose title is its id.
  item: { filter: 'dashboard', type: 'dashboard', name: '2' },
})

interface Lineage {
  readonly nodes: readonly { readonly id: string; readonly fullyQualifiedName: string }[]
  readonly upstreamEdges: readonly {
    readonly fromEntity: string
    readonly lineageDetails?: {
      readonly columnsLineage?: readonly { fromColumns: string[]; toColumn: string }[]
    }
  }[]
}

describe('a real Superset', () => {
  it('is read with the tables that its datasets name, and those that their SQL reads', async () => {
    const { code, output } = await subject.ingest(source())
    expect(code, output).toBe(0)
    const dashboard = await subject.catalog.api<{
      displayName: string
      charts: object[]
      dataModels: object[]
    }>('dashboards/name/bi.1?fields=charts,dataModels')
    expect(dashboard).toMatchObject({
      displayName: 'Sales',
      charts: [{ displayName: 'Revenue' }],
      dataModels: [{ displayName: 'orders' }],
    })
    const model = await subject.catalog.api<{ columns: { name: string; dataType: string }[] }>(
      'dashboard/datamodels/name/bi.model.1',
    )
    expect(model.columns).toMatchObject([
      { name: 'id', dataType: 'INT' },
      { name: 'amount', dataType: 'DECIMAL' },
      { name: 'person_id', dataType: 'INT' },
      { name: 'count', dataType: 'MEASURE VISIBLE' },
    ])
    const table = `pg.${database.name}.bi`
    const physical = await subject.catalog.api<Lineage>(
      'lineage/dashboardDataModel/name/bi.model.1?upstreamDepth=1&downstreamDepth=1',
    )
    expect(physical.nodes.map((node) => node.fullyQualifiedName).sort()).toEqual(['bi.1', `${table}.orders`])
    const virtual = await subject.catalog.api<Lineage>(
      'lineage/dashboardDataModel/name/bi.model.2?upstreamDepth=1&downstreamDepth=0',
    )
    expect(virtual.upstreamEdges.flatMap((edge) => edge.lineageDetails?.columnsLineage ?? [])).toEqual(
      expect.arrayContaining([
        { fromColumns: [`${table}.orders.amount`], toColumn: 'bi.model.2.doubled' },
        { fromColumns: [`${table}.people.name`], toColumn: 'bi.model.2.name' },
      ]),
    )
  })

  it('is read again without a change, and says when the password is wrong', async () => {
    expect((await subject.ingest(source())).output).toMatch(/~0 changed/)
    const { code, output } = await subject.ingest(source({ ...supersetUser, password: 'another' }))
    expect(code).not.toBe(0)
    expect(output).toContain('Check connection.username and password')
  })
})
