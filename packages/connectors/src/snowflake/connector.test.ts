/** The connector of Snowflake against an account that answers as documented. */
import { generateKeyPairSync } from 'node:crypto'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests } from '../testing-http.ts'
import type { SnowflakeConfig } from './config.ts'
import snowflake from './connector.ts'
import { createAccount } from './fixture/account.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const account = createAccount(publicKey)
const signal = new AbortController().signal
const host = servedToTests(account.listener)

const config = (): SnowflakeConfig => ({
  account: 'org-account.west-europe.azure',
  username: 'reader',
  warehouse: 'WH',
  privateKey: pem,
  connectionOptions: { host: host() },
})

sourceConformance(snowflake, {
  setUp: async () => ({ config: config(), tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'SALES' },
  item: { filter: 'table', type: 'table', name: 'CUSTOMER' },
})

describe('the connector of Snowflake', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    account.heard.length = 0
    records = await readAll(snowflake, { ...config(), useAccessHistory: true })
  })
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const into = (name: string) =>
    records.flatMap((r) => (r.kind === 'lineage' && r.to.fullyQualifiedName.endsWith(name) ? [r] : []))

  it('asks seven statements a schema, and none of Snowflake’s own database', () => {
    // The databases, the tags, the schemas, two schemas, the access history.
    expect(account.heard).toHaveLength(1 + 1 + 1 + 2 * 7 + 1)
    expect(
      records.flatMap((r) => (r.kind === 'entity' && r.type === 'database' ? [r.body.name] : [])),
    ).toEqual(['SHOP'])
    expect(
      records.flatMap((r) => (r.kind === 'entity' && r.type === 'databaseSchema' ? [r.body.name] : [])),
    ).toEqual(['SALES', 'odd."names'])
  })

  it('reads types with length, precision and scale, comments and identities', () => {
    expect(table('CUSTOMER').description).toBe('A person who buys')
    expect(column('CUSTOMER', 'ID')).toMatchObject({
      dataType: 'NUMBER',
      dataTypeDisplay: 'NUMBER(38,0)',
      constraint: 'PRIMARY_KEY',
      extension: { defaultValue: 'identity' },
    })
    expect(column('CUSTOMER', 'EMAIL')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      constraint: 'UNIQUE',
      description: 'Where invoices go',
    })
    expect(column('CUSTOMER', 'CREDIT')).toMatchObject({
      precision: 12,
      scale: 2,
      extension: { defaultValue: '0' },
    })
    expect(column('CUSTOMER', 'SEEN')).toMatchObject({ dataType: 'TIMESTAMPZ' })
    expect(column('ta"ble', 'x')).toMatchObject({ dataType: 'UNKNOWN', dataTypeDisplay: 'NEWTYPE' })
  })

  it('reads keys in the order of their columns, and none into another database', () => {
    expect(table('ORDERS').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['ID', 'CUSTOMER_ID'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['CUSTOMER_ID'],
        referredColumns: ['svc.SHOP.SALES.CUSTOMER.ID'],
      },
    ])
  })

  it('tells kinds of tables apart, and leaves transient ones out unless they are wanted', async () => {
    expect(table('ORDER_TOTALS').tableType).toBe('Dynamic')
    expect(table('SEALED').tableType).toBe('SecureView')
    expect(table('ta"ble').tableType).toBe('External')
    expect(() => table('STAGING')).toThrow()
    const all = await readAll(snowflake, { ...config(), includeTransientTables: true })
    expect(entityOf(all, 'table', 'STAGING').body.tableType).toBe('Transient')
  })

  it('draws lineage of views from their SQL, however names are spelled', () => {
    expect(
      into('ORDER_VIEW').map(({ from, details }) => [from.fullyQualifiedName, details.columnsLineage]),
    ).toEqual([
      [
        'svc.SHOP.SALES.ORDERS',
        [{ fromColumns: ['svc.SHOP.SALES.ORDERS.TOTAL'], toColumn: 'svc.SHOP.SALES.ORDER_VIEW.TOTAL' }],
      ],
      [
        'svc.SHOP.SALES.CUSTOMER',
        [{ fromColumns: ['svc.SHOP.SALES.CUSTOMER.EMAIL'], toColumn: 'svc.SHOP.SALES.ORDER_VIEW.BUYER' }],
      ],
    ])
  })

  it('draws lineage of tables from the access history, where both ends are known', async () => {
    expect(into('ORDER_TOTALS')).toMatchObject([
      {
        from: { fullyQualifiedName: 'svc.SHOP.SALES.ORDERS' },
        details: {
          columnsLineage: [
            { fromColumns: ['svc.SHOP.SALES.ORDERS.TOTAL'], toColumn: 'svc.SHOP.SALES.ORDER_TOTALS.SUM' },
          ],
        },
      },
    ])
    expect(into('ta""ble"').map(({ from }) => from.fullyQualifiedName)).toEqual(['svc.SHOP.SALES.ORDERS'])
    const without = await readAll(snowflake, config())
    expect(without.filter((r) => r.kind === 'lineage')).toHaveLength(2)
  })

  it('reads routines, and overloads under names of their own', () => {
    expect(entityOf(records, 'storedProcedure', 'TIDY()').body).toMatchObject({
      storedProcedureCode: { language: 'JavaScript', code: 'return 1' },
    })
    expect(entityOf(records, 'storedProcedure', 'TIDY(N NUMBER)').body.description).toBe('Tidies')
    expect(entityOf(records, 'storedProcedure', 'PLUS_ONE').body.storedProcedureType).toBe('Function')
  })

  it('turns tags into tags of a classification each, of columns too, unless they are not wanted', async () => {
    const worn = records.flatMap((r) => (r.kind === 'change' ? [r] : []))
    const tag = (tagFQN: string) => ({ tagFQN, source: 'Classification', reason: 'A Snowflake tag' })
    expect(worn).toEqual([
      { kind: 'change', type: 'database', fullyQualifiedName: 'svc.SHOP', tags: [tag('COST_CENTER.sales')] },
      {
        kind: 'change',
        type: 'databaseSchema',
        fullyQualifiedName: 'svc.SHOP.SALES',
        tags: [tag('COST_CENTER.sales')],
      },
      {
        kind: 'change',
        type: 'table',
        fullyQualifiedName: 'svc.SHOP.SALES.CUSTOMER',
        columns: [{ path: ['EMAIL'], tags: [tag('PERSONAL.set')] }],
      },
      {
        kind: 'change',
        type: 'table',
        fullyQualifiedName: 'svc.SHOP.SALES.ORDERS',
        tags: [tag('COST_CENTER.finance')],
      },
    ])
    const without = await readAll(snowflake, config(), { options: { sourceConfig: { includeTags: false } } })
    expect(without.filter((r) => r.kind === 'change')).toEqual([])
  })

  it('reads the query history', async () => {
    const source = await snowflake.open(config(), signal)
    await source.check('GetQueries', signal)
    const request = { sinceMs: Date.now() - 86_400_000, limit: 10, condition: "user_name <> 'ROBOT'", signal }
    expect(await Array.fromAsync(source.queries?.(request) ?? [])).toEqual([
      {
        query: 'select email from customer',
        user: 'ADA',
        database: 'SHOP',
        schema: 'SALES',
        durationMs: 25,
        cost: 0.000014,
        atMs: expect.any(Number),
      },
    ])
    await source.close()
  })

  it('answers SQL for the profiler, with dates and times as they are', async () => {
    const source = await snowflake.open(config(), signal)
    const access = await source.sql?.('SHOP', signal)
    const text = `select id as "id", seen as "seen", born as "born", ? as "x" from ${access?.qualify('SALES', 'customer')} where id > ? order by id desc`
    expect(await access?.query(text, ["it's ?", 2], signal)).toEqual([
      { id: '9007199254740993', seen: '2024-02-29T12:00:00.123Z', born: '2024-02-29', x: "it's ?" },
    ])
    expect(await access?.facts?.('SALES', 'CUSTOMER', signal)).toEqual({
      estimatedRows: 1234,
      sizeInByte: 8192,
      createDateTime: '2024-02-29T12:00:00.000Z',
    })
    await expect(access?.query('select * from nowhere', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
      message: expect.stringContaining('SQL compilation error'),
    })
    await source.close()
  })
})

