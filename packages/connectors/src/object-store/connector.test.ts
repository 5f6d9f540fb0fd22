import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import type { SourceRecord } from '@waymark/ingest'
import { readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateContainer } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdlsConfig } from '../azure-blob.ts'
import { account, startAzurite } from '../testing-azurite.ts'
import connector from './adls.ts'

const fixture = new URL('./fixture/', import.meta.url)
let azurite: Awaited<ReturnType<typeof startAzurite>>
let service: BlobServiceClient
const credential = new StorageSharedKeyCredential(account.name, account.key)

/** Files of the test by their paths; those of the fixture were written by deltalake and pyarrow (fixture/make.py). */
function lake(): Record<string, Uint8Array | string> {
  const read = (path: string) => readFileSync(new URL(path, fixture))
  const delta = readdirSync(new URL('sales/', fixture), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.split('/fixture/')[1] ?? '')
  return {
    ...Object.fromEntries(delta.map((path) => [`curated/${path}`, read(path)])),
    'raw/orders.parquet': read('orders.parquet'),
    'raw/customers.csv':
      'id;name;zip;since;active\n1;"Ada; L.";00501;2026-01-02;true\n2;Bo;12;2026-02-03;false\n',
    'raw/people.tsv': 'id\tname\n1\tAda\n',
    'raw/nested.jsonl':
      '{"id":1,"who":{"name":"Ada","tags":["a"]}}\n{"id":2.5,"who":{"name":"Bo","age":3}}\n',
    'raw/packed.csv.gz': gzipSync('a,b\n1,x\n'),
    'raw/notes.txt': 'nothing to see',
    'raw/broken.json': '{"a":',
    'raw/broken.parquet': 'PAR1 but not really, and long enough to hold a footer',
    'raw/events/year=2026/month=01/part-00000.csv': 'id,kind\n1,view\n',
    'raw/events/year=2026/month=02/part-00000.csv': 'id,kind\n2,click\n',
    'raw/spark/part-00000-x.csv': 'k,v\n1,2\n',
    'raw/spark/part-00001-x.csv': 'k,v\n3,4\n',
    'raw/spark/_SUCCESS': '',
    'raw/odd . name/ü "x".csv': 'a\n1\n',
  }
}

async function fill(): Promise<void> {
  for (const name of ['empty', 'lake', 'listed']) await service.getContainerClient(name).create()
  const put = (container: string, path: string, content: Uint8Array | string) =>
    service.getContainerClient(container).getBlockBlobClient(path).uploadData(Buffer.from(content))
  for (const [path, content] of Object.entries(lake())) await put('lake', path, content)
  const entry = {
    dataPath: 'a/b',
    structureFormat: 'csv',
    partitionColumns: [{ name: 'day', dataType: 'DATE' }],
  }
  await put('listed', 'openmetadata.json', JSON.stringify({ entries: [entry] }))
  await put('listed', 'a/b/day=1/x.csv', 'n\n1\n')
  await put('listed', 'other/y.csv', 'n\n1\n')
}

const config = (): AdlsConfig => ({
  credentials: { accountName: account.name },
  connectionOptions: { endpoint: azurite.endpoint, accountKey: account.key },
})

beforeAll(async () => {
  azurite = await startAzurite()
  service = new BlobServiceClient(azurite.endpoint, credential)
  await fill()
})
afterAll(() => azurite?.stop())

sourceConformance(connector, {
  setUp: async () => ({ config: config(), tearDown: async () => undefined }),
  container: { filter: 'container', type: 'container', name: 'lake' },
  item: { filter: 'container', type: 'container', name: 'empty' },
})

