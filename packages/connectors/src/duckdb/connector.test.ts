/** The DuckDB connector against files that DuckDB itself wrote. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DuckdbConfig } from './config.ts'
import connector from './connector.ts'

async function write(path: string, sql: string): Promise<DuckdbConfig> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
  return { connectionOptions: { database: path } }
}

async function hostileFile() {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-duckdb-'))
  const sql = await readFile(new URL('./fixture.sql', import.meta.url), 'utf8')
  const config = await write(join(directory, 'shop.duckdb'), sql)
  return { directory, config, tearDown: () => rm(directory, { recursive: true }) }
}

sourceConformance(connector, {
  setUp: hostileFile,
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the DuckDB connector', () => {
  let source: Awaited<ReturnType<typeof hostileFile>>
  let records: SourceRecord[]
  const signal = new AbortController().signal
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)

  beforeAll(async () => {
    source = await hostileFile()
    records = await readAll(connector, source.config)
  })
  afterAll(() => source?.tearDown())

  it('reads structs, arrays of structs, enums and maps', () => {
    expect(column('customer', 'home')).toMatchObject({
      dataType: 'STRUCT',
      children: [
        { name: 'street', dataType: 'VARCHAR' },
        { name: 'zip code', dataType: 'VARCHAR' },
        { name: 'at', dataType: 'STRUCT', children: [{ name: 'lat', dataType: 'DOUBLE' }, { name: 'lon' }] },
      ],
    })
    expect(column('customer', 'phones')).toMatchObject({ dataType: 'ARRAY', arrayDataType: 'VARCHAR' })
    expect(column('customer', 'visits')).toMatchObject({
      dataType: 'ARRAY',
      arrayDataType: 'STRUCT',
      children: [{ name: 'on_day', dataType: 'DATE' }],
    })
    expect(column('customer', 'feeling')).toMatchObject({ dataType: 'ENUM' })
    expect(column('customer', 'extra')).toMatchObject({ dataType: 'MAP' })
    expect(column('customer', 'credit')).toMatchObject({ dataType: 'DECIMAL', precision: 12, scale: 2 })
    expect(column('customer', 'seen')).toMatchObject({ dataType: 'TIMESTAMPZ' })
  })

  it('reads comments, defaults and keys', () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'email')).toMatchObject({
      description: 'Where invoices go',
      constraint: 'UNIQUE',
      extension: { defaultValue: "'x'" },
    })
    expect(table('customer').tableConstraints).toContainEqual({
      constraintType: 'FOREIGN_KEY',
      columns: ['country', 'code'],
      referredColumns: ['svc.shop.sales.region.country', 'svc.shop.sales.region.code'],
    })
  })

  it('draws lineage of views across schemas, whatever the case of names', () => {
    const edge = (from: string, to: string) =>
      records.find(
        (r) => r.kind === 'lineage' && r.from.fullyQualifiedName === from && r.to.fullyQualifiedName === to,
      )
    expect(edge('svc.shop.sales.customer', 'svc.shop.sales.contacts')).toMatchObject({
      details: {
        columnsLineage: [
          { fromColumns: ['svc.shop.sales.customer.email'], toColumn: 'svc.shop.sales.contacts.Buyer' },
          { fromColumns: ['svc.shop.sales.customer.credit'], toColumn: 'svc.shop.sales.contacts.twice' },
        ],
      },
    })
    expect(edge('svc.shop.sales.contacts', 'svc.shop.main.totals')).toMatchObject({
      details: {
        columnsLineage: [
          { fromColumns: ['svc.shop.sales.contacts.Buyer'], toColumn: 'svc.shop.main.totals.Buyer' },
          { fromColumns: ['svc.shop.sales.contacts.twice'], toColumn: 'svc.shop.main.totals.total' },
        ],
      },
    })
  })

  it('reads macros as functions', () => {
    expect(entityOf(records, 'storedProcedure', 'plus').body).toMatchObject({
      storedProcedureType: 'Function',
      storedProcedureCode: { language: 'SQL', code: '(a + b)' },
    })
  })

  it('asks the same number of statements however many tables there are', async () => {
    const statements = async (tables: number) => {
      const ddl = Array.from(
        { length: tables },
        (_, i) => `create table t${i} (id int primary key); create view v${i} as select id from t${i};`,
      )
      const config = await write(join(source.directory, `many${tables}.duckdb`), ddl.join('\n'))
      const asked = vi.spyOn(DuckDBConnection.prototype, 'runAndReadAll')
      const read = await readAll(connector, config)
      const count = asked.mock.calls.length
      asked.mockRestore()
      expect(read.filter((r) => r.kind === 'entity' && r.type === 'table')).toHaveLength(2 * tables)
      return count
    }
    expect(await statements(40)).toBe(await statements(2))
  })

  it('answers SQL for the profiler, and writes nothing', async () => {
    const open = await connector.open(source.config, signal)
    const access = await open.sql?.('shop', signal)
    const from = access?.qualify('Odd. "Names" 🙂', 'a.b')
    expect(await access?.query(`select count(*) as n, ? as x from ${from}`, ['y'], signal)).toEqual([
      { n: 0, x: 'y' },
    ])
    await expect(access?.query('create table sales.no (a int)', [], signal)).rejects.toThrow(/read-only/)
    await open.close()
  })

  it('explains a missing file and a file that is no database', async () => {
    const failure = (database: string): Promise<unknown> =>
      connector.open({ connectionOptions: { database } }, signal).then(
        () => expect.unreachable(),
        (error) => error,
      )
    expect(await failure(join(source.directory, 'nowhere.duckdb'))).toMatchObject({
      consequence: 'fatal',
      hint: expect.stringContaining('connectionOptions.database'),
    })
    const notOne = join(source.directory, 'notes.txt')
    await writeFile(notOne, 'no database at all '.repeat(500))
    expect(await failure(notOne)).toMatchObject({
      consequence: 'fatal',
      message: expect.stringContaining('not a'),
    })
  })
})
