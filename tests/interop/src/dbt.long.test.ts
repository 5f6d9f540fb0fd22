/**
 * A dbt project of ours, run by dbt itself on a DuckDB file: both are read into a running catalog, twice.
 * subject: packages/connectors/src/dbt packages/connectors/src/duckdb packages/ingest/src/runner packages/sql-lineage tests/interop/dbt-project
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { dbtPython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const project = fileURLToPath(new URL('../dbt-project', import.meta.url))
const metadata = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const checkedIn = new URL('../../../packages/connectors/src/dbt/fixture/', import.meta.url)

let directory: string
let catalog: RunningCatalog
let token: string

/** dbt fails when a test of the project does, and two of them are meant to. */
async function dbt(...args: string[]): Promise<void> {
  const program = await pythonEnvironment(dbtPython)
  const environment = { DBT_PROFILES_DIR: '.', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', DO_NOT_TRACK: '1' }
  const { code, stdout, stderr } = await runProgram(program('dbt'), ['--quiet', ...args], {
    directory,
    environment,
  })
  if (code !== 0 && args[0] !== 'test')
    throw new Error(`dbt ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
}

async function ingest(source: object) {
  const file = join(directory, 'workflow.json')
  const server = {
    hostPort: `${catalog.url}/api`,
    authProvider: 'openmetadata',
    securityConfig: { jwtToken: token },
  }
  writeFileSync(
    file,
    JSON.stringify({
      source,
      sink: { type: 'metadata-rest', config: {} },
      workflowConfig: { openMetadataServerConfig: server },
    }),
  )
  const result = await runProgram(process.execPath, [metadata, 'ingest', '-c', file], { directory })
  return { ...result, said: `${result.stdout}${result.stderr}` }
}

const warehouse = () => ({
  type: 'duckdb',
  serviceName: 'warehouse',
  serviceConnection: {
    config: { type: 'CustomDatabase', connectionOptions: { database: join(directory, 'orchard.duckdb') } },
  },
  sourceConfig: { config: { type: 'DatabaseMetadata' } },
})
const dbtSource = () => ({
  type: 'dbt',
  serviceName: 'warehouse',
  sourceConfig: {
    config: {
      type: 'DBT',
      dbtConfigSource: {
        dbtConfigType: 'local',
        dbtManifestFilePath: join(directory, 'target/manifest.json'),
        dbtCatalogFilePath: join(directory, 'target/catalog.json'),
        dbtRunResultsFilePath: join(directory, 'target/test/run_results.json'),
        dbtSourcesFilePath: join(directory, 'target/sources.json'),
      },
    },
  },
})

interface Table {
  readonly description?: string
  readonly version: number
  readonly owners?: readonly { readonly name: string }[]
  readonly tags: readonly { readonly tagFQN: string }[]
  readonly columns: readonly {
    readonly name: string
    readonly description?: string
    readonly tags?: readonly { readonly tagFQN: string }[]
  }[]
  readonly dataModel?: { readonly modelType: string; readonly sql?: string }
}

const totals = () =>
  catalog.api<Table>(
    'tables/name/warehouse.orchard.main_marts.customer_totals?fields=tags,owners,columns,dataModel',
  )

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'waymark-dbt-'))
  cpSync(project, directory, { recursive: true })
  ;[catalog] = await Promise.all([
    startCatalog({ environment: {} }),
    (async () => {
      await dbt('seed')
      await dbt('run')
      await dbt('snapshot')
      await dbt('source', 'freshness')
      // Every command overwrites the results of the one before.
      await dbt('test', '--target-path', 'target/test')
      await dbt('docs', 'generate')
    })(),
  ])
  token = String((await catalog.admin('admin-token')).token)
  await catalog.api('users', { method: 'POST', body: { name: 'grace', email: 'grace@example.com' } })
})

afterAll(async () => {
  await catalog?.stop()
  if (directory) rmSync(directory, { recursive: true, force: true })
})

describe('dbt-core 1.12 with dbt-duckdb', () => {
  it('writes artifacts of the shape that is checked in for the quick tests', () => {
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])]
      if (typeof value !== 'object' || value === null) return typeof value
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
    }
    const node = (text: string) => JSON.parse(text).nodes['model.orchard.customer_totals']
    const written = readFileSync(join(directory, 'target/manifest.json'), 'utf8')
    const kept = readFileSync(new URL('manifest.json', checkedIn), 'utf8')
    expect(shape(node(written))).toEqual(shape(node(kept)))
    expect(JSON.parse(written).metadata.dbt_version).toBe('1.12.6')
  })

  it('is read into the catalog beside the warehouse it made', async () => {
    const first = await ingest(warehouse())
    expect(first.code, first.said).toBe(0)
    expect(existsSync(join(directory, 'orchard.duckdb'))).toBe(true)
    const second = await ingest(dbtSource())
    expect(second.code, second.said).toBe(0)

    const table = await totals()
    expect(table.description).toContain('What each customer spent.')
    expect(table.tags.map((tag) => tag.tagFQN).sort()).toEqual(['dbtTags.finance', 'dbtTags.nightly'])
    expect(table.owners?.map((owner) => owner.name)).toEqual(['grace'])
    expect(table.columns.find((column) => column.name === 'name')?.tags?.[0]?.tagFQN).toBe('dbtTags.pii')
    expect(table.dataModel).toMatchObject({ modelType: 'DBT', sql: expect.stringContaining('stg_customers') })
  })

  it('shows lineage from seeds to marts, by column', async () => {
    const lineage = await catalog.api<{
      nodes: readonly { fullyQualifiedName: string }[]
      upstreamEdges: readonly {
        lineageDetails?: { columnsLineage?: readonly { toColumn: string }[]; source?: string }
      }[]
    }>('lineage/table/name/warehouse.orchard.main_marts.customer_totals?upstreamDepth=3&downstreamDepth=0')
    const names = lineage.nodes.map((node) => node.fullyQualifiedName)
    expect(names).toContain('warehouse.orchard.main_raw.raw_orders')
    const columns = lineage.upstreamEdges.flatMap((edge) =>
      edge.lineageDetails?.source === 'DbtLineage' ? (edge.lineageDetails.columnsLineage ?? []) : [],
    )
    expect(columns.map((column) => column.toColumn)).toContain(
      'warehouse.orchard.main_marts.customer_totals.total_amount',
    )
  })

  it('shows the tests with what dbt said of them', async () => {
    const fqn = 'warehouse.orchard.main.stg_orders.amount.not_null_stg_orders_amount'
    const test = await catalog.api<{ testCaseResult: { testCaseStatus: string; result: string } }>(
      `dataQuality/testCases/name/${fqn}?fields=testCaseResult`,
    )
    expect(test.testCaseResult).toMatchObject({
      testCaseStatus: 'Failed',
      result: 'Got 1 result, configured to fail if != 0',
    })
  })

  it('changes nothing when the same is read again, and leaves what people wrote', async () => {
    const before = await totals()
    const again = await ingest(dbtSource())
    expect(again.code, again.said).toBe(0)
    expect((await totals()).version).toBe(before.version)

    const { id } = await catalog.api<{ id: string }>('tables/name/warehouse.orchard.main_marts.large_orders')
    const change = [{ op: 'add', path: '/description', value: 'Written by a person.' }]
    const patch = await fetch(`${catalog.url}/api/v1/tables/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json-patch+json' },
      body: JSON.stringify(change),
    })
    expect(patch.status).toBe(200)
    expect((await ingest(warehouse())).code).toBe(0)
    const kept = await catalog.api<Table>('tables/name/warehouse.orchard.main_marts.large_orders')
    expect(kept.description).toBe('Written by a person.')
    expect((await totals()).tags).toHaveLength(2)
  })
})
