/** The runner against a small catalog on loopback HTTP that keeps what it is sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connector, SourceError } from '../connector.ts'
import type { Measurement, SourceRecord } from '../source-record.ts'
import { LoopbackCatalog } from '../testing/loopback-catalog.ts'
import { readContext } from '../testing/read-all.ts'
import { completed, connectorOf, entity, numbered, parents, table } from '../testing/shelf-source.ts'
import type { Workflow } from '../workflow/workflow.ts'
import type { RunEvent } from './run-event.ts'
import { type RunDependencies, runWorkflow } from './run-workflow.ts'

let catalog: LoopbackCatalog
let baseUrl: string
beforeEach(async () => {
  catalog = new LoopbackCatalog()
  baseUrl = await catalog.start()
})
afterEach(() => {
  catalog.server?.closeAllConnections()
  catalog.server?.close()
})

function workflowOf(connector: Connector<unknown>, more: Partial<Workflow> = {}): Workflow {
  const { filters, options } = readContext()
  return {
    fileName: 'f.yaml',
    kind: 'metadata',
    connector,
    connectors: {},
    serviceName: 'svc',
    connection: { connectionOptions: { password: 'hush' } },
    filters,
    options,
    processor: {},
    removal: new Set(['table', 'storedProcedure']),
    server: { baseUrl, credential: { kind: 'none' }, headers: {}, storeServiceConnection: true },
    successThreshold: 90,
    pipelineFqn: undefined,
    runId: undefined,
    ...more,
  }
}

async function run(workflow: Workflow, more: Partial<RunDependencies> = {}) {
  const events: RunEvent[] = []
  const report = await runWorkflow(workflow, {
    runId: 'run-1',
    tokenSource: undefined,
    progress: { emit: (event) => events.push(event) },
    signal: new AbortController().signal,
    userAgent: 'test',
    ...more,
  })
  return { report, events }
}

function shelf(tables: SourceRecord[], after: SourceRecord[] = [completed]) {
  return workflowOf(connectorOf(() => [...parents, ...tables, ...after]).connector)
}

describe('a run', () => {
  it('sends parents before children in batches of at most 100 rows and 4 MB, and creates the service once', async () => {
    const large = table('large', { description: 'x'.repeat(5_000_000) })
    const { report } = await run(shelf([...numbered(250), large, table('last')]))
    expect(report).toMatchObject({
      state: 'success',
      tally: { pass: 254, warn: 0, error: 0, total: 254 },
      changes: { new: 254, changed: 0, gone: 0, same: 0 },
      byType: { database: 1, databaseSchema: 1, table: 252 },
    })
    expect(catalog.batches.slice(0, 2).map((batch) => batch.collection)).toEqual([
      'databases',
      'databaseSchemas',
    ])
    const rows = catalog.batches.filter((b) => b.collection === 'tables').map((b) => b.rows)
    expect(rows.sort((a, b) => b - a)).toEqual([100, 100, 50, 1, 1])
    expect(catalog.entities.get('services/databaseServices svc')).toMatchObject({
      serviceType: 'CustomDatabase',
      connection: { config: { type: 'CustomDatabase', connectionOptions: { password: 'hush' } } },
    })
  })

  it('sends nothing the second time, and only what changed the third', async () => {
    await run(shelf(numbered(120)))
    catalog.batches.length = 0
    const second = await run(shelf(numbered(120)))
    expect(second.report.changes).toEqual({ new: 0, changed: 0, gone: 0, same: 122 })
    expect(catalog.batches).toEqual([])

    const changed = [table('t0', { description: 'new' }), ...numbered(120).slice(1), table('extra')]
    const third = await run(shelf(changed))
    expect(third.report.changes).toEqual({ new: 1, changed: 1, gone: 0, same: 121 })
    expect(catalog.batches).toEqual([expect.objectContaining({ collection: 'tables', rows: 2 })])
  })

  it('reports a refused row and goes on; the run is partially successful above the threshold, failed below', async () => {
    const good = await run(shelf([...numbered(30), table('bad')]))
    expect(good.report).toMatchObject({ state: 'partialSuccess', tally: { pass: 32, error: 1 } })
    expect(good.report.problems).toEqual([
      {
        severity: 'error',
        type: 'table',
        fullyQualifiedName: 'svc.db.public.bad',
        message: 'columns: expected',
      },
    ])
    const poor = await run(shelf([table('bad1'), table('bad2')]))
    expect(poor.report).toMatchObject({ state: 'failed', failure: { reason: 'tooManyErrors' } })
  })

  it('draws lineage after both ends, and says which end is missing', async () => {
    const edge = (from: string, to: string): SourceRecord => ({
      kind: 'lineage',
      from: { type: 'table', fullyQualifiedName: `svc.db.public.${from}` },
      to: { type: 'table', fullyQualifiedName: `svc.db.public.${to}` },
      details: { source: 'ViewLineage' },
    })
    const { report } = await run(shelf([edge('a', 'v'), table('a'), table('v'), edge('ghost', 'v')]))
    expect(report.lineageEdges).toBe(1)
    expect(catalog.edges).toEqual([
      {
        fromEntity: { id: catalog.entities.get('tables svc.db.public.a')?.id, type: 'table' },
        toEntity: { id: catalog.entities.get('tables svc.db.public.v')?.id, type: 'table' },
        lineageDetails: { source: 'ViewLineage' },
      },
    ])
    expect(report.problems[0]?.message).toBe(
      'No lineage from svc.db.public.ghost: svc.db.public.ghost is not in the catalog.',
    )
  })

  it('compares without sending anything in a dry run', async () => {
    const { report } = await run(shelf(numbered(3)), { dryRun: true })
    expect(report.changes).toEqual({ new: 5, changed: 0, gone: 0, same: 0 })
    expect(catalog.calls.filter((call) => !call.startsWith('GET '))).toEqual([])
  })

  it('tells the pipeline that it runs and how it ended', async () => {
    await run({ ...shelf(numbered(1)), pipelineFqn: 'svc.nightly' })
    await run({ ...shelf([table('bad')]), pipelineFqn: 'svc.nightly', successThreshold: 100 })
    expect(catalog.statuses).toEqual(['running', 'success', 'running', 'failed'])
  })
})

describe('what is gone from the source', () => {
  it('is soft-deleted, unless the file says otherwise, and comes back when it reappears', async () => {
    await run(shelf(numbered(20)))
    const { report } = await run(shelf(numbered(18)))
    expect(report.changes).toEqual({ new: 0, changed: 0, gone: 2, same: 20 })
    expect(catalog.living('tables')).toHaveLength(18)

    const back = await run(shelf(numbered(20)))
    expect(back.report.changes).toEqual({ new: 0, changed: 2, gone: 0, same: 20 })
    expect(catalog.living('tables')).toHaveLength(20)

    await run({ ...shelf([]), removal: new Set() })
    expect(catalog.living('tables')).toHaveLength(20)
  })

  it('stays when it is suspiciously much, until somebody confirms', async () => {
    await run(shelf(numbered(20)))
    const refused = await run(shelf(numbered(15)))
    expect(refused.report).toMatchObject({ state: 'success', tally: { warn: 1 }, changes: { gone: 0 } })
    expect(refused.report.problems[0]).toMatchObject({
      message: '5 of 20 Table entities seem to be gone from the source; none was removed.',
      hint: expect.stringContaining('--allow-mass-delete'),
    })
    expect(refused.report.heldBack).toBe(5)
    const confirmed = await run(shelf(numbered(15)), { allowMassDelete: true })
    expect(confirmed.report).toMatchObject({ changes: { gone: 5 }, heldBack: 0 })
  })

  it('stays when it is all of a few, as with a grant that was lost; a single one goes', async () => {
    await run(shelf(numbered(2)))
    expect((await run(shelf([]))).report).toMatchObject({ changes: { gone: 0 }, heldBack: 2 })
    expect((await run(shelf(numbered(1)))).report).toMatchObject({ changes: { gone: 1 }, heldBack: 0 })
    expect((await run(shelf([]))).report).toMatchObject({ changes: { gone: 1 }, heldBack: 0 })
  })

  it('stays when little in each of many schemas is much of all', async () => {
    const schemas = ['a', 'b', 'c', 'd']
    const inSchemas = (count: number) => {
      const records = schemas.flatMap((schema) => [
        entity('databaseSchema', `svc.db.${schema}`, { database: 'svc.db' }),
        ...Array.from({ length: count }, (_, index) =>
          entity('table', `svc.db.${schema}.t${index}`, { databaseSchema: `svc.db.${schema}`, columns: [] }),
        ),
        { kind: 'completed', type: 'table', parent: `svc.db.${schema}` } as const,
      ])
      return workflowOf(
        connectorOf(() => [entity('database', 'svc.db', { service: 'svc' }), ...records]).connector,
      )
    }
    await run(inSchemas(3))
    const { report } = await run(inSchemas(2))
    expect(report).toMatchObject({ changes: { gone: 0 }, heldBack: 4, tally: { warn: 1 } })
    expect(report.problems[0]).toMatchObject({
      fullyQualifiedName: 'svc',
      message: '4 of 12 Table entities seem to be gone from the source; none was removed.',
    })
    const confirmed = await run(inSchemas(2), { allowMassDelete: true })
    expect(confirmed.report.changes.gone).toBe(4)
  })

  it('stays when it was filtered or could not be read, or when the source broke off before the end', async () => {
    await run(shelf(numbered(3)))
    const skipped = (name: string, reason: 'filtered' | 'error'): SourceRecord => ({
      kind: 'skipped',
      type: 'table',
      fullyQualifiedName: `svc.db.public.${name}`,
      reason,
      message: 'no',
    })
    const partly = await run({
      ...shelf([table('t0'), skipped('t1', 'filtered'), skipped('t2', 'error')]),
      successThreshold: 0,
    })
    expect(partly.report).toMatchObject({ filtered: 1, changes: { gone: 0 }, tally: { error: 1 } })

    await run(shelf([table('t0')], []))
    expect(catalog.living('tables')).toHaveLength(3)

    const brokenOff = connectorOf(function* () {
      yield* [...parents, table('t0'), table('t1'), completed]
      throw new SourceError('fatal', 'The server went away.')
    })
    expect((await run(workflowOf(brokenOff.connector))).report.changes.gone).toBe(0)
    expect(catalog.living('tables')).toHaveLength(3)
  })
})

describe('a run that cannot go on', () => {
  it('ends as a source failure, keeps what it had read, and closes the source', async () => {
    const { connector, closed } = connectorOf(function* () {
      yield* [...parents, table('a')]
      throw new SourceError('fatal', 'The server went away.', { hint: 'Look at its log.' })
    })
    const { report } = await run(workflowOf(connector))
    expect(report).toMatchObject({
      state: 'failed',
      failure: { reason: 'source', message: 'The server went away.', hint: 'Look at its log.' },
    })
    expect(catalog.living('tables')).toEqual(['svc.db.public.a'])
    expect(closed.count).toBe(1)
  })

  it('makes every check, and stops at a mandatory one before anything is written', async () => {
    const { connector } = connectorOf(
      () => parents,
      (name) => {
        throw new SourceError('fatal', `${name} failed.`)
      },
    )
    const { report, events } = await run(workflowOf(connector))
    expect(events.filter((event) => event.event === 'check').map((event) => event.name)).toEqual([
      'CheckAccess',
      'GetQueries',
    ])
    expect(report.failure).toMatchObject({ reason: 'source', message: 'CheckAccess failed.' })
    expect(catalog.entities.size).toBe(0)
  })

  it('says who refused the credential and what to do', async () => {
    catalog.refuseToken = true
    const { report } = await run(shelf([]))
    expect(report.failure).toMatchObject({
      reason: 'signIn',
      message: 'The server refused no credential: Not Authorized! Invalid Token',
      hint: expect.stringContaining('waymark bot bind'),
    })
  })

  it('stops soon after it is cancelled, with the state that says so', async () => {
    const controller = new AbortController()
    catalog.onBulk = () => controller.abort()
    const endless = connectorOf(async function* () {
      yield* parents
      for (let index = 0; ; index += 1) yield table(`t${index}`)
    })
    const { report } = await run(workflowOf(endless.connector, { pipelineFqn: 'svc.p' }), {
      signal: controller.signal,
    })
    expect(report).toMatchObject({ state: 'stopped', failure: { reason: 'cancelled' } })
    expect(catalog.statuses).toEqual(['running', 'stopped'])
    expect(endless.closed.count).toBe(1)
  })
})

describe('what a second source says', () => {
  const people = entity('user', 'ada', { email: 'ada@example.com' })
  const orders = table('orders', {
    description: 'written by people',
    columns: [{ name: 'Id', dataType: 'INT' }],
  })
  const tag = { tagFQN: 'dbt.daily', source: 'Classification' } as const

  it('is added without overwriting what people wrote, and only once', async () => {
    const change: SourceRecord = {
      kind: 'change',
      type: 'table',
      fullyQualifiedName: 'svc.db.public.orders',
      description: 'of the second source',
      displayName: 'Orders',
      tags: [tag],
      owners: [{ type: 'user', fullyQualifiedName: 'ada' }],
      columns: [{ path: ['id'], description: 'the key', tags: [tag] }],
      members: { dataModel: { modelType: 'DBT' } },
    }
    const absent: SourceRecord = { ...change, fullyQualifiedName: 'svc.db.public.absent' }
    const records = [...parents, people, orders, change, absent]
    const { connector } = connectorOf(() => records)
    const first = await run(workflowOf(connector))
    expect(first.report.problems).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: 'Nothing was added: table svc.db.public.absent is not in the catalog.',
      }),
    ])
    const stored = catalog.entities.get('tables svc.db.public.orders')
    expect(stored).toMatchObject({
      description: 'written by people',
      displayName: 'Orders',
      tags: [{ tagFQN: 'dbt.daily', labelType: 'Automated', state: 'Suggested' }],
      owners: [{ type: 'user', id: expect.any(String) }],
      dataModel: { modelType: 'DBT' },
    })
    expect(JSON.stringify(catalog.patches[0])).toContain('the key')
    const sent = catalog.patches.length
    const settled = connectorOf(() => [{ ...change, columns: [] }])
    await run(workflowOf(settled.connector))
    expect(catalog.patches).toHaveLength(sent)
  })

  it('is measured: each kind goes to its sub-resource, after the entities it is about', async () => {
    const measurement = (kind: Measurement, type: string, fullyQualifiedName: string): SourceRecord => ({
      kind: 'measurement',
      measurement: kind,
      type,
      fullyQualifiedName,
      body: { timestamp: 1 },
    })
    const records = [
      measurement('testCaseResult', 'testCase', 'svc.db.public.orders.unique'),
      measurement('pipelineStatus', 'pipeline', 'airflow.daily'),
      measurement('tableProfile', 'table', 'svc.db.public.orders'),
      measurement('sampleData', 'table', 'svc.db.public.orders'),
      measurement('usage', 'table', 'svc.db.public.orders'),
      measurement('usage', 'table', 'svc.db.public.absent'),
      ...parents,
      orders,
    ]
    const { report } = await run(workflowOf(connectorOf(() => records).connector))
    const { id } = catalog.entities.get('tables svc.db.public.orders') ?? {}
    expect(catalog.measurements.map(({ call }) => call).sort()).toEqual(
      [
        'POST dataQuality/testCases/testCaseResults/svc.db.public.orders.unique',
        'PUT pipelines/airflow.daily/status',
        `PUT tables/${id}/tableProfile`,
        `PUT tables/${id}/sampleData`,
        `POST usage/table/${id}`,
      ].sort(),
    )
    expect(report.problems.map(({ message }) => message)).toEqual([
      'No usage was kept: table svc.db.public.absent is not in the catalog.',
    ])
  })
})
