/** One catalog is read into another through its REST API, with the sample company and what people added to it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

const metadata = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const waymark = fileURLToPath(new URL('../../../apps/cli/bin/waymark.js', import.meta.url))
const loadSample = fileURLToPath(new URL('../../../examples/sample-company/load.ts', import.meta.url))
const databaseUrl = process.env.WAYMARK_TEST_DATABASE_URL ?? ''
const database = `import_${process.pid}`

let directory: string
let from: RunningCatalog
let to: RunningCatalog
const tokens = new Map<RunningCatalog, string>()

async function ingest(into: RunningCatalog, source: object) {
  const file = join(directory, 'workflow.json')
  const server = {
    hostPort: `${into.url}/api`,
    authProvider: 'openmetadata',
    securityConfig: { jwtToken: tokens.get(into) },
  }
  writeFileSync(file, JSON.stringify({ source, workflowConfig: { openMetadataServerConfig: server } }))
  const result = await runProgram(process.execPath, [metadata, 'ingest', '-c', file], { directory })
  return { ...result, said: `${result.stdout}${result.stderr}` }
}

const importSource = () => ({
  type: 'openmetadata',
  serviceName: 'other',
  serviceConnection: {
    config: { hostPort: `${from.url}/api`, securityConfig: { jwtToken: tokens.get(from) } },
  },
})

interface Listed {
  readonly fullyQualifiedName: string
  readonly [member: string]: unknown
}

async function all(
  catalog: RunningCatalog,
  collection: string,
  fields: string,
): Promise<Map<string, Listed>> {
  const found = new Map<string, Listed>()
  let after = ''
  do {
    const query = `limit=100&fields=${fields}${after ? `&after=${encodeURIComponent(after)}` : ''}`
    const page = await catalog.api<{ data: Listed[]; paging: { after?: string } }>(`${collection}?${query}`)
    for (const entity of page.data) found.set(entity.fullyQualifiedName, entity)
    after = page.paging.after ?? ''
  } while (after !== '')
  return found
}

const post = (path: string, body: object) => from.api<Listed & { id: string }>(path, { method: 'POST', body })

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'interop-import-'))
  const loaded = runProgram(process.execPath, [loadSample], {
    environment: { DATABASE_URL: databaseUrl, SAMPLE_DATABASE: database },
  })
  ;[from, to] = await Promise.all([startCatalog({ environment: {} }), startCatalog({ environment: {} })])
  for (const catalog of [from, to]) tokens.set(catalog, String((await catalog.admin('admin-token')).token))
  const { code, stderr } = await loaded
  expect(code, stderr).toBe(0)
  const { host, port, user, password } = new pg.Client({ connectionString: databaseUrl })
  const read = await ingest(from, {
    type: 'postgres',
    serviceName: 'shop',
    serviceConnection: {
      config: {
        type: 'Postgres',
        username: user,
        authType: { password: typeof password === 'string' ? password : '' },
        hostPort: `${host}:${port}`,
        database,
      },
    },
  })
  expect(read.code, read.said).toBe(0)

  // What people add.
  const unit = { name: 'Retail', teamType: 'Department' }
  await post('teams', unit)
  await post('teams', { name: 'Buyers', teamType: 'Group', parents: ['Retail'] })
  await post('users', { name: 'ada', email: 'ada@example.com', teams: ['Buyers'] })
  await post('domains', {
    name: 'Sales',
    domainType: 'Aggregate',
    description: 'All that is sold.',
    owners: ['ada'],
  })
  await post('classifications', { name: 'Care', description: 'How careful to be.' })
  await post('tags', { name: 'High', classification: 'Care', description: 'Very.' })
  await post('tags', { name: 'Highest', classification: 'Care', parent: 'Care.High', description: 'Most.' })
  await post('glossaries', { name: 'Words', description: 'Ours.' })
  await post('glossaryTerms', { name: 'Customer', glossary: 'Words', description: 'Who buys.' })
  const term = {
    name: 'Regular',
    glossary: 'Words',
    parent: 'Words.Customer',
    description: 'Who buys often.',
  }
  await post('glossaryTerms', term)
  const [table] = (await all(from, 'tables', 'columns')).values()
  await from.api(`tables/${table?.id}`, {
    method: 'PATCH',
    body: [
      { op: 'add', path: '/description', value: 'Described by a person.' },
      {
        op: 'add',
        path: '/tags',
        value: [
          { tagFQN: 'Care.High.Highest', source: 'Classification', labelType: 'Manual', state: 'Confirmed' },
        ],
      },
    ],
  })
})

afterAll(async () => {
  await from?.stop()
  await to?.stop()
  if (directory) rmSync(directory, { recursive: true, force: true })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`drop database if exists ${database} with (force)`)
  await client.end()
})

describe('an import of another catalog', () => {
  it('brings everything that people see, and says what it left', async () => {
    const run = await ingest(to, importSource())
    expect(run.code, run.said).toBe(0)
    expect(run.said).toMatch(/ERROR 0/)
    expect(run.said).toMatch(/'connection' of 1 entities of type databaseService did not come/)
    for (const [collection, fields] of [
      ['tables', 'columns,tags,owners'],
      ['databaseSchemas', 'tags'],
      ['storedProcedures', 'tags'],
      ['tags', ''],
      ['glossaryTerms', 'tags'],
      ['domains', 'owners'],
      ['teams', 'parents'],
      ['users', 'teams'],
    ] as const) {
      const [there, here] = [await all(from, collection, fields), await all(to, collection, fields)]
      expect([...here.keys()].sort(), collection).toEqual([...there.keys()].sort())
    }
  })

  it('keeps columns, keys, descriptions, tags, owners and places', async () => {
    const names = (value: unknown) =>
      (value as readonly { name: string }[] | undefined)?.map((each) => each.name)
    const fields = 'columns,tags,owners,tableConstraints'
    const [there, here] = [await all(from, 'tables', fields), await all(to, 'tables', fields)]
    for (const [fqn, table] of there) {
      const copy = here.get(fqn)
      for (const member of ['description', 'columns', 'tableConstraints', 'tableType', 'schemaDefinition']) {
        expect(copy?.[member], `${fqn} ${member}`).toEqual(table[member])
      }
      expect((copy?.tags as unknown[] | undefined)?.length, fqn).toBe(
        (table.tags as unknown[] | undefined)?.length,
      )
    }
    expect(names((await all(to, 'teams', 'parents')).get('Buyers')?.parents)).toEqual(['Retail'])
    expect(names((await all(to, 'users', 'teams')).get('ada')?.teams)).toEqual(['Buyers'])
    expect(names((await all(to, 'domains', 'owners')).get('Sales')?.owners)).toEqual(['ada'])
    expect((await all(to, 'glossaryTerms', '')).get('Words.Customer.Regular')?.description).toBe(
      'Who buys often.',
    )
  })

  it('keeps lineage by columns', async () => {
    const edges = async (catalog: RunningCatalog, fqn: string) => {
      const path = `lineage/table/name/${encodeURIComponent(fqn)}?upstreamDepth=1&downstreamDepth=0`
      const { nodes, upstreamEdges } = await catalog.api<{
        nodes: Listed[]
        upstreamEdges: { lineageDetails?: { columnsLineage?: unknown[] } }[]
      }>(path)
      const columns = upstreamEdges.flatMap((edge) => edge.lineageDetails?.columnsLineage ?? [])
      return { nodes: nodes.map((node) => node.fullyQualifiedName).sort(), columns: columns.length }
    }
    const views = [...(await all(from, 'tables', '')).values()].filter((table) => table.tableType === 'View')
    expect(views.length).toBeGreaterThan(0)
    for (const view of views) {
      expect(await edges(to, view.fullyQualifiedName)).toEqual(await edges(from, view.fullyQualifiedName))
    }
  })

  it('is one command on the machine of the catalog, which takes the token from a file', async () => {
    const tokenFile = join(directory, 'token')
    writeFileSync(tokenFile, `${tokens.get(from)}\n`)
    const migrate = (...more: string[]) =>
      runProgram(process.execPath, [waymark, 'migrate', '--from-openmetadata', `${from.url}/api`, ...more], {
        directory,
        environment: { WAYMARK_HOME: to.home },
      })
    const run = await migrate('--token-file', tokenFile)
    expect(run.code, run.stderr).toBe(0)
    expect(`${run.stdout}${run.stderr}`).toMatch(
      /'connection' of 1 entities of type databaseService did not come/,
    )
    expect(`${run.stdout}${run.stderr}`).toMatch(/\+0 new {2}~0 changed/)
    expect(`${run.stdout}${run.stderr}`).not.toContain(String(tokens.get(from)))
    const without = await migrate()
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('OPENMETADATA_JWT_TOKEN')])
    const nowhere = await migrate('--token-file', tokenFile, '--to', 'http://127.0.0.1:1/api')
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--to-token-file')])
  })

  it('changes nothing when it is repeated', async () => {
    const before = [...(await all(to, 'tables', '')).values()].map((table) => table.version)
    const run = await ingest(to, importSource())
    expect(run.code, run.said).toBe(0)
    expect([...(await all(to, 'tables', '')).values()].map((table) => table.version)).toEqual(before)
  })

  it('says what to do about a token that is refused', async () => {
    const source = importSource()
    const config = { ...source.serviceConnection.config, securityConfig: { jwtToken: 'a.b.c' } }
    const run = await ingest(to, { ...source, serviceConnection: { config } })
    expect(run.code).toBe(5)
    expect(run.said).toMatch(/refused the token/)
  })
})
