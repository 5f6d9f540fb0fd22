/** The connector of BigQuery against a project that answers as documented. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import type { BigQueryConfig } from './config.ts'
import bigquery from './connector.ts'
import { createProject } from './fixture/project.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const project = createProject(publicKey)
const signal = new AbortController().signal
const host = servedToTests(project.listener)

const account = () => ({
  type: 'service_account',
  projectId: 'shop-project',
  privateKeyId: 'key-1',
  privateKey: pem,
  clientEmail: 'reader@shop-project.iam.gserviceaccount.com',
  tokenUri: `${host()}/token`,
})
const config = (change: object = {}): BigQueryConfig => ({
  credentials: { gcpConfig: { ...account(), ...change } },
  hostPort: host(),
})

sourceConformance(bigquery, {
  setUp: async () => ({ config: config(), tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the connector of BigQuery', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    project.heard.length = 0
    records = await readAll(bigquery, config())
  })
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const names = (type: string) =>
    records.flatMap((r) => (r.kind === 'entity' && r.type === type ? [r.body.name] : []))

  it('asks seven statements a dataset at most, and one a region', () => {
    expect(names('database')).toEqual(['shop-project'])
    expect(names('databaseSchema')).toEqual(['archive', 'locked', 'sales'])
    // Two regions; sales with foreign keys, archive without; locked fails at its first of tables and of routines.
    expect(project.heard).toHaveLength(2 + 7 + 6 + 2)
  })

  it('says which dataset cannot be read, and reads the others', () => {
    expect(records.filter((r) => r.kind === 'skipped')).toMatchObject([
      {
        fullyQualifiedName: 'svc.shop-project.locked',
        reason: 'error',
        hint: expect.stringContaining('metadataViewer'),
      },
      { fullyQualifiedName: 'svc.shop-project.locked', reason: 'error' },
    ])
    expect(records.filter((r) => r.kind === 'completed' && r.parent.endsWith('locked'))).toEqual([])
  })

  it('reads descriptions of datasets, tables, columns and nested fields', () => {
    expect(entityOf(records, 'databaseSchema', 'sales').body.description).toBe(
      'What people buy\nand "return"',
    )
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'STRING',
      dataLength: 254,
      description: 'Where invoices go',
    })
    expect(column('customer', 'addresses')).toMatchObject({
      dataType: 'ARRAY',
      arrayDataType: 'STRUCT',
      children: [
        { name: 'city', dataType: 'STRING' },
        { name: 'no, of', dataType: 'BIGINT' },
        {
          name: 'geo',
          dataType: 'STRUCT',
          dataTypeDisplay: 'STRUCT<lat FLOAT64, lon FLOAT64>',
          children: [{ name: 'lat', dataType: 'DOUBLE', description: 'Degrees north' }, { name: 'lon' }],
        },
      ],
    })
  })

  it('reads types, defaults and what must be there', () => {
    expect(column('customer', 'id')).toMatchObject({ dataType: 'BIGINT', constraint: 'PRIMARY_KEY' })
    expect(column('customer', 'id')).not.toHaveProperty('extension')
    expect(column('customer', 'credit')).toMatchObject({
      dataType: 'NUMERIC',
      precision: 12,
      scale: 2,
      extension: { defaultValue: '0' },
    })
    expect(column('customer', 'tags')).toMatchObject({
      dataType: 'ARRAY',
      arrayDataType: 'STRING',
      constraint: 'NOT_NULL',
    })
    expect(column('customer', 'valid')).toMatchObject({ dataType: 'UNKNOWN', dataTypeDisplay: 'RANGE<DATE>' })
    expect(column('old events', 'x')).toMatchObject({ dataType: 'UNKNOWN', dataTypeDisplay: 'NEWTYPE' })
  })

  it('reads keys and clustering, in the order of their columns', () => {
    expect(table('orders').tableConstraints).toEqual([
      { constraintType: 'PRIMARY_KEY', columns: ['id', 'customer_id'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['customer_id'],
        referredColumns: ['svc.shop-project.sales.customer.id'],
      },
      { constraintType: 'CLUSTER_KEY', columns: ['customer_id', 'id'] },
    ])
    expect(table('order_totals').tableConstraints).toEqual([
      { constraintType: 'CLUSTER_KEY', columns: ['customer_id'] },
    ])
  })

  it('tells kinds of tables and of partitions apart', () => {
    const kinds = names('table').map((name) => {
      const { tableType, tablePartition } = table(String(name))
      return [name, tableType, tablePartition?.columns?.[0]]
    })
    expect(kinds).toEqual([
      ['old events', 'Regular', undefined],
      ['buckets', 'Partitioned', { columnName: 'n', intervalType: 'INTEGER-RANGE', interval: '10' }],
      ['customer', 'Regular', undefined],
      [
        'events',
        'Partitioned',
        { columnName: '_PARTITIONTIME', intervalType: 'INGESTION-TIME', interval: 'DAY' },
      ],
      ['files', 'External', undefined],
      ['order_totals', 'MaterializedView', undefined],
      ['order_view', 'View', undefined],
      ['orders', 'Partitioned', { columnName: 'at_time', intervalType: 'TIME-UNIT', interval: 'MONTH' }],
    ])
    expect(table('events').columns?.map(({ name }) => name)).toEqual(['body'])
  })

  it('draws lineage of views and materialized views from their SQL', () => {
    const sales = 'svc.shop-project.sales'
    const edges = records.flatMap((r) =>
      r.kind === 'lineage' ? [[r.from.fullyQualifiedName, r.details.columnsLineage]] : [],
    )
    expect(edges).toEqual([
      [
        `${sales}.orders`,
        [
          { fromColumns: [`${sales}.orders.customer_id`], toColumn: `${sales}.order_totals.customer_id` },
          { fromColumns: [`${sales}.orders.total`], toColumn: `${sales}.order_totals.sum` },
        ],
      ],
      [
        `${sales}.orders`,
        [{ fromColumns: [`${sales}.orders.total`], toColumn: `${sales}.order_view.total` }],
      ],
      [
        `${sales}.customer`,
        [{ fromColumns: [`${sales}.customer.email`], toColumn: `${sales}.order_view.buyer` }],
      ],
    ])
  })

  it('turns labels into tags of a classification each, unless tags are not wanted', async () => {
    expect(names('classification')).toEqual(['team', 'pii'])
    expect(names('tag')).toEqual(['sales', 'finance', 'set'])
    const worn = records.flatMap((r) =>
      r.kind === 'change' ? [[r.fullyQualifiedName, r.tags?.map(({ tagFQN }) => tagFQN)]] : [],
    )
    expect(worn).toEqual([
      ['svc.shop-project.sales', ['team.sales']],
      ['svc.shop-project.sales.customer', ['team.sales', 'pii.set']],
      ['svc.shop-project.sales.orders', ['team.finance']],
    ])
    const without = await readAll(bigquery, config(), { options: { sourceConfig: { includeTags: false } } })
    expect(without.filter((r) => r.kind === 'change')).toEqual([])
  })

  it('reads procedures and functions', () => {
    expect(entityOf(records, 'storedProcedure', 'tidy').body).toMatchObject({
      description: 'Tidies',
      storedProcedureType: 'StoredProcedure',
      storedProcedureCode: { language: 'SQL', code: 'begin select 1; end' },
    })
    expect(entityOf(records, 'storedProcedure', 'plus_one').body).toMatchObject({
      storedProcedureType: 'Function',
      storedProcedureCode: { language: 'JavaScript' },
    })
  })

  it('reads the jobs of every region, newest first, or of one', async () => {
    const source = await bigquery.open(config(), signal)
    const condition = "user_email <> 'robot@shop.example'"
    const request = { sinceMs: Date.UTC(2026, 0, 1), limit: 10, condition, signal }
    const ada = {
      query: 'select email from sales.customer',
      database: 'shop-project',
      user: 'ada@shop.example',
      atMs: Date.UTC(2026, 0, 2, 10),
      durationMs: 25,
      cost: 0.5,
    }
    const found = await Array.fromAsync(source.queries?.(request) ?? [])
    expect(found).toEqual([expect.objectContaining({ user: 'bob@shop.example', durationMs: 1000 }), ada])
    expect(await Array.fromAsync(source.queries?.({ ...request, limit: 1 }) ?? [])).toHaveLength(1)
    const inEurope = await bigquery.open({ ...config(), usageLocation: 'EU' }, signal)
    expect(await Array.fromAsync(inEurope.queries?.(request) ?? [])).toEqual([ada])
    await source.close()
  })

  it('answers SQL for the profiler, with nested and repeated values', async () => {
    const source = await bigquery.open(config(), signal)
    const access = await source.sql?.('shop-project', signal)
    const from = access?.qualify('sales', 'customer')
    const text = `select *, ? as said from ${from} where id > ? order by id desc`
    expect(await access?.query(text, ["it's ?", 1], signal)).toEqual([
      {
        id: '9007199254740993',
        seen: '2024-02-29T12:00:00.123Z',
        born: '2024-02-29',
        credit: 12.5,
        is_new: true,
        address: { city: 'Bern' },
        tags: ['a', 'b'],
        said: "it's ?",
      },
      { id: 2, seen: null, born: null, credit: null, is_new: null, address: null, tags: [], said: "it's ?" },
    ])
    expect(await access?.facts?.('sales', 'customer', signal)).toEqual({
      estimatedRows: 1234,
      sizeInByte: 8192,
      createDateTime: '2024-02-29T12:00:00.000Z',
    })
    expect(access?.quote('a`b\\')).toBe('`a\\`b\\\\`')
    await expect(access?.query('select * from nowhere', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
      message: expect.stringContaining('Syntax error'),
    })
    await source.close()
  })

  it('gets a new token when one is refused, and asks again after a limit or a fault', async () => {
    const source = await bigquery.open(config(), signal)
    await source.check('CheckAccess', signal)
    project.revoke()
    project.troubles.push([429, 'rateLimitExceeded'], [503, 'backendError'], [403, 'rateLimitExceeded'])
    await expect(source.check('CheckAccess', signal)).resolves.toBeUndefined()
    expect(project.troubles).toEqual([])
    await source.close()
  })
})

describe('signing in to Google Cloud', () => {
  const checked = async (wanted: BigQueryConfig) =>
    (await bigquery.open(wanted, signal)).check('GetSchemas', signal)

  it('takes a key in one line, and a list of projects', async () => {
    const wanted = config({ privateKey: pem.replaceAll('\n', '\\n'), projectId: ['shop-project'] })
    await expect(checked(wanted)).resolves.toBeUndefined()
  })

  it('takes the path of a key file, whose project it reads', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waymark-bigquery-'))
    const path = join(folder, 'key.json')
    const { projectId, privateKeyId, clientEmail, tokenUri } = account()
    const key = {
      project_id: projectId,
      private_key_id: privateKeyId,
      private_key: pem,
      client_email: clientEmail,
      token_uri: tokenUri,
    }
    await writeFile(path, JSON.stringify(key))
    const wanted = { credentials: { gcpConfig: { type: 'gcp_credential_path', path } }, hostPort: host() }
    await expect(checked(wanted)).resolves.toBeUndefined()
    await rm(folder, { recursive: true })
  })

  it('takes an access token', async () => {
    const own = createProject(publicKey)
    const gcpConfig = { type: 'gcp_adc', projectId: 'shop-project' }
    await serving(own.listener, async (hostPort) => {
      const wanted = { credentials: { gcpConfig }, hostPort, connectionOptions: { token: 'a-given-token' } }
      await expect(checked(wanted)).resolves.toBeUndefined()
    })
  })

  it.each([
    [
      'a key of someone else',
      { clientEmail: 'other@shop-project.iam.gserviceaccount.com' },
      /account not found/,
    ],
    ['another key', { privateKeyId: 'key-2' }, /Invalid JWT Signature/],
    ['what is no key', { privateKey: 'open sesame' }, /not a private key/],
    ['no key', { privateKey: '' }, /No way to sign in/],
    ['no project', { projectId: [] }, /No project is named/],
    ['a project that cannot be seen', { projectId: 'other-project' }, /status 403: Access Denied/],
    ['a file that is not there', { path: '/nowhere/key.json' }, /cannot be read as JSON/],
  ])('explains %s and the fix', async (_what, change, message) => {
    const failure = await checked(config(change)).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect(JSON.stringify(failure)).not.toContain('PRIVATE KEY-----')
  })
})
