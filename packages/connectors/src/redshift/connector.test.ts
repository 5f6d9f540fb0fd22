/** The connector of Redshift against a real PostgreSQL with the system views that Redshift documents. */
import { readFile } from 'node:fs/promises'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serving } from '../testing-http.ts'
import type { RedshiftConfig } from './config.ts'
import redshift from './connector.ts'

const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
if (serverUrl === undefined) throw new Error('WAYMARK_TEST_DATABASE_URL is set by the test run')

/** Parts of the test server's URL. */
const server = new pg.Client({ connectionString: serverUrl })
const database = `redshift_${process.pid}`
const signal = new AbortController().signal

async function run(inDatabase: string, sql: string): Promise<void> {
  const { host, port, user, password } = server
  const client = new pg.Client({ host, port, user, password, database: inDatabase })
  await client.connect()
  await client.query(sql)
  await client.end()
}

beforeAll(async () => {
  await run('postgres', `create database ${database}`)
  await run(database, await readFile(new URL('./fixture.sql', import.meta.url), 'utf8'))
})
afterAll(() => run('postgres', `drop database if exists ${database} with (force)`))

const config = (): RedshiftConfig => ({
  username: server.user ?? '',
  authType: { password: typeof server.password === 'string' ? server.password : '' },
  hostPort: `${server.host}:${server.port}`,
  database,
})

