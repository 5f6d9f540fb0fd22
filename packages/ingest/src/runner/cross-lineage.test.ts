/** Edges from and to other sources, against a small catalog on loopback HTTP. */
import { createClient } from '@waymark/client'
import { createRegistry } from '@waymark/spec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SourcePlace } from '../source-place.ts'
import type { CrossLineageRecord } from '../source-record.ts'
import { LoopbackCatalog } from '../testing/loopback-catalog.ts'
import { crossEdge } from './cross-lineage.ts'
import { createEntityIds } from './entity-ids.ts'
import { createPlaceFinder } from './place-finder.ts'

let catalog: LoopbackCatalog
let baseUrl: string
beforeEach(async () => {
  catalog = new LoopbackCatalog()
  baseUrl = await catalog.start()
})
afterEach(() => {
  catalog.server?.closeAllConnections()
  catalog.server?.close()
})

const service = (name: string, serviceType: string, config: object, kind = 'databaseServices') =>
  catalog.put(`services/${kind}`, { name, serviceType, connection: { config } })

const table = (databaseSchema: string, name: string, columns: string[] = []) =>
  catalog.put('tables', {
    name,
    databaseSchema,
    columns: columns.map((column) => ({
      name: column,
      fullyQualifiedName: `${databaseSchema}.${name}.${column}`,
    })),
  })

const orders: SourcePlace = {
  type: 'table',
  serviceTypes: ['Mssql', 'AzureSQL'],
  server: 'tcp:SQL.contoso.com,1433',
  path: ['shop', 'dbo', 'orders'],
}

function finder(sourceConfig: Record<string, unknown> = {}) {
  const { signal } = new AbortController()
  const client = createClient({ baseUrl })
  const registry = createRegistry()
  const ids = createEntityIds(client, registry, signal)
  return { ids, places: createPlaceFinder(client, registry, sourceConfig, signal) }
}

async function nameOf(place: SourcePlace, sourceConfig?: Record<string, unknown>): Promise<string> {
  const found = await finder(sourceConfig).places.find(place)
  return typeof found === 'string' ? found : found.fullyQualifiedName
}

describe('a place in another source', () => {
  it('is below the service of its type whose connection leads to the same server, however it is written', async () => {
    service('elsewhere', 'Mssql', { hostPort: 'other.contoso.com:1433' })
    service('wrong-kind', 'Postgres', { hostPort: 'sql.contoso.com' })
    service('erp', 'AzureSQL', { hostPort: 'sql.contoso.com:1433' })
    for (const name of ['elsewhere', 'wrong-kind', 'erp']) table(`${name}.shop.dbo`, 'orders')
    expect(await nameOf(orders)).toBe('erp.shop.dbo.orders')
    expect(await nameOf({ ...orders, server: 'sql.contoso.com' })).toBe('erp.shop.dbo.orders')
    expect(await nameOf({ ...orders, server: 'sql.contoso.com,1500' })).toContain('has the address')
    expect(await nameOf({ ...orders, path: ['shop', 'sales', 'orders'] })).toContain(
      'is not in the catalog; it was looked for in erp',
    )
    expect(await nameOf({ ...orders, serviceTypes: ['Oracle'] })).toContain('has no service of type Oracle')
  })

  it('is below the services that the file names, where addresses do not say it', async () => {
    service('behind-gateway', 'Mssql', { hostPort: '10.0.0.7' })
    service('copy', 'Mssql', { hostPort: '10.0.0.8' })
    table('behind-gateway.shop.dbo', 'orders')
    table('copy.shop.dbo', 'orders')
    const named = (...dbServicePrefixes: string[]) => ({ lineageInformation: { dbServicePrefixes } })
    expect(await nameOf(orders)).toContain(
      'no service of type Mssql or AzureSQL in the catalog has the address',
    )
    expect(await nameOf(orders, named('behind-gateway.shop'))).toBe('behind-gateway.shop.dbo.orders')
    expect(await nameOf(orders, named('behind-gateway', 'copy'))).toContain('name one service')
  })

  it('knows accounts of Snowflake and storage, servers without databases, and folders of files', async () => {
    service('wh', 'Snowflake', { account: 'xy1.west-europe.azure' })
    table('wh.SHOP.PUBLIC', 'ORDERS')
    const server = 'XY1.west-europe.azure.snowflakecomputing.com'
    const path = ['shop', 'public', 'orders']
    const snowflake: SourcePlace = { type: 'table', serviceTypes: ['Snowflake'], server, path }
    expect(await nameOf(snowflake)).toContain('is not in the catalog')
    expect(await nameOf({ ...snowflake, unquoted: 'upper' })).toBe('wh.SHOP.PUBLIC.ORDERS')

    service('my', 'Mysql', { hostPort: 'db:3306' })
    table('my.default.shop', 'orders')
    expect(
      await nameOf({
        type: 'table',
        serviceTypes: ['Mysql'],
        server: 'db',
        path: [undefined, 'shop', 'orders'],
      }),
    ).toBe('my.default.shop.orders')

    service('lake', 'ADLS', { credentials: { accountName: 'contosolake' } }, 'storageServices')
    catalog.put('containers', { name: 'sales', service: 'lake.raw' })
    const file = ['raw', 'sales', '2024', 'may.csv']
    expect(
      await nameOf({
        type: 'container',
        serviceTypes: ['ADLS'],
        server: 'contosolake.dfs.core.windows.net',
        path: file,
      }),
    ).toBe('lake.raw.sales')
  })
})

describe('an edge between sources', () => {
  it('carries the columns that both ends have, by the names of the catalog', async () => {
    service('erp', 'Mssql', { hostPort: 'sql.contoso.com' })
    table('erp.shop.dbo', 'orders', ['Id', 'Amount'])
    const model = catalog.put('dashboard/datamodels', { name: 'sales', service: 'pbi.model' })
    const record: CrossLineageRecord = {
      kind: 'crossLineage',
      from: { place: orders },
      to: { type: 'dashboardDataModel', fullyQualifiedName: model.fullyQualifiedName },
      details: { source: 'DashboardLineage' },
      columns: [
        { from: [['amount'], ['gone']], to: ['Orders', 'Total'] },
        { from: [['gone']], to: ['Orders', 'Gone'] },
      ],
    }
    const { ids, places } = finder()
    expect(await crossEdge(record, ids, places)).toMatchObject({
      toEntity: { id: model.id, type: 'dashboardDataModel' },
      lineageDetails: {
        source: 'DashboardLineage',
        columnsLineage: [
          { fromColumns: ['erp.shop.dbo.orders.Amount'], toColumn: 'pbi.model.sales.Orders.Total' },
        ],
      },
    })
    const elsewhere = { ...record, from: { place: { ...orders, server: 'nowhere' } } }
    expect(await crossEdge(elsewhere, ids, places)).toMatchObject({
      problem: expect.stringMatching(
        /^No lineage from nowhere\/shop\/dbo\/orders: .* has the address 'nowhere'/,
      ),
      end: record.to,
    })
  })
})
