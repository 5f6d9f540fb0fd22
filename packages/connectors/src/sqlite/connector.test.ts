/** The SQLite connector against files that SQLite itself wrote. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import type { SourceError, SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import connector from './connector.ts'

async function hostileFile() {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-sqlite-'))
  const path = join(directory, 'shop.db')
  const database = new DatabaseSync(path)
  database.exec(await readFile(new URL('./fixture.sql', import.meta.url), 'utf8'))
  database.close()
  return { directory, config: { database: path }, tearDown: () => rm(directory, { recursive: true }) }
}

sourceConformance(connector, {
  setUp: hostileFile,
  container: { filter: 'schema', type: 'databaseSchema', name: 'main' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the SQLite connector', () => {
  let source: Awaited<ReturnType<typeof hostileFile>>
  let records: SourceRecord[]
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const edge = (from: string, to: string) =>
    records.find(
      (r) =>
        r.kind === 'lineage' &&
        r.from.fullyQualifiedName === `svc.default.main.${from}` &&
        r.to.fullyQualifiedName === `svc.default.main.${to}`,
    )

  beforeAll(async () => {
    source = await hostileFile()
    records = await readAll(connector, source.config)
  })
  afterAll(() => source.tearDown())

  it('reads the file that databaseMode names, as files for OpenMetadata do', async () => {
    const { database: databaseMode } = source.config
    expect(await readAll(connector, { database: 'shop', databaseMode })).toEqual(records)
  })

  it('reads declared types, defaults, generated columns and columns without a type', () => {
    expect(table('customer').columns).toEqual([
      {
        name: 'id',
        ordinalPosition: 1,
        dataType: 'INT',
        dataTypeDisplay: 'integer',
        constraint: 'PRIMARY_KEY',
      },
      {
        name: 'email',
        ordinalPosition: 2,
        dataType: 'VARCHAR',
        dataTypeDisplay: 'varchar(254)',
        dataLength: 254,
        constraint: 'UNIQUE',
      },
      {
        name: 'credit',
        ordinalPosition: 3,
        dataType: 'DECIMAL',
        dataTypeDisplay: 'decimal(12, 2)',
        precision: 12,
        scale: 2,
        extension: { defaultValue: '0' },
      },
      { name: 'notes', ordinalPosition: 4, dataType: 'BLOB' },
      { name: 'born', ordinalPosition: 5, dataType: 'DATE', dataTypeDisplay: 'date' },
      {
        name: 'initials',
        ordinalPosition: 6,
        dataType: 'TEXT',
        dataTypeDisplay: 'text',
        extension: { defaultValue: 'generated' },
      },
    ])
  })

  it('reads keys of several columns, and foreign keys that name no column of their target', () => {
    expect(table('orders').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['id'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['customer_id'],
        referredColumns: ['svc.default.main.customer.id'],
      },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['country', 'code'],
        referredColumns: ['svc.default.main.region.country', 'svc.default.main.region.code'],
      },
    ])
    expect(table('region').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['country', 'code'] },
    ])
  })

  it('draws lineage of views on views whatever the case, under the names the view was created with', () => {
    expect(edge('customer', 'order_view')).toMatchObject({
      details: {
        columnsLineage: [
          { fromColumns: ['svc.default.main.customer.email'], toColumn: 'svc.default.main.order_view.buyer' },
        ],
      },
    })
    expect(edge('order_view', 'Buyer_Totals')).toMatchObject({
      details: {
        columnsLineage: [
          {
            fromColumns: ['svc.default.main.order_view.buyer'],
            toColumn: 'svc.default.main.Buyer_Totals.who',
          },
          {
            fromColumns: ['svc.default.main.order_view.doubled'],
            toColumn: 'svc.default.main.Buyer_Totals.total',
          },
        ],
      },
    })
  })

  it('reads names in brackets and backticks', () => {
    expect(edge('customer', 'bracketed')).toMatchObject({
      details: {
        columnsLineage: [
          { fromColumns: ['svc.default.main.customer.email'], toColumn: 'svc.default.main.bracketed.email' },
        ],
      },
    })
  })

  it('shows a view that no longer works, without columns', () => {
    expect(table('broken')).toMatchObject({ tableType: 'View', columns: [] })
    expect(table('words').columns?.map((column) => column.name)).toContain('body')
  })

  it('asks the same number of statements however many tables there are', async () => {
    const statements = async (tables: number) => {
      const path = join(source.directory, `many-${tables}.db`)
      const database = new DatabaseSync(path)
      for (let i = 0; i < tables; i += 1) {
        database.exec(`create table t${i} (id integer primary key, a text unique, b references t0)`)
        database.exec(`create view v${i} as select a from t${i}`)
      }
      database.close()
      const all = vi.spyOn(StatementSync.prototype, 'all')
      const read = await readAll(connector, { database: path })
      const count = all.mock.calls.length
      all.mockRestore()
      expect(read.filter((r) => r.kind === 'entity' && r.type === 'table')).toHaveLength(2 * tables)
      return count
    }
    expect(await statements(60)).toBe(await statements(3))
  })

  it('answers SQL for the profiler, with parameters and quoted names', async () => {
    const open = await connector.open(source.config, new AbortController().signal)
    const access = await open.sql?.('default', new AbortController().signal)
    const from = access?.qualify('main', 'Odd. "Name" 🙂')
    const rows = await access?.query(
      `select count(*) as n, ? as x from ${from}`,
      ['y'],
      new AbortController().signal,
    )
    expect(rows).toEqual([{ n: 0, x: 'y' }])
    const failure = access?.query('select * from nowhere', [], new AbortController().signal)
    await expect(failure).rejects.toMatchObject({ consequence: 'skippable' })
    await open.close()
  })

  it('explains a missing file, a file that is no database, and a missing path', async () => {
    const notOne = join(source.directory, 'notes.txt')
    await writeFile(notOne, 'no database at all, and long enough to be looked at '.repeat(20))
    const failure = (database: string): Promise<SourceError> =>
      readAll(connector, { database }).then(
        () => expect.unreachable(),
        (error) => error,
      )
    expect(await failure(join(source.directory, 'nowhere.db'))).toMatchObject({
      consequence: 'fatal',
      message: expect.stringContaining('cannot be opened'),
    })
    expect(await failure(notOne)).toMatchObject({
      consequence: 'fatal',
      message: expect.stringContaining('not an SQLite database'),
    })
    expect(await failure('')).toMatchObject({
      hint: expect.stringContaining('serviceConnection.config.database'),
    })
  })
})
