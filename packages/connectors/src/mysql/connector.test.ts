/** The connectors of MySQL and MariaDB against a real MariaDB. */
import { readFile } from 'node:fs/promises'
import type { SourceError, SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import type { RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import mysql from './connector.ts'
import mariadb from './mariadb.ts'
import type { MysqlConfig } from './session.ts'
import { startTestMariadb, type TestMariadb } from './testing-mariadb.ts'

let server: TestMariadb
const password = 'correct horse'

beforeAll(async () => {
  server = await startTestMariadb()
  await server.root.query(await readFile(new URL('./fixture.sql', import.meta.url), 'utf8'))
  await server.root.query(
    `create user reader@'%' identified by '${password}'; create user nobody@'%' identified by '${password}';
     grant select, show view, execute on sales.* to reader@'%'; grant select, show view on \`Odd.Names "ñ€"\`.* to reader@'%'; grant select on mysql.proc to reader@'%'`,
  )
})
afterAll(() => server?.stop())

const signal = new AbortController().signal
const configOf = (user = 'reader'): MysqlConfig => ({ username: user, hostPort: `127.0.0.1:${server.port}` })
const mysqlConfig = (): MysqlConfig => ({ ...configOf(), authType: { password } })
const mariadbConfig = (): MysqlConfig => ({ ...configOf(), password })
const fixture = {
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
} as const

sourceConformance(mysql, {
  setUp: async () => ({ config: mysqlConfig(), tearDown: async () => {} }),
  ...fixture,
})
sourceConformance(mariadb, {
  setUp: async () => ({ config: mariadbConfig(), tearDown: async () => {} }),
  ...fixture,
})

describe('the connectors of MySQL and MariaDB', () => {
  let records: SourceRecord[]
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const edge = (from: string, to: string) =>
    records.find(
      (r) =>
        r.kind === 'lineage' &&
        r.from.fullyQualifiedName.endsWith(from) &&
        r.to.fullyQualifiedName.endsWith(to),
    )

  beforeAll(async () => {
    records = await readAll(mariadb, mariadbConfig())
  })

  it('shows the schemas that the user may see below one database, and none of the server’s own', () => {
    const names = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'databaseSchema' ? [r.fullyQualifiedName] : [],
    )
    expect(names).toEqual(
      ['svc.default."Odd.Names \\"ñ€\\""', 'svc.default.sales'].map((name) => name.replaceAll('\\"', '""')),
    )
  })

  it('reads types with length, precision and scale, comments, defaults and generated columns', () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'id')).toMatchObject({
      dataType: 'BIGINT',
      constraint: 'PRIMARY_KEY',
      extension: { defaultValue: 'auto_increment' },
    })
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      constraint: 'UNIQUE',
      description: 'Where invoices go',
    })
    expect(column('customer', 'credit')).toMatchObject({ dataType: 'DECIMAL', precision: 12, scale: 2 })
    expect(column('customer', 'feeling')).toMatchObject({
      dataType: 'ENUM',
      dataTypeDisplay: "enum('happy','sad')",
    })
    expect(column('customer', 'flags')).toMatchObject({ dataType: 'SET' })
    expect(column('customer', 'raw')).toMatchObject({ dataType: 'VARBINARY', dataLength: 16 })
    expect(column('customer', 'place')).toMatchObject({ dataType: 'POINT' })
    expect(column('customer', 'address')).toMatchObject({ dataType: 'IPV6' })
    expect(column('customer', 'born')?.extension).toBeUndefined()
    expect(JSON.stringify(column('customer', 'initials')?.extension)).toContain('ucase')
  })

  it('reads primary, unique and foreign keys of several columns', () => {
    expect(table('orders').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['id'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['customer_id'],
        referredColumns: ['svc.default.sales.customer.id'],
      },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['country', 'code'],
        referredColumns: ['svc.default.sales.region.country', 'svc.default.sales.region.code'],
      },
    ])
  })

  it('shows what a table is partitioned by, versioned tables once, and no sequences', () => {
    expect(table('event')).toMatchObject({
      tableType: 'Partitioned',
      tablePartition: { columns: [{ columnName: 'at', intervalType: 'TIME-UNIT', interval: 'RANGE' }] },
    })
    expect(table('measure').tableType).toBe('Regular')
    expect(() => table('numbers')).toThrow()
  })

  it('draws lineage of views to tables and columns, across schemas and under the names the view was created with', () => {
    expect(edge('.sales.customer', '.order_view')).toMatchObject({
      details: {
        columnsLineage: [
          {
            fromColumns: ['svc.default.sales.customer.email'],
            toColumn: 'svc.default.sales.order_view.buyer',
          },
        ],
      },
    })
    expect(edge('.order_view', '.buyer_totals')).toMatchObject({
      details: {
        columnsLineage: [
          {
            fromColumns: ['svc.default.sales.order_view.buyer'],
            toColumn: 'svc.default.sales.buyer_totals.who',
          },
          {
            fromColumns: ['svc.default.sales.order_view.doubled'],
            toColumn: 'svc.default.sales.buyer_totals.total',
          },
        ],
      },
    })
    expect(edge('.sales.customer', '.across')).toBeDefined()
  })

  it('shows a view whose table is gone', () => {
    expect(table('broken').tableType).toBe('View')
  })

  it('reads functions and procedures with their code', () => {
    expect(entityOf(records, 'storedProcedure', 'plus_one').body).toMatchObject({
      description: 'Adds one',
      storedProcedureType: 'Function',
      storedProcedureCode: { language: 'SQL', code: 'return n + 1' },
    })
    expect(entityOf(records, 'storedProcedure', 'tidy').body.storedProcedureType).toBe('StoredProcedure')
  })

  it('asks the same number of statements however many tables there are', async () => {
    const selects = async () => {
      const [rows] = await server.root.query<RowDataPacket[]>("show global status like 'Com_select'")
      return Number(rows[0]?.Value)
    }
    const statements = async (tables: number) => {
      await server.root.query(`create schema many; grant all on many.* to reader@'%'`)
      for (let i = 0; i < tables; i += 1) {
        await server.root.query(
          `create table many.t${i} (id int primary key, a int unique); create view many.v${i} as select a from many.t${i}`,
        )
      }
      const before = await selects()
      const read = await readAll(mariadb, { ...mariadbConfig(), databaseSchema: 'many' })
      const asked = (await selects()) - before
      await server.root.query('drop schema many')
      expect(read.filter((r) => r.kind === 'entity' && r.type === 'table')).toHaveLength(2 * tables)
      return asked
    }
    expect(await statements(25)).toBe(await statements(2))
  })

  it('says nothing of other schemas when the file names one', async () => {
    const read = await readAll(mysql, { ...mysqlConfig(), databaseSchema: 'sales', databaseName: 'shop' })
    expect(entityOf(read, 'table', 'customer').fullyQualifiedName).toBe('svc.shop.sales.customer')
    expect(read).not.toContainEqual(expect.objectContaining({ kind: 'completed', type: 'databaseSchema' }))
  })

  it('answers SQL for the profiler, reading only', async () => {
    const source = await mysql.open(mysqlConfig(), signal)
    const access = await source.sql?.('default', signal)
    const from = access?.qualify('Odd.Names "ñ€"', 'ta`ble')
    expect(await access?.query(`select count(*) as n, ? as x from ${from}`, ['y'], signal)).toEqual([
      { n: 0, x: 'y' },
    ])
    expect(await access?.facts?.('sales', 'customer', signal)).toMatchObject({
      sizeInByte: expect.any(Number),
    })
    await expect(access?.query('select * from sales.nowhere', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
    })
    await source.close()
    const root = await mariadb.open({ ...configOf('root'), hostPort: server.socketPath }, signal)
    const writer = await root.sql?.('default', signal)
    await expect(writer?.query('insert into sales.region values (1, 2)', [], signal)).rejects.toThrow(
      /READ ONLY/i,
    )
    await root.close()
  })

  it('reads the log of statements once the server keeps one', async () => {
    const open = await mariadb.open({ ...configOf('root'), hostPort: server.socketPath }, signal)
    await expect(open.check('GetQueries', signal)).rejects.toMatchObject({
      hint: expect.stringContaining('SET GLOBAL log_output'),
    })
    await server.root.query("set global log_output = 'TABLE', global general_log = 'ON'")
    await server.root.query('select email from sales.customer where id = 42')
    const request = { sinceMs: 0, limit: 100, condition: "argument like '%customer%'", signal }
    const logged = await Array.fromAsync(open.queries?.(request) ?? [])
    await server.root.query("set global general_log = 'OFF'")
    await open.close()
    expect(logged).toContainEqual(
      expect.objectContaining({ query: 'select email from sales.customer where id = 42', user: 'root' }),
    )
  })

  it('encrypts, and trusts only the authority it was given', async () => {
    const { caCertificate } = server
    const trusting = { ...mysqlConfig(), sslConfig: { caCertificate } }
    const source = await mysql.open(trusting, signal)
    const access = await source.sql?.('default', signal)
    const [row] = (await access?.query("show session status like 'Ssl_cipher'", [], signal)) ?? []
    expect(row?.Value).not.toBe('')
    await source.close()
    await expect(mysql.open({ ...mysqlConfig(), sslConfig: {} }, signal)).rejects.toMatchObject({
      hint: expect.stringContaining('caCertificate'),
    })
  })

  it.each([
    ['a wrong password', { authType: { password: 'wrong' } }, /refused this user and password/],
    ['a closed port', { hostPort: '127.0.0.1:1' }, /Nothing listens at this address/],
    ['no host', { hostPort: ':3306' }, /hostPort must be host:port/],
    ['a sign-in of the cloud', { authType: { azureConfig: {} } }, /authType.azureConfig is not supported/],
  ])('explains %s and the fix', async (_what, change, message) => {
    const failure: SourceError = await mysql.open({ ...mysqlConfig(), ...change }, signal).then(
      () => expect.unreachable(),
      (error) => error,
    )
    expect(failure.message).toMatch(message)
    expect(failure.consequence).toBe('fatal')
    expect(failure.message).not.toContain('wrong')
  })

  it('says what to grant to a user who sees no schema', async () => {
    const source = await mariadb.open({ ...configOf('nobody'), password }, signal)
    await expect(source.check('GetSchemas', signal)).rejects.toMatchObject({
      hint: expect.stringContaining('GRANT SELECT, SHOW VIEW'),
    })
    await source.close()
  })
})
