/** The connector of Oracle: its statements run over the documented data dictionary by a driver of the tests; the real one meets no server. */
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OracleConfig } from './config.ts'
import realOracle from './connector.ts'
import { oracleConnector } from './family.ts'
import { createFixtureDriver } from './fixture-driver.ts'

const fixture = createFixtureDriver()
const oracle = oracleConnector(async () => fixture.driver)
const signal = new AbortController().signal
const config: OracleConfig = {
  username: 'reader',
  password: 'correct horse',
  hostPort: 'db.example.com:1522',
  oracleConnectionType: { oracleServiceName: 'shop.example.com' },
  databaseName: 'shop',
}

sourceConformance(oracle, {
  setUp: async () => ({ config, tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the connector of Oracle', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    fixture.heard.length = 0
    records = await readAll(oracle, config)
  })
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const into = (name: string) =>
    records.flatMap((r) =>
      r.kind === 'lineage' && r.to.fullyQualifiedName === `svc.shop.sales.${name}`
        ? [[r.from.fullyQualifiedName, r.details.columnsLineage]]
        : [],
    )

  it('asks nine statements a schema, of users that own something and are not Oracle’s', () => {
    const schemas = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'databaseSchema' ? [r.body.name] : [],
    )
    expect(schemas).toEqual(['Odd.Names', 'sales'])
    expect(fixture.heard).toHaveLength(1 + 2 * 9)
  })

  it('shows names as people write them, or as they are stored', async () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(table("ta'ble").columns).toMatchObject([
      { name: 'x', dataType: 'UNKNOWN', dataTypeDisplay: 'NEWTYPE' },
    ])
    const stored = await readAll(oracle, { ...config, preserveIdentifierCase: true, useDBATable: true })
    expect(entityOf(stored, 'table', 'CUSTOMER').fullyQualifiedName).toBe('svc.shop.SALES.CUSTOMER')
    expect(fixture.heard.at(-1)).toContain('from dba_source')
  })

  it('reads types with length, precision and scale, comments, identities and defaults', () => {
    expect(column('customer', 'id')).toMatchObject({
      dataType: 'NUMBER',
      dataTypeDisplay: 'NUMBER(19,0)',
      constraint: 'PRIMARY_KEY',
      extension: { defaultValue: 'identity' },
    })
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      constraint: 'UNIQUE',
      description: 'Where invoices go',
    })
    expect(column('customer', 'credit')).toMatchObject({
      precision: 12,
      scale: 2,
      extension: { defaultValue: '0' },
    })
    expect(column('customer', 'seen')).toMatchObject({ dataType: 'TIMESTAMPZ' })
    expect(column('customer', 'raws')).toMatchObject({ dataType: 'BINARY', dataLength: 16 })
    expect(column('customer', 'age')).toMatchObject({ dataType: 'INTERVAL' })
  })

  it('reads keys of several columns, partitions and external tables, and what is no table of people', () => {
    expect(table('orders')).toMatchObject({
      tableType: 'Partitioned',
      tablePartition: { columns: [{ columnName: 'placed', interval: 'RANGE' }] },
      tableConstraints: [
        {
          constraintType: 'FOREIGN_KEY',
          columns: ['customer_id'],
          referredColumns: ['svc.shop.sales.customer.id'],
        },
        {
          constraintType: 'FOREIGN_KEY',
          columns: ['country', 'code'],
          referredColumns: ['svc.shop.sales.region.country', 'svc.shop.sales.region.code'],
        },
      ],
    })
    expect(table('feed').tableType).toBe('External')
    expect(table('order_totals').tableType).toBe('MaterializedView')
    const names = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'table' ? [String(r.body.name)] : [],
    )
    expect(names.filter((name) => /lines_nt|bin\$/i.test(name))).toEqual([])
  })

  it('draws lineage of views from what Oracle recorded, with columns where their SQL is understood', () => {
    expect(into('order_view')).toEqual([
      [
        'svc.shop.sales.customer',
        [{ fromColumns: ['svc.shop.sales.customer.email'], toColumn: 'svc.shop.sales.order_view.email' }],
      ],
      [
        'svc.shop.sales.orders',
        [{ fromColumns: ['svc.shop.sales.orders.total'], toColumn: 'svc.shop.sales.order_view.total' }],
      ],
    ])
    expect(into('order_totals').map(([from]) => from)).toEqual(['svc.shop.sales.orders'])
    expect(into('hard').map(([from]) => from)).toEqual(['svc.shop.sales.customer'])
  })

  it('reads procedures line by line', () => {
    expect(entityOf(records, 'storedProcedure', 'tidy').body).toMatchObject({
      storedProcedureType: 'StoredProcedure',
      storedProcedureCode: { code: 'procedure tidy as\nbegin null; end;' },
    })
  })

  it('reads the cursors of people’s schemas', async () => {
    const source = await oracle.open(config, signal)
    const request = { sinceMs: Date.now() - 86_400_000, limit: 10, condition: 'executions > 1', signal }
    expect(await Array.fromAsync(source.queries?.(request) ?? [])).toEqual([
      {
        query: 'select email from customer',
        database: 'shop',
        schema: 'sales',
        count: 7,
        durationMs: 14,
        atMs: expect.any(Number),
      },
    ])
    await source.close()
  })

  it('answers SQL for the profiler', async () => {
    const source = await oracle.open(config, signal)
    const access = await source.sql?.('shop', signal)
    const text = `select count(*) as n, ? as x from ${access?.qualify('sales', 'customer')} where email = ?`
    expect(await access?.query(text, ["it's ?", 'ada'], signal)).toEqual([{ n: 1, x: "it's ?" }])
    expect(access?.qualify('Odd.Names', 'Mixed')).toBe('"Odd.Names"."Mixed"')
    expect(await access?.facts?.('sales', 'customer', signal)).toEqual({ estimatedRows: 1234 })
    await expect(access?.query('select * from nowhere_at_all', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
      hint: expect.stringContaining('GRANT SELECT'),
    })
    await source.close()
  })

  const address = '(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db.example.com)(PORT=1522))'
  it.each([
    [{ oracleServiceName: 'shop' }, `${address}(CONNECT_DATA=(SERVICE_NAME=shop)))`],
    [{ databaseSchema: 'XE' }, `${address}(CONNECT_DATA=(SID=XE)))`],
    [{ oracleTNSConnection: '(DESCRIPTION=…)' }, '(DESCRIPTION=…)'],
  ])('connects by %o', async (oracleConnectionType, expected) => {
    await (await oracle.open({ ...config, oracleConnectionType }, signal)).close()
    expect(fixture.connectStrings.at(-1)).toBe(expected)
  })

  it.each([
    ['a wrong password', oracle, { password: 'wrong-one' }, /refused this user and password. \(ORA-01017\)/],
    ['a closed port', realOracle, { hostPort: '127.0.0.1:1' }, /Nothing listens at this address/],
    ['an unknown host', realOracle, { hostPort: 'nowhere.invalid' }, /host name is not known/],
  ])('explains %s and the fix', async (_what, connector, change, message) => {
    await expect(connector.open({ ...config, ...change }, signal)).rejects.toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })
})