sourceConformance(redshift, {
  setUp: async () => ({ config: config(), tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
})

describe('the connector of Redshift', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(redshift, { ...config(), ingestAllDatabases: true })
  })
  const prefix = `svc.${database}.sales`
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const into = (name: string) =>
    records.flatMap((r) =>
      r.kind === 'lineage' && r.to.fullyQualifiedName === `${prefix}.${name}`
        ? [[r.from.fullyQualifiedName, r.details.columnsLineage]]
        : [],
    )

  it('reads types with length, precision and scale, comments and defaults', () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'id')).toMatchObject({ dataType: 'BIGINT', constraint: 'PRIMARY_KEY' })
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      dataTypeDisplay: 'character varying(254)',
      constraint: 'UNIQUE',
      description: 'Where invoices go',
    })
    expect(column('customer', 'credit')).toMatchObject({
      dataType: 'NUMERIC',
      precision: 12,
      scale: 2,
      extension: { defaultValue: '0' },
    })
    expect(column('orders', 'id')).toMatchObject({ constraint: 'NOT_NULL' })
  })

  it('reads keys of several columns', () => {
    expect(table('orders').tableConstraints).toEqual([
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['country', 'code'],
        referredColumns: [`${prefix}.region.country`, `${prefix}.region.code`],
      },
      { constraintType: 'FOREIGN_KEY', columns: ['customer_id'], referredColumns: [`${prefix}.customer.id`] },
    ])
  })

  it('tells external tables and materialized views apart', () => {
    expect(table('events')).toMatchObject({
      tableType: 'External',
      columns: [{ dataType: 'STRUCT', dataTypeDisplay: 'struct<n:int>' }],
    })
    expect(table('order_totals').tableType).toBe('MaterializedView')
  })

  it('draws lineage of views, bound or not, to tables and columns', () => {
    expect(into('order_view')).toEqual([
      [
        `${prefix}.orders`,
        [{ fromColumns: [`${prefix}.orders.total`], toColumn: `${prefix}.order_view.total` }],
      ],
      [
        `${prefix}.customer`,
        [{ fromColumns: [`${prefix}.customer.email`], toColumn: `${prefix}.order_view.buyer` }],
      ],
    ])
    expect(into('order_totals')).toEqual([
      [
        `${prefix}.orders`,
        [{ fromColumns: [`${prefix}.orders.total`], toColumn: `${prefix}.order_totals.sum` }],
      ],
    ])
    expect(column('late_view', 'twice')).toMatchObject({ dataType: 'VARCHAR', dataLength: 254 })
    expect(into('late_view')).toMatchObject([
      [
        `${prefix}.customer`,
        [{ toColumn: `${prefix}.late_view.email` }, { toColumn: `${prefix}.late_view.twice` }],
      ],
    ])
  })

  it('reads functions and procedures', () => {
    expect(entityOf(records, 'storedProcedure', 'plus_one').body).toMatchObject({
      storedProcedureType: 'Function',
      storedProcedureCode: { language: 'SQL', code: 'select $1 + 1' },
    })
    expect(entityOf(records, 'storedProcedure', 'tidy').body.storedProcedureType).toBe('StoredProcedure')
  })

  it('reads what ran well in this database, and nothing about the catalog itself', async () => {
    const source = await redshift.open(config(), signal)
    const request = { sinceMs: Date.now() - 86_400_000, limit: 10, condition: "user_name = 'ada'", signal }
    expect(await Array.fromAsync(source.queries?.(request) ?? [])).toEqual([
      {
        query: 'select email from sales.customer',
        database,
        user: 'ada',
        durationMs: 25,
        atMs: expect.any(Number),
      },
    ])
    await source.close()
  })

  it('answers SQL for the profiler', async () => {
    const source = await redshift.open(config(), signal)
    const access = await source.sql?.(database, signal)
    const text = `select count(*)::int as n, ? as x from ${access?.qualify('sales', 'customer')}`
    expect(await access?.query(text, ["it's ?"], signal)).toEqual([{ n: 0, x: "it's ?" }])
    expect(await access?.facts?.('sales', 'customer', signal)).toEqual({
      estimatedRows: 1234,
      sizeInByte: 2_097_152,
    })
    await source.close()
  })

  it('asks AWS for a login of the cluster, and signs in with it', async () => {
    const { username, authType, hostPort } = config()
    const asked: URLSearchParams[] = []
    const body = (user: string, password: string) =>
      `<GetClusterCredentialsResponse><GetClusterCredentialsResult><DbUser>${user}</DbUser><DbPassword>${password}</DbPassword></GetClusterCredentialsResult></GetClusterCredentialsResponse>`
    await serving(
      (request, response) => {
        const query = new URL(request.url ?? '', 'http://redshift').searchParams
        asked.push(query)
        if (query.get('DbUser') === 'stranger')
          response.writeHead(403).end('<Error><Message>no identity-based policy allows it</Message></Error>')
        else response.end(body(username, authType?.password ?? ''))
      },
      async (endPointURL) => {
        const keys = { awsAccessKeyId: 'AKIAIOSFODNN7EXAMPLE', awsSecretAccessKey: 'a-secret' }
        const awsConfig = { awsRegion: 'eu-west-1', endPointURL, ...keys }
        const source = await redshift.open(
          { ...config(), username: 'waymark', authType: { awsConfig } },
          signal,
        )
        await source.check('CheckAccess', signal)
        await source.close()
        await expect(
          redshift.open({ ...config(), username: 'stranger', authType: { awsConfig } }, signal),
        ).rejects.toMatchObject({ message: expect.stringContaining('(403): no identity-based policy') })
      },
    )
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      Action: 'GetClusterCredentials',
      ClusterIdentifier: hostPort.split(/[.:]/)[0],
      DbUser: 'waymark',
      DbName: database,
      'X-Amz-Signature': expect.any(String),
    })
  })

  it.each([
    [
      'a role to be assumed',
      { authType: { awsConfig: { awsRegion: 'eu-west-1', assumeRoleArn: 'arn:aws:iam::1:role/x' } } },
      /assumeRoleArn is not supported/,
    ],
    [
      'IAM for a serverless workgroup',
      {
        hostPort: 'shop.1.eu-west-1.redshift-serverless.amazonaws.com:5439',
        authType: { awsConfig: { awsRegion: 'eu-west-1' } },
      },
      /serverless/,
    ],
    ['a database that is not there', { database: 'nowhere' }, /does not exist/],
  ])('explains %s and the fix', async (_what, change, message) => {
    await expect(redshift.open({ ...config(), ...change }, signal)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })
})
