/** The dbt connector against artifacts that dbt-core 1.12 wrote for the project of tests/interop/dbt-project. */
import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { ChangeRecord, SourceError, SourceRecord } from '@waymark/ingest'
import { createBodyCheck, entityOf, readAll } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { serving } from '../testing-http.ts'
import { readProject } from './artifacts.ts'
import connector from './connector.ts'

const path = (file: string) => fileURLToPath(new URL(`./fixture/${file}`, import.meta.url))
const local = {
  dbtConfigType: 'local',
  dbtManifestFilePath: path('manifest.json'),
  dbtCatalogFilePath: path('catalog.json'),
  dbtRunResultsFilePath: path('run_results.json'),
  dbtSourcesFilePath: path('sources.json'),
}

function read(config: Record<string, unknown> = {}, patterns = {}): Promise<SourceRecord[]> {
  return readAll(
    connector,
    {},
    { patterns, options: { sourceConfig: { type: 'DBT', dbtConfigSource: local, ...config } } },
  )
}

describe('the dbt connector', () => {
  let records: SourceRecord[]
  const changes = (name: string): ChangeRecord[] =>
    records.flatMap((r) => (r.kind === 'change' && r.fullyQualifiedName === name ? [r] : []))
  const change = (name: string): ChangeRecord => {
    const [found] = changes(name)
    if (!found) throw new Error(`nothing was said of ${name}`)
    return found
  }
  const result = (name: string) =>
    records.find((r) => r.kind === 'measurement' && r.fullyQualifiedName.endsWith(`.${name}`))
  const edge = (from: string, to: string) =>
    records.find(
      (r) =>
        r.kind === 'lineage' &&
        r.from.fullyQualifiedName === `svc.orchard.${from}` &&
        r.to.fullyQualifiedName === `svc.orchard.${to}`,
    )

  beforeAll(async () => {
    records = await read()
  })

  it('adds descriptions, tags and owners to tables and columns, and overwrites nothing unasked', () => {
    const totals = change('svc.orchard.main_marts.customer_totals')
    expect(totals).toMatchObject({
      description: 'What each customer spent.\n\nRefreshed nightly.',
      owners: [{ type: 'userOrTeam', fullyQualifiedName: 'grace' }],
      columns: [
        { path: ['customer_id'], description: 'The key of the customer.' },
        { path: ['name'], tags: [{ tagFQN: 'dbtTags.pii' }] },
        { path: ['total_amount'], description: 'Sum of all orders, in euro.' },
      ],
    })
    expect(totals.tags?.map((tag) => tag.tagFQN)).toEqual(['dbtTags.finance', 'dbtTags.nightly'])
    expect(totals.overwrite).toBeUndefined()
    expect(change('svc.orchard.main_marts.large_orders').owners).toBeUndefined()
    expect(entityOf(records, 'tag', 'pii').body.classification).toBe('dbtTags')
  })

  it('shows the model behind a table: its SQL, what it reads, and its columns', () => {
    expect(change('svc.orchard.main_marts.customer_totals').members?.dataModel).toMatchObject({
      modelType: 'DBT',
      resourceType: 'model',
      path: 'models/marts/customer_totals.sql',
      rawSql: expect.stringContaining("ref('stg_customers')"),
      sql: expect.stringContaining('"orchard"."main"."stg_customers"'),
      upstream: ['svc.orchard.main.stg_customers', 'svc.orchard.main.stg_orders'],
      columns: [
        { name: 'customer_id', dataType: 'INT' },
        { name: 'name', dataType: 'VARCHAR' },
        { name: 'total_amount', dataType: 'DOUBLE' },
      ],
    })
  })

  it('says of a source, a seed and a snapshot what the project says, and nothing of an ephemeral model', () => {
    const [seed, source] = changes('svc.orchard.main_raw.raw_customers')
    expect(seed?.members?.dataModel).toMatchObject({ resourceType: 'seed' })
    expect(source).toMatchObject({ description: 'Everyone who ever bought something.' })
    expect(source?.members).toBeUndefined()
    expect(change('svc.orchard.snapshots.customers_snapshot').description).toBe('Customers over time.')
    expect(() => change('svc.orchard.main.big')).toThrow()
  })

  it('draws lineage of tables and columns, through ephemeral models', () => {
    expect(edge('main.stg_orders', 'main_marts.customer_totals')).toMatchObject({
      details: {
        source: 'DbtLineage',
        columnsLineage: [
          {
            fromColumns: ['svc.orchard.main.stg_orders.amount'],
            toColumn: 'svc.orchard.main_marts.customer_totals.total_amount',
          },
        ],
      },
    })
    expect(edge('main.stg_orders', 'main_marts.large_orders')).toMatchObject({
      details: {
        columnsLineage: [
          {
            fromColumns: ['svc.orchard.main.stg_orders.order_id'],
            toColumn: 'svc.orchard.main_marts.large_orders.order_id',
          },
          {
            fromColumns: ['svc.orchard.main.stg_orders.amount'],
            toColumn: 'svc.orchard.main_marts.large_orders.amount',
          },
        ],
      },
    })
    expect(edge('main_raw.raw_customers', 'snapshots.customers_snapshot')).toBeDefined()
    expect(edge('main_raw.raw_customers', 'main.stg_customers')).toMatchObject({
      details: { columnsLineage: [{ toColumn: 'svc.orchard.main.stg_customers.customer_id' }, {}, {}] },
    })
  })

  it('brings tests with their parameters and results, in the words of dbt', () => {
    const name = 'accepted_values_stg_orders_status__placed__shipped'
    expect(entityOf(records, 'testCase', name)).toMatchObject({
      fullyQualifiedName: `svc.orchard.main.stg_orders.status.${name}`,
      body: {
        entityLink: '<#E::table::svc.orchard.main.stg_orders::columns::status>',
        testDefinition: 'dbt_column_accepted_values',
        parameterValues: [{ name: 'values', value: '["placed","shipped"]' }],
      },
    })
    expect(result(name)).toMatchObject({
      measurement: 'testCaseResult',
      body: {
        testCaseStatus: 'Failed',
        result: 'Got 1 result, configured to fail if != 0',
        testResultValue: [{ name: 'failures', value: '1' }],
      },
    })
    expect(result('no_negative_total')).toMatchObject({
      fullyQualifiedName: 'svc.orchard.main_marts.customer_totals.no_negative_total',
      body: { testCaseStatus: 'Success' },
    })
    expect(result('totals_add_up')).toMatchObject({ body: { testCaseStatus: 'Success' } })
    expect(
      entityOf(records, 'testCase', 'source_unique_raw_raw_customers_email').fullyQualifiedName,
    ).toContain('main_raw.raw_customers.email')
    const relationship = 'relationships_stg_orders_customer_id__customer_id__ref_stg_customers_'
    expect(entityOf(records, 'testCase', relationship).fullyQualifiedName).toContain(
      'main.stg_orders.customer_id',
    )
  })

  it('shows how fresh a source is', () => {
    expect(result('source_freshness')).toMatchObject({
      fullyQualifiedName: 'svc.orchard.main_raw.raw_customers.source_freshness',
      body: { testCaseStatus: 'Failed', result: expect.stringContaining('warns after 1 day') },
    })
  })

  it('yields bodies that the catalog accepts', () => {
    const findingOf = createBodyCheck()
    expect(records.flatMap((record) => (record.kind === 'entity' ? (findingOf(record) ?? []) : []))).toEqual(
      [],
    )
  })

  it('names what an exposure is only where the project does, and says so otherwise', async () => {
    expect(records).toContainEqual(
      expect.objectContaining({ kind: 'skipped', hint: expect.stringContaining('meta.open_metadata_fqn') }),
    )
    const manifest = JSON.parse(await readFile(path('manifest.json'), 'utf8'))
    manifest.exposures['exposure.orchard.weekly_report'].config.meta = { open_metadata_fqn: 'bi.weekly' }
    const withName = await serving(filesOf({ '/manifest.json': JSON.stringify(manifest) }), (url) =>
      read({ dbtConfigSource: { dbtConfigType: 'http', dbtManifestHttpPath: `${url}/manifest.json` } }),
    )
    expect(withName).toContainEqual(
      expect.objectContaining({
        kind: 'lineage',
        from: { type: 'table', fullyQualifiedName: 'svc.orchard.main_marts.customer_totals' },
        to: { type: 'dashboard', fullyQualifiedName: 'bi.weekly' },
      }),
    )
  })

  it('overwrites where the file says so, leaves tags out where it says so, and names them as it says', async () => {
    const config = { dbtUpdateDescriptions: true, dbtUpdateOwners: true, includeTags: false }
    const bare = await read(config)
    const totals = bare.find((r) => r.kind === 'change' && r.fullyQualifiedName.endsWith('customer_totals'))
    expect(totals).toMatchObject({ overwrite: ['description', 'owners'] })
    expect(totals).not.toHaveProperty('tags')
    expect(bare.some((r) => r.kind === 'entity' && r.type === 'tag')).toBe(false)
    const renamed = await read({ dbtClassificationName: 'Landing zone' })
    expect(entityOf(renamed, 'tag', 'pii').body.classification).toBe('Landing zone')
  })

  it('leaves out what the filters reject, with its tests and its lineage', async () => {
    const filtered = await read({}, { schema: { excludes: ['^main_marts$'] } })
    const names = filtered.flatMap((r) =>
      r.kind === 'change' || r.kind === 'entity' ? [r.fullyQualifiedName] : [],
    )
    expect(names.filter((name) => name.includes('main_marts'))).toEqual([])
    expect(filtered).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        reason: 'filtered',
        fullyQualifiedName: 'svc.orchard.main_marts.customer_totals',
      }),
    )
  })

  it('reads manifests of older releases, which spelled members differently', () => {
    const project = readProject({
      manifest: {
        metadata: {
          dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v4.json',
          adapter_type: 'postgres',
        },
        nodes: {
          'model.shop.orders': {
            resource_type: 'model',
            database: 'shop',
            schema: 'public',
            name: 'orders',
            raw_sql: 'select 1',
            compiled_sql: 'select 1',
            config: { materialized: 'table' },
            depends_on: { nodes: ['source.shop.raw.orders'] },
          },
          'test.shop.relationships_orders.1': {
            resource_type: 'test',
            name: 'relationships_orders',
            column_name: 'customer_id',
            test_metadata: {
              name: 'relationships',
              kwargs: { to: "ref('customers')", model: "{{ get_where_subquery(ref('orders')) }}" },
            },
            depends_on: { nodes: ['model.shop.customers', 'model.shop.orders'] },
          },
        },
      },
    })
    expect(project.nodes.get('model.shop.orders')).toMatchObject({
      rawCode: 'select 1',
      compiledCode: 'select 1',
    })
    expect(project.nodes.get('test.shop.relationships_orders.1')?.test?.attachedTo).toBe('model.shop.orders')
  })

  it.each([
    [
      'a file that is not there',
      { dbtConfigType: 'local', dbtManifestFilePath: '/nowhere/manifest.json' },
      /Run dbt first/,
    ],
    [
      'a file that is no manifest',
      { ...local, dbtManifestFilePath: path('catalog.json') },
      /target\/manifest.json/,
    ],
    [
      'a file that is not JSON',
      { ...local, dbtManifestFilePath: fileURLToPath(import.meta.url) },
      /dbt's manifest.json/,
    ],
    [
      'a store that is not read',
      { dbtConfigType: 'gcs', dbtSecurityConfig: {} },
      /Download them in a step before/,
    ],
  ])('explains %s and the fix', async (_what, dbtConfigSource, hint) => {
    const failure: SourceError = await read({ dbtConfigSource }).then(
      () => expect.unreachable(),
      (error) => error,
    )
    expect(failure.consequence).toBe('fatal')
    expect(failure.hint).toMatch(hint)
  })

  it('names an address that does not answer without the secret in its query', async () => {
    const failure = await serving(filesOf({}), (url) =>
      read({
        dbtConfigSource: { dbtConfigType: 'http', dbtManifestHttpPath: `${url}/manifest.json?sig=secret` },
      }),
    ).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message: expect.stringMatching(/manifest\.json answers 404/) })
    expect(String(failure)).not.toContain('secret')
  })
})

function filesOf(files: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const body = files[request.url ?? '']
    response.writeHead(body === undefined ? 404 : 200).end(body)
  }
}
