/**
 * The workflows of both published clients, in the order a platform schedules them, each twice: the second run changes nothing.
 * Auto-classification is not among them: the language model that it needs is published on no package registry.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'
import { changes, crawl, pages } from './catalog-crawl.ts'
import { type WorkflowRunner, workflowRunner } from './client-workflows.ts'
import { client013, client113 } from './published-clients.ts'
import type { SourceDatabase } from './source-database.ts'
import { startWorkflowCatalog, type WorkflowCatalog } from './workflow-catalog.ts'
import { caseNames, failingCases, type WorkflowRun, workflowsOf } from './workflow-configurations.ts'
import { statements } from './workflow-statements.ts'

interface Lineage {
  readonly nodes: readonly { readonly fullyQualifiedName: string }[]
  readonly upstreamEdges: readonly {
    readonly lineageDetails?: {
      readonly sqlQuery?: string
      readonly columnsLineage?: readonly {
        readonly toColumn: string
        readonly fromColumns: readonly string[]
      }[]
    }
  }[]
}

interface Case {
  readonly name: string
  readonly entityLink: string
  readonly testCaseResult?: { readonly testCaseStatus: string }
}

interface Incident {
  readonly stateId: string
  readonly testCaseResolutionStatusType: string
  readonly testCaseReference: { readonly name: string; readonly fullyQualifiedName: string }
}

let subject: WorkflowCatalog
let catalog: RunningCatalog
let source: SourceDatabase

beforeAll(async () => {
  subject = await startWorkflowCatalog()
  ;({ catalog, source } = subject)
})
afterAll(async () => {
  await subject?.stop()
})

describe.each([
  { generation: '0.13' as const, client: client013, service: 'legacy-pg' },
  { generation: '1.13' as const, client: client113, service: 'current-pg' },
])('the workflows of openmetadata-ingestion $generation', ({ generation, client, service }) => {
  let runner: WorkflowRunner
  let runs: ReturnType<typeof workflowsOf>
  const name = (rest: string) => `${service}.${source.name}.${rest}`

  beforeAll(async () => {
    runner = workflowRunner(client, generation === '0.13' ? subject.emulator.environment : {})
    const server = await subject.serverConfig(generation)
    runs = workflowsOf({ generation, service, source, server, directory: runner.directory })
  })
  afterAll(() => runner?.remove())

  async function run({ command, workflow }: WorkflowRun): Promise<void> {
    const { code, output } = await runner.run(command, workflow)
    expect(code, output.slice(-6000)).toBe(0)
    // Both clients end well although they gave up on something.
    expect(output.split('\n').filter((line) => /\bERROR\b|Traceback/.test(line))).toEqual([])
  }

  /** Runs it twice, @returns what the second run changed */
  async function twice(workflow: WorkflowRun): Promise<string[]> {
    await run(workflow)
    const before = await crawl(catalog)
    await run(workflow)
    return changes(before, await crawl(catalog))
  }

  async function incidents(): Promise<Incident[]> {
    const path = `dataQuality/testCases/testCaseIncidentStatus?latest=true&startTs=0&endTs=${Date.now()}`
    const all = await pages<Incident>(catalog, path)
    return all.filter((one) => one.testCaseReference.fullyQualifiedName.startsWith(`${service}.`))
  }

  it('metadata: every table of the chosen schemas', async () => {
    // The newer client looks foreign keys up in the catalog, and sends tables last: it only finds them on a later run.
    if (generation === '1.13') {
      const foreign = await twice(runs.metadata)
      expect(foreign.length).toBeGreaterThan(0)
    }
    expect(await twice(runs.metadata)).toEqual([])
    const tables = await pages<{ fullyQualifiedName: string }>(catalog, `tables?service=${service}`)
    const names = tables.map((table) => table.fullyQualifiedName)
    expect(names).toContain(name('finance.revenue_by_customer'))
    expect(names.length).toBeGreaterThan(30)
  })

  it('lineage: edges by column from the statements that ran', async () => {
    expect(await twice(runs.lineage)).toEqual([])
    const path = `lineage/table/name/${name('finance.paying_customers')}?upstreamDepth=2&downstreamDepth=0`
    const { nodes, upstreamEdges } = await catalog.api<Lineage>(path)
    expect(nodes.map((node) => node.fullyQualifiedName).sort()).toEqual(
      ['billing.invoices', 'crm.customers', 'finance.revenue_by_customer'].map(name),
    )
    expect(upstreamEdges).toHaveLength(3)
    for (const edge of upstreamEdges) expect(edge.lineageDetails?.sqlQuery).toMatch(/^insert into finance/)
    expect(upstreamEdges.flatMap((edge) => edge.lineageDetails?.columnsLineage ?? [])).toContainEqual({
      toColumn: name('finance.paying_customers.full_name'),
      fromColumns: [name('finance.revenue_by_customer.full_name')],
    })
  })

  it('usage: queries with the tables they read, counts, percentiles and joins', async () => {
    expect(await twice(runs.usage)).toEqual([])
    const queries = await pages<{ query: string; queryUsedIn: readonly { fullyQualifiedName: string }[] }>(
      catalog,
      `queries?service=${service}&fields=queryUsedIn`,
    )
    expect(queries).toHaveLength(statements.analyst.length)
    const joined = queries.find((one) => one.query.startsWith('select c.full_name'))
    expect(joined?.queryUsedIn.map((table) => table.fullyQualifiedName).sort()).toEqual(
      ['crm.campaign_members', 'crm.campaigns', 'crm.customers'].map(name),
    )
    const customers = await catalog.api<{
      usageSummary: { dailyStats: { count: number; percentileRank: number } }
      joins: { columnJoins: readonly { columnName: string; joinedWith: readonly object[] }[] }
    }>(`tables/name/${name('crm.customers')}?fields=usageSummary,joins`)
    expect(customers.usageSummary.dailyStats).toEqual({ count: 3, percentileRank: expect.any(Number) })
    expect(customers.usageSummary.dailyStats.percentileRank).toBeGreaterThan(90)
    expect(customers.joins.columnJoins).toMatchObject([
      {
        columnName: 'id',
        joinedWith: [{ fullyQualifiedName: name('billing.invoices.customer_id'), joinCount: 1 }],
      },
    ])
  })

  it('profiles: one more of every table per run', async () => {
    expect(await twice(runs.profile)).toEqual([])
    const window = `startTs=0&endTs=${Date.now() + 60_000}`
    const profiles = await pages<{ rowCount: number }>(
      catalog,
      `tables/${name('crm.segments')}/tableProfile?${window}`,
    )
    const [{ count } = {}] = await source.query('select count(*)::int from crm.segments')
    expect(profiles.map((profile) => profile.rowCount)).toEqual([count, count])
    const column = await pages<{ name: string; nullCount: number; valuesCount: number }>(
      catalog,
      `tables/${name('crm.segments.code')}/columnProfile?${window}`,
    )
    expect(column).toHaveLength(2)
    expect(column[0]).toMatchObject({ name: 'code', nullCount: 0, valuesCount: count })
  })

  it('tests: a result of every case, and one open incident of every failing one', async () => {
    await run(runs.tests)
    const [before, incidentsBefore] = [await crawl(catalog), await incidents()]
    await run(runs.tests)
    expect(changes(before, await crawl(catalog))).toEqual([])
    const all = await pages<Case>(catalog, 'dataQuality/testCases?fields=testCaseResult')
    const own = all.filter((one) => one.entityLink.includes(`::${name('crm.customers')}`))
    expect(own.map((one) => one.name).sort()).toEqual(caseNames)
    for (const { name: testCase, testCaseResult } of own) {
      const status = failingCases.includes(testCase) ? 'Failed' : 'Success'
      expect([testCase, testCaseResult?.testCaseStatus]).toEqual([testCase, status])
    }
    const open = await incidents()
    expect(open.map((one) => one.testCaseReference.name).sort()).toEqual(failingCases)
    expect(open.map((one) => one.testCaseResolutionStatusType)).toEqual(['New', 'New'])
    expect(open.map((one) => one.stateId).sort()).toEqual(incidentsBefore.map((one) => one.stateId).sort())
  })
})
