/**
 * Buckets of a real S3 API (moto): CSV, JSON and Parquet files, a Delta table written by deltalake, and the artifacts of dbt.
 * subject: packages/connectors/src/object-store packages/connectors/src/amazon-s3.ts packages/connectors/src/dbt
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { runProgram } from '../../processes/src/run-program.ts'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'
import { pythonEnvironment } from './python-client.ts'

const writer = fileURLToPath(new URL('../python/write-lake.py', import.meta.url))
const artifact = (name: string) =>
  readFileSync(new URL(`../../../packages/connectors/src/dbt/fixture/${name}`, import.meta.url))
const readyWithinMs = 120_000

let moto: ChildProcess
let endpoint: string
let subject: IngestedCatalog

beforeAll(async () => {
  const python = await pythonEnvironment({
    versions: ['3.11', '3.12', '3.10'],
    installs: [['moto[s3,server]==5.1.16', 'deltalake==1.6.6', 'pyarrow==21.0.0']],
  })
  const port = await freePort()
  endpoint = `http://127.0.0.1:${port}`
  moto = spawn(python('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const until = Date.now() + readyWithinMs
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (moto.exitCode !== null || Date.now() > until) throw new Error('moto does not start')
    await sleep(300)
  }
  for (const bucket of ['lake', 'empty', 'artifacts']) await put(bucket)
  await put('lake/raw/customers.csv', 'id,name,since\n1,Ada,2026-01-02\n2,Bo,2026-02-03\n')
  await put('lake/raw/events.jsonl', '{"id":1,"who":{"name":"Ada"}}\n')
  for (const name of ['manifest.json', 'catalog.json', 'run_results.json']) {
    await put(`artifacts/shop/target/${name}`, artifact(name))
  }
  const { code, stderr } = await runProgram(python('python'), [writer, endpoint])
  expect(code, stderr).toBe(0)
  subject = await startIngestedCatalog()
})
afterAll(async () => {
  await subject?.stop()
  moto?.kill()
})

async function put(path: string, content: string | Uint8Array = ''): Promise<void> {
  const body = typeof content === 'string' ? content : Buffer.from(content)
  const response = await fetch(`${endpoint}/${path}`, { method: 'PUT', body })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
}

const awsConfig = () => ({
  awsRegion: 'us-east-1',
  awsAccessKeyId: 'test',
  awsSecretAccessKey: 'a-secret-of-the-test',
  endPointURL: endpoint,
})

const source = (config: object = {}) => ({
  type: 's3',
  serviceName: 'lakes',
  serviceConnection: { config: { type: 'S3', awsConfig: awsConfig(), ...config } },
  sourceConfig: { config: { type: 'StorageMetadata' } },
})

async function columns(fqn: string): Promise<readonly string[]> {
  const path = `containers/name/${encodeURIComponent(fqn)}?fields=dataModel`
  const { dataModel } = await subject.catalog.api<{
    dataModel: { columns: readonly { name: string; dataTypeDisplay: string }[] }
  }>(path)
  return dataModel.columns.map(({ name, dataTypeDisplay }) => `${name} ${dataTypeDisplay}`)
}

describe('the buckets of a real S3 API', () => {
  it('come with folders, files and their columns, and are unchanged in a second run', async () => {
    const first = await subject.ingest(source())
    expect(first, first.output).toMatchObject({ code: 0 })
    expect(first.output).not.toContain('a-secret-of-the-test')
    expect(await columns('lakes.lake.raw."customers.csv"')).toEqual([
      'id bigint',
      'name string',
      'since date',
    ])
    expect(await columns('lakes.lake.raw."events.jsonl"')).toEqual(['id bigint', 'who struct'])
    expect(await columns('lakes.lake.raw."orders.parquet"')).toEqual(['id bigint', 'amount decimal(12,2)'])
    expect((await subject.ingest(source())).output).toContain('+0 new  ~0 changed')
  })

  it('hold a Delta table as one container, with the columns of its present version', async () => {
    expect(await columns('lakes.lake.curated.sales')).toEqual(['id long', 'country string', 'paid boolean'])
    const { data } = await subject.catalog.api<{ data: readonly { name: string }[] }>(
      'containers?service=lakes&limit=100',
    )
    expect(data.filter(({ name }) => name.startsWith('part-') || name === '_delta_log')).toEqual([])
  })

  it('are left as they are when one that is named is gone', async () => {
    const { code, output } = await subject.ingest(source({ bucketNames: ['lake', 'nowhere'] }))
    expect(code, output).toBe(1) // one of eight is more than a tenth
    expect(output).toMatch(/There is no such bucket.*bucketNames/s)
    const { name } = await subject.catalog.api<{ name: string }>('containers/name/lakes.empty')
    expect(name).toBe('empty')
  })

  it('bring what dbt says of the tables of another service', async () => {
    const { api } = subject.catalog
    const service = { name: 'warehouse', serviceType: 'CustomDatabase' }
    await api('services/databaseServices', { method: 'PUT', body: service })
    await api('databases', { method: 'PUT', body: { name: 'orchard', service: 'warehouse' } })
    const schema = { name: 'main_marts', database: 'warehouse.orchard' }
    await api('databaseSchemas', { method: 'PUT', body: schema })
    const columns = ['customer_id', 'name', 'total_amount'].map((name) => ({ name, dataType: 'INT' }))
    const table = { name: 'customer_totals', databaseSchema: 'warehouse.orchard.main_marts', columns }
    await api('tables', { method: 'PUT', body: table })
    const tableFilterPattern = { includes: ['^customer_totals$'] }
    const dbtConfigSource = {
      dbtConfigType: 's3',
      dbtSecurityConfig: awsConfig(),
      dbtPrefixConfig: { dbtBucketName: 'artifacts', dbtObjectPrefix: 'shop' },
    }
    const { code, output } = await subject.ingest({
      type: 'dbt',
      serviceName: 'warehouse',
      serviceConnection: { config: {} },
      sourceConfig: { config: { type: 'DBT', dbtConfigSource, tableFilterPattern } },
    })
    expect(code, output).toBe(0)
    expect(await api('tables/name/warehouse.orchard.main_marts.customer_totals')).toMatchObject({
      description: expect.stringContaining('What each customer spent.'),
    })
  })
})
