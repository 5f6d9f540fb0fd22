/** The connectors of SQL Server, Azure SQL, Synapse and Fabric: the driver against a server that speaks the published protocol. */
import { verify, X509Certificate } from 'node:crypto'
import type { SourceError, SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { serving } from '../testing-http.ts'
import azureSql from './azure-sql.ts'
import type { MssqlConfig } from './config.ts'
import mssql from './connector.ts'
import fabric from './fabric.ts'
import { password, startTestServer, type TestServer, token } from './fixture/test-server.ts'
import synapse from './synapse.ts'

const signal = new AbortController().signal
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())
afterEach(() => vi.unstubAllEnvs())

const config = () => server.config
const trusting = { authenticationMode: { trustServerCertificate: true } }
const fixture = {
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
} as const
const ofLogin = { username: 'reader', password, database: 'shop' }

sourceConformance(mssql, { setUp: async () => ({ config: config(), tearDown: async () => {} }), ...fixture })
for (const connector of [azureSql, synapse]) {
  sourceConformance(connector, {
    setUp: async () => ({
      config: { ...ofLogin, ...trusting, hostPort: server.hostPort },
      tearDown: async () => {},
    }),
    ...fixture,
  })
}

/** Runs with a token endpoint of Entra's that gives the server's token; tells the forms that were posted to it. */
async function withEntra<Result>(work: (posted: URLSearchParams[]) => Promise<Result>): Promise<Result> {
  const posted: URLSearchParams[] = []
  return serving(
    (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        posted.push(new URLSearchParams(Buffer.concat(chunks).toString()))
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ access_token: token, expires_in: 3600, token_type: 'Bearer' }))
      })
    },
    async (url) => {
      vi.stubEnv('AZURE_AUTHORITY_HOST', url)
      return await work(posted)
    },
  )
}
const fabricConfig = (): MssqlConfig => ({
  hostPort: server.hostPort,
  database: 'shop',
  clientId: 'an-application',
  clientSecret: 'a-secret',
  tenantId: 'contoso',
  connectionArguments: { TrustServerCertificate: 'yes' },
})

