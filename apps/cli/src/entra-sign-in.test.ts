/** `metadata ingest` with `authProvider: azure` at the real authority's address, through a proxy and a private CA, as behind a firewall. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSampleTenant } from './demo/sample-tenant.ts'
import { sampleTenantFile } from './programs.ts'
import { type Running, run } from './testing-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-entra-'))
const tenant = readSampleTenant(sampleTenantFile)
let emulator: Running
let catalog: Server
let hostPort: string
let environment: Record<string, string>
const bearers: string[] = []

beforeAll(async () => {
  emulator = run('waymark', [
    'entra',
    'start',
    '--state',
    sampleTenantFile,
    '--data-dir',
    join(directory, 'entra'),
    '--json',
  ])
  const line = await new Promise<string>((resolve, reject) => {
    emulator.process.stdout?.once('data', (chunk) => resolve(String(chunk)))
    emulator.finished.then(({ err }) => reject(new Error(err)))
  })
  const { proxyPort, caFile } = JSON.parse(line) as { proxyPort: number; caFile: string }
  environment = {
    WAYMARK_HOME: directory,
    NO_COLOR: '1',
    HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
    // The catalog is on loopback, which is never asked for through a proxy; this one would refuse it.
    HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
    NODE_EXTRA_CA_CERTS: caFile,
  }
  catalog = createServer((request, response) => {
    const user = request.url?.endsWith('loggedInUser')
    if (user) bearers.push(request.headers.authorization ?? '')
    const body = user ? { name: 'ingestion-bot', isBot: true } : { version: '1.13.0' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => catalog.listen(0, '127.0.0.1', resolve))
  hostPort = `http://127.0.0.1:${(catalog.address() as AddressInfo).port}/api`
})
afterAll(async () => {
  emulator.process.kill('SIGTERM')
  await emulator.finished
  catalog.closeAllConnections()
  catalog.close()
})

async function ingest(changes: Partial<Record<'clientSecret' | 'authority' | 'clientId' | 'scope', string>>) {
  const { ui, ingestion } = tenant
  const {
    clientSecret = ingestion.secret,
    authority = tenant.tenantId,
    clientId = ingestion.clientId,
    scope = `${ui.identifierUri}/.default`,
  } = changes
  const file = join(directory, 'workflow.yaml')
  writeFileSync(
    file,
    `source:
  type: postgres
  serviceName: s
  serviceConnection: { config: { username: u, hostPort: '127.0.0.1:1', database: d } }
workflowConfig:
  openMetadataServerConfig:
    hostPort: ${hostPort}
    authProvider: azure
    securityConfig: { clientSecret: '${clientSecret}', authority: '${authority}', clientId: '${clientId}', scopes: ['${scope}'] }
`,
  )
  return run('metadata', ['ingest', '-c', file], environment).finished
}

describe('signing in with an Entra application', () => {
  it('presents an access token of that application for the API', async () => {
    const { code, err } = await ingest({})
    // The source is a closed port: the sign-in before it is what counts here.
    expect(code).toBe(5)
    expect(err).toContain('signed in as bot ingestion-bot with Entra application 2b8e…52 (client secret)')
    const [, claims = ''] = bearers.at(-1)?.split('.') ?? []
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      tid: tenant.tenantId,
      azp: tenant.ingestion.clientId,
      oid: tenant.ingestion.objectId,
    })
  })

  it.each([
    [
      { clientSecret: 'wrong-but-secret' },
      'AADSTS7000215: The client secret is wrong.',
      'Copy the Value of the secret',
    ],
    [
      { clientId: '00000000-0000-4000-8000-000000000000' },
      'AADSTS700016: The application does not exist in this tenant.',
      'not an object id',
    ],
    [
      { scope: 'api://nobody/.default' },
      'AADSTS500011: The API that the scope names does not exist in this tenant.',
      'Application ID URI',
    ],
  ])(
    'explains %j in plain words with the fix, leaves 4, and shows no secret',
    async (changes, meaning, fix) => {
      const { code, out, err } = await ingest(changes)
      expect(err).toContain(meaning)
      expect(err).toContain(fix)
      expect(code).toBe(4)
      expect(out + err).not.toContain('wrong-but-secret')
    },
  )

  it('explains a tenant that does not exist', async () => {
    const { code, err } = await ingest({ authority: '00000000-0000-4000-8000-000000000001' })
    expect(err).toContain('AADSTS90002: The tenant does not exist.')
    expect(code).toBe(4)
  })
})
