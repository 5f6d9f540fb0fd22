import { readFile } from 'node:fs/promises'
import type { SourceError, SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PostgresConfig } from './config.ts'
import connector from './connector.ts'

const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
if (serverUrl === undefined) throw new Error('WAYMARK_TEST_DATABASE_URL is set by the test run')

/** Parts of the test server's URL, which may name a Unix socket. */
const server = new pg.Client({ connectionString: serverUrl })

async function run(database: string, sql: string): Promise<void> {
  const { host, port, user, password } = server
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  await client.query(sql)
  await client.end()
}

function configOf(database: string): PostgresConfig {
  return {
    username: server.user ?? '',
    authType: { password: typeof server.password === 'string' ? server.password : '' },
    hostPort: `${server.host}:${server.port}`,
    database,
  }
}

let databases = 0
async function hostileDatabase() {
  databases += 1
  const name = `source_${process.pid}_${databases}`
  await run('postgres', `create database ${name}`)
  await run(name, await readFile(new URL('./fixture.sql', import.meta.url), 'utf8'))
  return {
    config: configOf(name),
    tearDown: () => run('postgres', `drop database ${name} with (force)`),
  }
}

sourceConformance(connector, {
  setUp: hostileDatabase,
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the PostgreSQL connector', () => {
  let source: Awaited<ReturnType<typeof hostileDatabase>>
  let records: SourceRecord[]
  const prefix = () => `svc.${source.config.database}`
  // The conformance suite validates every body.
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)

  beforeAll(async () => {
    source = await hostileDatabase()
    records = await readAll(connector, source.config)
  })
  afterAll(() => source.tearDown())

  it('reads types with length, precision, scale, arrays, enums, domains and composites', () => {
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      constraint: 'UNIQUE',
    })
    expect(column('customer', 'account')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 34,
      dataTypeDisplay: 'sales.iban',
    })
    expect(column('customer', 'feeling')).toMatchObject({ dataType: 'ENUM' })
    expect(column('customer', 'tags')).toMatchObject({
      dataType: 'ARRAY',
      arrayDataType: 'TEXT',
      constraint: 'NOT_NULL',
    })
    expect(column('customer', 'credit')).toMatchObject({ dataType: 'NUMERIC', precision: 12, scale: 2 })
    expect(column('customer', 'rounded')).toMatchObject({ precision: 6, scale: -2 })
    expect(column('customer', 'seen')).toMatchObject({ dataType: 'TIMESTAMPZ' })
    expect(column('customer', 'home')).toMatchObject({
      dataType: 'STRUCT',
      children: [
        { name: 'street', dataType: 'TEXT' },
        { name: 'zip', dataType: 'VARCHAR', dataLength: 10 },
      ],
    })
  })

  it('reads comments, defaults, identity and generated columns', () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'email')?.description).toBe('Where invoices go')
    expect(column('customer', 'id')?.extension).toEqual({ defaultValue: 'generated as identity' })
    expect(column('customer', 'feeling')?.extension).toEqual({ defaultValue: "'ok'::sales.mood" })
    expect(JSON.stringify(column('customer', 'initials')?.extension)).toContain('upper')
  })

  it('reads primary, unique and foreign keys, of several columns and across tables', () => {
    expect(table('orders').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['id', 'placed_on'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['country', 'region'],
        referredColumns: [`${prefix()}.sales.region.country`, `${prefix()}.sales.region.code`],
      },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['customer_id'],
        referredColumns: [`${prefix()}.sales.customer.id`],
      },
    ])
    expect(column('customer', 'id')?.constraint).toBe('PRIMARY_KEY')
  })

  it('shows a partitioned table once, with what it is partitioned by', () => {
    expect(table('orders')).toMatchObject({
      tableType: 'Partitioned',
      tablePartition: {
        columns: [{ columnName: 'placed_on', intervalType: 'TIME-UNIT', interval: 'RANGE' }],
      },
    })
    expect(table('by_country').tablePartition?.columns?.[0]?.intervalType).toBe('COLUMN-VALUE')
    expect(table('by_hash').tablePartition?.columns?.[0]?.interval).toBe('HASH')
    expect(() => table('orders_2026')).toThrow()
  })

  it('draws lineage of views on views to tables and columns, under the names the view was created with', () => {
    const edges = records.flatMap((r) => (r.kind === 'lineage' ? [r] : []))
    const edge = (from: string, to: string) =>
      edges.find((e) => e.from.fullyQualifiedName.endsWith(from) && e.to.fullyQualifiedName.endsWith(to))
    expect(edge('.sales.customer', '.order_view')?.details.columnsLineage).toEqual([
      { fromColumns: [`${prefix()}.sales.customer.email`], toColumn: `${prefix()}.sales.order_view.buyer` },
    ])
    expect(edge('.order_view', '.buyer_totals')?.details.columnsLineage).toEqual([
      { fromColumns: [`${prefix()}.sales.order_view.buyer`], toColumn: `${prefix()}.sales.buyer_totals.who` },
      {
        fromColumns: [`${prefix()}.sales.order_view.doubled`],
        toColumn: `${prefix()}.sales.buyer_totals.total`,
      },
    ])
    expect(edge('.buyer_totals', '.top_buyers')?.details.sqlQuery).toContain('SELECT who')
    expect(edge('ñ 🙂"', '."Odd.Names"."View of odd"') ?? edge('ñ 🙂"', 'View of odd')).toBeDefined()
  })

  it('gives overloaded functions names of their own', () => {
    const names = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'storedProcedure' ? [r.body.name] : [],
    )
    expect(names.sort()).toEqual(['add(a integer, b integer)', 'add(a text, b text)', 'nothing'])
  })

  it('asks as many questions about two hundred tables as about two', async () => {
    const asked = async (tables: number) => {
      databases += 1
      const name = `counted_${process.pid}_${databases}`
      await run('postgres', `create database ${name}`)
      const statements = Array.from(
        { length: tables },
        (_, at) => `create table t_${at} (id int primary key)`,
      )
      await run(name, statements.join(';'))
      const query = vi.spyOn(pg.Client.prototype, 'query')
      const found = await readAll(connector, configOf(name))
      const count = query.mock.calls.length
      query.mockRestore()
      await run('postgres', `drop database ${name} with (force)`)
      expect(found.filter((r) => r.kind === 'entity' && r.type === 'table')).toHaveLength(tables)
      return count
    }
    // One page of 200 tables is one round of questions, whatever it holds.
    expect(await asked(199)).toBe(await asked(2))
  })

  it.each([
    [
      'a wrong password',
      { username: 'nobody_here', authType: { password: 'wrong' } },
      /role|password|let this role/i,
    ],
    ['a missing database', { database: 'not_there' }, /does not exist \(3D000\)|does not exist/],
    ['a closed port', { hostPort: '127.0.0.1:1' }, /Nothing listens at this address/],
    ['no host', { hostPort: ':5432' }, /hostPort must be host:port/],
  ])('explains %s and the fix', async (_what, change, message) => {
    const failure: SourceError = await connector
      .open({ ...source.config, ...change }, new AbortController().signal)
      .then(
        () => expect.unreachable(),
        (error) => error,
      )
    expect(failure.message).toMatch(message)
    expect(failure.consequence).toBe('fatal')
    expect(failure.message).not.toContain('wrong')
  })
})