describe('the connector of SQL Server', () => {
  let records: SourceRecord[]
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const edges = (to: string) =>
    records.flatMap((r) =>
      r.kind === 'lineage' && r.to.fullyQualifiedName === `svc.shop.sales.${to}` ? [r] : [],
    )

  beforeAll(async () => {
    records = await readAll(mssql, config())
  })

  it('shows the schemas of people with their descriptions, and none of the server’s own', () => {
    const schemas = records.flatMap((r) => (r.kind === 'entity' && r.type === 'databaseSchema' ? [r] : []))
    expect(schemas.map(({ body }) => [body.name, body.description])).toEqual([
      ['Odd.[Names] "ñ€"', undefined],
      ['dbo', undefined],
      ['sales', 'What people buy'],
    ])
  })

  it('reads types with length, precision and scale, descriptions, defaults, alias types and computed columns', () => {
    expect(table('customer').description).toBe('A person who buys')
    expect(column('customer', 'id')).toMatchObject({
      dataType: 'BIGINT',
      constraint: 'PRIMARY_KEY',
      extension: { defaultValue: 'identity' },
    })
    expect(column('customer', 'email')).toMatchObject({
      dataType: 'VARCHAR',
      dataLength: 254,
      dataTypeDisplay: 'EmailAddress',
      constraint: 'UNIQUE',
      description: 'Where invoices go',
    })
    expect(column('customer', 'name')).toMatchObject({ dataLength: 100, dataTypeDisplay: 'nvarchar(100)' })
    expect(column('customer', 'name')).not.toHaveProperty('constraint')
    expect(column('customer', 'notes')).toMatchObject({ dataTypeDisplay: 'nvarchar(max)' })
    expect(column('customer', 'credit')).toMatchObject({
      dataType: 'DECIMAL',
      precision: 12,
      scale: 2,
      dataTypeDisplay: 'decimal(12,2)',
      extension: { defaultValue: '((0))' },
    })
    expect(column('customer', 'seen')).toMatchObject({
      dataType: 'TIMESTAMPZ',
      dataTypeDisplay: 'datetimeoffset(3)',
    })
    expect(column('customer', 'initials')?.extension).toEqual({ defaultValue: 'computed as (upper([name]))' })
    expect(column('customer', 'place')).toMatchObject({ dataType: 'GEOGRAPHY' })
    expect(column('ta]ble\n2', 'h')).toMatchObject({ dataType: 'HIERARCHYID' })
  })

  it('reads keys of several columns, partitions and external tables', () => {
    expect(table('orders')).toMatchObject({
      tableType: 'Partitioned',
      tablePartition: { columns: [{ columnName: 'placed', intervalType: 'TIME-UNIT', interval: 'RANGE' }] },
      tableConstraints: [
        { constraintType: 'PRIMARY_KEY', columns: ['id', 'placed'] },
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
    expect(table('rate').tableType).toBe('External')
  })

  it('draws lineage of views to tables and columns, under the names the view was created with', () => {
    expect(
      edges('order_view').map(({ from, details }) => [from.fullyQualifiedName, details.columnsLineage]),
    ).toEqual([
      [
        'svc.shop.sales.orders',
        [{ fromColumns: ['svc.shop.sales.orders.total'], toColumn: 'svc.shop.sales.order_view.total' }],
      ],
      [
        'svc.shop.sales.customer',
        [{ fromColumns: ['svc.shop.sales.customer.email'], toColumn: 'svc.shop.sales.order_view.buyer' }],
      ],
    ])
    expect(edges('rates_view').map(({ from }) => from.fullyQualifiedName)).toEqual(['svc.shop.dbo.rate'])
  })

  it('takes a table of another database for no table of this one, and this one’s by its own name too', () => {
    expect(edges('across').map(({ from }) => from.fullyQualifiedName)).toEqual(['svc.shop.sales.customer'])
    expect(edges('across')[0]?.details.sqlQuery).toContain('archive.sales.customer')
  })

  it('shows a view whose text is encrypted', () => {
    expect(table('sealed')).toMatchObject({ tableType: 'View' })
    expect(table('sealed')).not.toHaveProperty('schemaDefinition')
  })

  it('reads procedures with their code, and functions of assemblies without', () => {
    expect(entityOf(records, 'storedProcedure', 'add_customer').body).toMatchObject({
      description: 'Adds one',
      storedProcedureType: 'StoredProcedure',
      storedProcedureCode: { language: 'SQL', code: expect.stringContaining('insert into sales.customer') },
    })
    expect(entityOf(records, 'storedProcedure', 'is_valid').body).toMatchObject({
      storedProcedureType: 'Function',
      storedProcedureCode: { language: 'External' },
    })
  })

  it('reads every database that the login may enter, and asks the same number of statements of each schema', async () => {
    server.heard.length = 0
    const read = await readAll(mssql, { ...config(), ingestAllDatabases: true })
    const names = read.flatMap((r) => (r.kind === 'entity' && r.type === 'database' ? [r.body.name] : []))
    expect(names).toEqual(['archive', 'shop'])
    expect(read).toContainEqual({ kind: 'completed', type: 'database', parent: 'svc' })
    const perSchema = server.heard.filter((text) => /from sys\.columns/.test(text)).length
    expect(perSchema).toBe(5) // dbo and sales of both, and the odd one
    // Nine statements a schema, two a database, one for the databases; five tables or one.
    expect(server.heard.filter((text) => !/^set /.test(text))).toHaveLength(5 * 9 + 2 * 2 + 1)
  })

  it('answers SQL for the profiler', async () => {
    const source = await mssql.open(config(), signal)
    const access = await source.sql?.('shop', signal)
    const from = access?.qualify('sales', 'customer')
    const text = `select count(*) as n, ? as [a?b], ? as x from ${from} where email is not null`
    expect(await access?.query(text, ["it's ?", 3], signal)).toEqual([{ n: 1, 'a?b': "it's ?", x: 3 }])
    expect(await access?.facts?.('sales', 'customer', signal)).toEqual({
      estimatedRows: 1234,
      createDateTime: '2024-02-29T12:00:00.000Z',
    })
    const several = await Promise.all([1, 2, 3].map((n) => access?.query('select ? as n', [n], signal)))
    expect(several).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]])
    await expect(access?.query('select * from sales.nowhere', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
      message: expect.stringContaining('208'),
    })
    await source.close()
  })
})

