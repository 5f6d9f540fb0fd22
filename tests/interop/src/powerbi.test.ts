/** Power BI as documented, signed in through the Entra emulator, into a running catalog that already has the database. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanned, scanner } from '../../../packages/connectors/src/powerbi/testing-scanner.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'

const sampleCompany = fileURLToPath(new URL('../../../apps/entra/sample-company.yaml', import.meta.url))
const powerBi = 'https://analysis.windows.net/powerbi/api'

let directory: string
let emulator: RunningEmulator
let subject: IngestedCatalog
let server: Server
const seen: string[] = []
const claims: Record<string, unknown>[] = []

/** The sample company with Power BI as a resource of its directory, as every tenant has it. */
function companyFile(): string {
  const text = readFileSync(sampleCompany, 'utf8').replace(
    '    servicePrincipals:\n',
    `      - appId: 00000009-0000-0000-c000-000000000000
        displayName: Power BI Service
        identifierUris: [${powerBi}]

    servicePrincipals:
      - id: c2d8f3e4-3f57-4c90-9b32-4e5f6a7b8c09
        appId: 00000009-0000-0000-c000-000000000000
`,
  )
  const file = join(directory, 'company.yaml')
  writeFileSync(file, text)
  return file
}

async function ingest(change: object = {}) {
  const { port } = server.address() as AddressInfo // it listens on TCP
  const source = {
    type: 'powerbi',
    serviceName: 'bi',
    serviceConnection: {
      config: {
        type: 'PowerBI',
        tenantId: fjordlight.tenantId,
        clientId: fjordlight.ingestionAppId,
        clientSecret: fjordlight.ingestionSecret,
        apiURL: `http://127.0.0.1:${port}/v1.0/myorg`,
        ...change,
      },
    },
    sourceConfig: { config: { type: 'DashboardMetadata' } },
  }
  return await subject.ingest(source, { ...emulator.environment, NO_PROXY: 'localhost,127.0.0.1' })
}

interface Lineage {
  readonly entity: { readonly id: string }
  readonly nodes: readonly { readonly id: string; readonly fullyQualifiedName: string }[]
  readonly upstreamEdges: readonly {
    readonly fromEntity: string
    readonly toEntity: string
    readonly lineageDetails?: { readonly columnsLineage?: readonly object[]; readonly sqlQuery?: string }
  }[]
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'interop-powerbi-'))
  ;[emulator, subject] = await Promise.all([startEmulator(companyFile()), startIngestedCatalog()])
  const keys = createRemoteJWKSet(new URL(`${emulator.plainUrl}/${fjordlight.tenantId}/discovery/keys`), {
    [customFetch]: fetch,
  })
  const api = scanner({ authorized: () => true, throttled: 1 }, seen)
  server = createServer(async (request, response) => {
    try {
      const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
      const { payload } = await jwtVerify(bearer, keys, { audience: powerBi })
      claims.push(payload)
    } catch {
      response.writeHead(401).end('{"error":{"code":"TokenInvalid"}}')
      return
    }
    api(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const put = (path: string, body: object) => subject.catalog.api(path, { method: 'PUT', body })
  await put('services/databaseServices', {
    name: 'erp',
    serviceType: 'AzureSQL',
    connection: {
      config: {
        type: 'AzureSQL',
        hostPort: 'sql.fjordlight.example:1433',
        database: 'shop',
        username: 'r',
        password: 'p',
      },
    },
  })
  await put('databases', { name: 'shop', service: 'erp' })
  await put('databaseSchemas', { name: 'public', database: 'erp.shop' })
  const column = (name: string) => ({ name, dataType: 'INT' })
  await put('tables', {
    name: 'orders',
    databaseSchema: 'erp.shop.public',
    columns: ['id', 'amount', 'customer_id'].map(column),
  })
  await put('tables', {
    name: 'customers',
    databaseSchema: 'erp.shop.public',
    columns: ['id', 'name'].map(column),
  })
})

afterAll(async () => {
  server?.closeAllConnections()
  server?.close()
  await subject?.stop()
  await emulator?.stop()
  if (directory) rmSync(directory, { recursive: true, force: true })
})

describe('Power BI', () => {
  it('is read with a token that Entra gave for it, and what it shows is drawn from the tables of the database', async () => {
    const run = await ingest()
    expect(run.output).toContain('budget is not in the catalog; it was looked for in erp')
    expect(run.code, run.output).toBe(0)
    expect(claims[0]).toMatchObject({ aud: powerBi, tid: fjordlight.tenantId })
    const reports = await subject.catalog.api<{ displayName: string; dataModels: { displayName: string }[] }>(
      `dashboards/name/bi.${scanned.report}?fields=dataModels`,
    )
    expect(reports).toMatchObject({ displayName: 'Sales by region', dataModels: [{ displayName: 'Sales' }] })

    const lineage = await subject.catalog.api<Lineage>(
      `lineage/dashboardDataModel/name/bi.model.${scanned.salesModel}?upstreamDepth=1&downstreamDepth=2`,
    )
    expect(lineage.nodes.map((node) => node.fullyQualifiedName).sort()).toEqual([
      `bi.${scanned.dashboard}`,
      `bi.${scanned.report}`,
      `bi.model.${scanned.budgetModel}`,
      'erp.shop.public.customers',
      'erp.shop.public.orders',
    ])
    const orders = lineage.nodes.find((node) => node.fullyQualifiedName.endsWith('orders'))
    const edge = lineage.upstreamEdges.find((each) => each.fromEntity === orders?.id)
    expect(edge?.lineageDetails?.columnsLineage).toEqual([
      { fromColumns: ['erp.shop.public.orders.id'], toColumn: `bi.model.${scanned.salesModel}.Orders.id` },
      {
        fromColumns: ['erp.shop.public.orders.amount'],
        toColumn: `bi.model.${scanned.salesModel}.Orders.Amount`,
      },
    ])
  })

  it('is read again without a change, and says what Entra says of a wrong secret', async () => {
    const path = `dashboard/datamodels/name/bi.model.${scanned.salesModel}`
    const before = await subject.catalog.api<{ version: number }>(path)
    const again = await ingest()
    expect(again.code, again.output).toBe(0)
    expect((await subject.catalog.api<{ version: number }>(path)).version).toBe(before.version)

    const refused = await ingest({ clientSecret: 'wrong' })
    expect(refused.code).not.toBe(0)
    expect(refused.output).toContain('AADSTS7000215')
    expect(refused.output).not.toContain('wrong')
  })
})