describe('the ADLS connector', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(connector, config())
  })
  const found = (name: string): CreateContainer => {
    const record = records.find((r) => r.kind === 'entity' && r.fullyQualifiedName === name)
    if (record?.kind !== 'entity') throw new Error(`${name} was not read`)
    return record.body as CreateContainer // the conformance suite validates every body
  }
  const columns = (name: string) =>
    found(name).dataModel?.columns.map((column) => `${column.name} ${column.dataTypeDisplay}`)

  it('reads Delta tables by checkpoint and later commits: columns, partitions, size of the present version', () => {
    const table = found('svc.lake.curated.sales')
    expect(table).toMatchObject({
      description: 'What was sold.',
      numberOfObjects: 7,
      fileFormats: ['parquet'],
      prefix: '/curated/sales/',
    })
    expect(table.fullPath).toBe('abfss://lake@devstoreaccount1.dfs.core.windows.net/curated/sales/')
    expect(table.dataModel?.isPartitioned).toBe(true)
    expect(columns('svc.lake.curated.sales')).toEqual([
      'id long',
      'amount decimal(12,2)',
      'day date',
      'tags array<string>',
      'address struct',
      'country string',
    ])
    expect(table.dataModel?.columns[0]).toMatchObject({ dataType: 'BIGINT', constraint: 'NOT_NULL' })
    expect(table.dataModel?.columns[4]?.children?.map((child) => child.name)).toEqual(['city', 'zip'])
  })

  it('reads the footers of Parquet files', () => {
    expect(columns('svc.lake.raw."orders.parquet"')).toEqual([
      'id bigint',
      'amount decimal(12,2)',
      'day date',
      'tags array<string>',
      'address struct',
      'country string',
    ])
  })

  it('infers columns of CSV, TSV and JSON files, packed ones too', () => {
    expect(columns('svc.lake.raw."customers.csv"')).toEqual([
      'id bigint',
      'name string',
      'zip string',
      'since date',
      'active boolean',
    ])
    expect(columns('svc.lake.raw."people.tsv"')).toEqual(['id bigint', 'name string'])
    expect(columns('svc.lake.raw."packed.csv.gz"')).toEqual(['a bigint', 'b string'])
    expect(found('svc.lake.raw."packed.csv.gz"').fileFormats).toEqual(['csv', 'gz'])
    expect(columns('svc.lake.raw."nested.jsonl"')).toEqual(['id double', 'who struct'])
    const who = found('svc.lake.raw."nested.jsonl"').dataModel?.columns[1]
    expect(who?.children?.map((child) => `${child.name} ${child.dataTypeDisplay}`)).toEqual([
      'name string',
      'tags array<string>',
      'age bigint',
    ])
  })

  it('takes partitioned folders and the parts of one job for one container', () => {
    expect(columns('svc.lake.raw.events')).toEqual([
      'id bigint',
      'kind string',
      'year undefined',
      'month undefined',
    ])
    expect(found('svc.lake.raw.events').dataModel?.isPartitioned).toBe(true)
    expect(found('svc.lake.raw.spark')).toMatchObject({ numberOfObjects: 2, size: 16 })
    expect(
      records.filter((r) => r.kind === 'entity' && r.fullyQualifiedName.startsWith('svc.lake.raw.events.')),
    ).toEqual([])
  })

  it('keeps odd names, leaves out what holds no rows, and says what it cannot read', () => {
    expect(columns('svc.lake.raw."odd . name"."ü ""x"".csv"')).toEqual(['a bigint'])
    expect(records.some((r) => r.kind === 'entity' && r.body.name === 'notes.txt')).toBe(false)
    const problems = records.flatMap((r) => (r.kind === 'skipped' ? [r.fullyQualifiedName] : []))
    expect(problems.toSorted()).toEqual(['svc.lake.raw."broken.json"', 'svc.lake.raw."broken.parquet"'])
  })

  it('reads what a manifest in the bucket lists, and nothing else there', () => {
    expect(columns('svc.listed.a/b')).toEqual(['n bigint', 'day undefined'])
    const inside = records.filter(
      (r) => r.kind === 'entity' && r.fullyQualifiedName.startsWith('svc.listed.'),
    )
    expect(inside).toHaveLength(1)
  })

  it('signs in with a shared access signature to one container, and says what a refusal needs', async () => {
    const sas = generateBlobSASQueryParameters(
      {
        containerName: 'lake',
        permissions: ContainerSASPermissions.parse('rl'),
        expiresOn: new Date(Date.now() + 3_600_000),
      },
      credential,
    )
    const one = {
      ...config(),
      containerName: 'lake',
      connectionOptions: { endpoint: azurite.endpoint, sasToken: `?${sas}` },
    }
    const names = (await readAll(connector, one)).flatMap((r) =>
      r.kind === 'entity' ? [r.fullyQualifiedName] : [],
    )
    expect(names).toContain('svc.lake.curated.sales')
    const wrong = {
      ...config(),
      connectionOptions: { endpoint: azurite.endpoint, accountKey: Buffer.from('wrong').toString('base64') },
    }
    const { signal } = new AbortController()
    const source = await connector.open(wrong, signal)
    const failure: unknown = await source.check('ListBuckets', signal).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      consequence: 'fatal',
      hint: expect.stringContaining('Storage Blob Data Reader'),
    })
  })
})