describe('signing in to Snowflake', () => {
  const rest = { account: 'org-account', username: 'READER', warehouse: 'WH' }
  const checked = async (change: Partial<SnowflakeConfig>) => {
    const { connectionOptions } = change
    const source = await snowflake.open(
      { ...rest, ...change, connectionOptions: { host: host(), ...connectionOptions } },
      signal,
    )
    return source.check('CheckAccess', signal)
  }

  it.each([
    [
      'a key that is encrypted',
      { privateKey: encrypted('open sesame'), snowflakePrivatekeyPassphrase: 'open sesame' },
    ],
    ['a key in one line', { privateKey: pem.replaceAll('\n', '\\n') }],
    ['an OAuth token', { connectionOptions: { token: 'an-oauth-token' } }],
    ['a programmatic access token', { password: 'a-programmatic-token' }],
  ])('takes %s', async (_what, change) => {
    await expect(checked(change)).resolves.toBeUndefined()
  })

  it.each([
    ['a key of someone else', { username: 'SOMEONE', privateKey: pem }, /status 401: JWT token is invalid/],
    ['a key without its passphrase', { privateKey: encrypted('open sesame') }, /privateKey cannot be read/],
    ['no way to sign in', {}, /No way to sign in/],
  ])('explains %s and the fix', async (_what, change, message) => {
    await expect(checked(change)).rejects.toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })
})

function encrypted(passphrase: string): string {
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  return privateKey.export(cipher).toString()
}