describe('signing in to SQL Server', () => {
  const failureOf = async (change: Partial<MssqlConfig>): Promise<SourceError> => {
    const opened = mssql.open({ ...config(), ...change }, signal)
    return opened.then(
      () => expect.unreachable(),
      (error) => error,
    )
  }

  it('takes an access token of Entra ID for a client secret', async () => {
    await withEntra(async (posted) => {
      const read = await readAll(fabric, fabricConfig())
      expect(entityOf(read, 'table', 'customer').fullyQualifiedName).toBe('svc.shop.sales.customer')
      expect(Object.fromEntries(posted[0] ?? [])).toEqual({
        grant_type: 'client_credentials',
        client_id: 'an-application',
        client_secret: 'a-secret',
        scope: 'https://database.windows.net/.default',
      })
    })
  })

  it('proves to have a certificate, signed as Entra ID wants it', async () => {
    await withEntra(async (posted) => {
      const clientCertificate = `${server.certificate.cert}\n${server.certificate.key}`
      const connectionOptions = { clientId: 'an-application', tenantId: 'contoso', clientCertificate }
      const { username: _user, password: _password, ...rest } = config()
      await (await mssql.open({ ...rest, connectionOptions }, signal)).close()
      const [header = '', claims = '', signature = ''] = (posted[0]?.get('client_assertion') ?? '').split('.')
      const key = { key: new X509Certificate(server.certificate.cert).publicKey, padding: 6, saltLength: 32 }
      const signed = Buffer.from(`${header}.${claims}`)
      expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        iss: 'an-application',
        sub: 'an-application',
        aud: expect.stringMatching(/\/contoso\/oauth2\/v2\.0\/token$/),
      })
    })
  })

  it('takes a managed identity where no credentials are given, and ODBC’s words for how', async () => {
    const managed = async (change: Partial<MssqlConfig>) =>
      serving(
        (request, response) => {
          expect(request.headers['x-identity-header']).toBe('proof')
          expect(new URL(request.url ?? '', 'http://x').searchParams.get('resource')).toBe(
            'https://database.windows.net',
          )
          response.end(JSON.stringify({ access_token: token, expires_in: '3600' }))
        },
        async (url) => {
          vi.stubEnv('IDENTITY_ENDPOINT', url)
          vi.stubEnv('IDENTITY_HEADER', 'proof')
          const { username: _user, password: _password, ...rest } = config()
          await (await mssql.open({ ...rest, ...change }, signal)).close()
        },
      )
    await managed({})
    await managed({ connectionOptions: { authentication: 'ActiveDirectoryMSI' } })
  })

  it.each([
    ['a wrong password', { password: 'wrong' }, /refused this sign-in/],
    ['a database that is not there', { database: 'nowhere' }, /does not exist, or the login has no user/],
    ['a closed port', { hostPort: '127.0.0.1:1' }, /Nothing listens at this address/],
    ['a certificate of nobody’s', { sslConfig: {} }, /certificate is not for this host, or not signed/],
    [
      'a sign-in that needs Windows',
      { connectionOptions: { Authentication: 'ActiveDirectoryIntegrated' } },
      /ActiveDirectoryIntegrated is not supported/,
    ],
  ])('explains %s and the fix', async (_what, change, message) => {
    const failure = await failureOf(change)
    expect(failure.message).toMatch(message)
    expect(failure.consequence).toBe('fatal')
    expect(failure.hint).toBeTruthy()
    expect(`${failure.message} ${failure.hint}`).not.toMatch(/wrong|correct horse/)
  })

  it('reads a server without encryption when told to', async () => {
    const plain = await startTestServer({ encrypts: false })
    const hostPort = `tcp:${plain.hostPort.replace(':', ',')}`
    const read = await readAll(mssql, { ...plain.config, hostPort, encrypt: false })
    expect(entityOf(read, 'table', 'customer')).toBeDefined()
    await plain.close()
  })
})
