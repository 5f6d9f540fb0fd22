/**
 * Our own `metadata` on the very files that the published clients are run with, of both generations: every verb against a running
 * catalog and a real PostgreSQL, and what the catalog then holds.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'
import { changes, crawl, pages } from './catalog-crawl.ts'
import { analyst, type SourceDatabase } from './source-database.ts'
import { startWorkflowCatalog, type WorkflowCatalog } from './workflow-catalog.ts'
import { caseNames, failingCases, workflowsOf } from './workflow-configurations.ts'
import { statements } from './workflow-statements.ts'

const program = fileURLToPath(new URL('../../../apps/cli/bin/metadata.js', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'waymark-verbs-'))

let subject: WorkflowCatalog
let catalog: RunningCatalog
let source: SourceDatabase

beforeAll(async () => {
  subject = await startWorkflowCatalog()
  ;({ catalog, source } = subject)
  await source.query(`
    create table finance.invoice_archive (invoice_id bigint, customer_id bigint);
    create procedure finance.archive_invoices(before date) language plpgsql as $body$
    begin
      if before is null then raise exception 'which day?'; end if;
      insert into finance.invoice_archive (invoice_id, customer_id) select id, customer_id from billing.invoices;
    end $body$`)
})
afterAll(async () => {
  await subject?.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function metadata(verb: string, workflow: object): Promise<string> {
  const file = join(directory, 'workflow.json')
  writeFileSync(file, JSON.stringify(workflow))
  const { code, stdout, stderr } = await runProgram(process.execPath, [program, verb, '-c', file], {
    environment: { ...subject.emulator.environment, WAYMARK_HOME: directory, CI: '1' },
    directory,
    timeoutMs: 120_000,
  })
  expect(code, `${stdout}${stderr}`).toBe(0)
  return `${stdout}${stderr}`
}

interface Lineage {
  readonly nodes: readonly { readonly fullyQualifiedName: string }[]
  readonly upstreamEdges: readonly {
    readonly lineageDetails?: {
      readonly sqlQuery?: string
      readonly pipeline?: { readonly type: string }
      readonly columnsLineage?: readonly { toColumn: string; fromColumns: readonly string[] }[]
    }
  }[]
}

interface Profile {
  readonly name: string
  readonly [metric: string]: unknown
}

describe.each([
  { generation: '0.13' as const, service: 'legacy-own' },
  { generation: '1.13' as const, service: 'current-own' },
])('files of openmetadata-ingestion $generation, run by this program', ({ generation, service }) => {
  let runs: ReturnType<typeof workflowsOf>
  const name = (rest: string) => `${service}.${source.name}.${rest}`

  beforeAll(async () => {
    const server = await subject.serverConfig(generation)
    runs = workflowsOf({ generation, service, source, server, directory })
  })

  it('metadata ingest: the tables of the chosen schemas, and nothing changes when it runs again', async () => {
    await metadata(runs.metadata.command, runs.metadata.workflow)
    const before = await crawl(catalog)
    expect(await metadata(runs.metadata.command, runs.metadata.workflow)).toContain('+0 new  ~0 changed')
    expect(changes(before, await crawl(catalog))).toEqual([])
  })

  it('metadata lineage: edges by column from the statements that ran', async () => {
    await metadata(runs.lineage.command, runs.lineage.workflow)
    const before = await crawl(catalog)
    await metadata('lineage', runs.lineage.workflow)
    expect(changes(before, await crawl(catalog))).toEqual([])
    const path = `lineage/table/name/${name('finance.paying_customers')}?upstreamDepth=2&downstreamDepth=0`
    const { nodes, upstreamEdges } = await catalog.api<Lineage>(path)
    expect(nodes.map((node) => node.fullyQualifiedName).sort()).toEqual(
      ['billing.invoices', 'crm.customers', 'finance.revenue_by_customer'].map(name),
    )
    for (const edge of upstreamEdges) expect(edge.lineageDetails?.sqlQuery).toMatch(/^insert into finance/)
    expect(upstreamEdges.flatMap((edge) => edge.lineageDetails?.columnsLineage ?? [])).toContainEqual({
      toColumn: name('finance.paying_customers.full_name'),
      fromColumns: [name('finance.revenue_by_customer.full_name')],
    })
  })

  it('metadata lineage: what stored procedures move, and by which of them', async () => {
    const path = `lineage/table/name/${name('finance.invoice_archive')}?upstreamDepth=1&downstreamDepth=0`
    const { nodes, upstreamEdges } = await catalog.api<Lineage>(path)
    expect(nodes.map((node) => node.fullyQualifiedName)).toEqual([name('billing.invoices')])
    expect(upstreamEdges.map((edge) => edge.lineageDetails)).toMatchObject([
      {
        sqlQuery: expect.stringMatching(/^insert into finance\.invoice_archive/),
        pipeline: { type: 'storedProcedure' },
        columnsLineage: [
          {
            toColumn: name('finance.invoice_archive.invoice_id'),
            fromColumns: [name('billing.invoices.id')],
          },
          {
            toColumn: name('finance.invoice_archive.customer_id'),
            fromColumns: [name('billing.invoices.customer_id')],
          },
        ],
      },
    ])
  })

  it('metadata usage: queries with their tables and users, counts and percentiles', async () => {
    await metadata(runs.usage.command, runs.usage.workflow)
    const before = await crawl(catalog)
    await metadata('usage', runs.usage.workflow)
    expect(changes(before, await crawl(catalog))).toEqual([])
    const queries = await pages<{
      query: string
      usedBy?: readonly string[]
      queryUsedIn: readonly { fullyQualifiedName: string }[]
    }>(catalog, `queries?service=${service}&fields=queryUsedIn`)
    expect(queries).toHaveLength(statements.analyst.length)
    const joined = queries.find((one) => one.query.startsWith('select c.full_name'))
    expect(joined?.queryUsedIn.map((table) => table.fullyQualifiedName).sort()).toEqual(
      ['crm.campaign_members', 'crm.campaigns', 'crm.customers'].map(name),
    )
    expect(joined?.usedBy).toEqual([analyst])
    const customers = await catalog.api<{
      usageSummary: { dailyStats: { count: number; percentileRank: number } }
      joins: {
        columnJoins: readonly {
          columnName: string
          joinedWith: readonly { fullyQualifiedName: string; joinCount: number }[]
        }[]
      }
    }>(`tables/name/${name('crm.customers')}?fields=usageSummary,joins`)
    expect(customers.usageSummary.dailyStats).toEqual({ count: 3, percentileRank: expect.any(Number) })
    expect(customers.usageSummary.dailyStats.percentileRank).toBeGreaterThan(90)
    const [{ columnName, joinedWith } = { columnName: '', joinedWith: [] }, ...more] =
      customers.joins.columnJoins
    expect([columnName, more]).toEqual(['id', []])
    expect(joinedWith.toSorted((a, b) => (a.fullyQualifiedName < b.fullyQualifiedName ? -1 : 1))).toEqual(
      ['billing.invoices.customer_id', 'crm.campaign_members.customer_id'].map((of) => ({
        fullyQualifiedName: name(of),
        joinCount: 1,
      })),
    )
  })

  it('metadata usage: a log in a file, with people who have an account and what queries cost', async () => {
    const { source: of, ...rest } = runs.usage.workflow as { source: object }
    const log = join(directory, 'log.csv')
    const asked = 'select c.email from crm.customers c where c.id = 7'
    const day = new Date().toISOString().slice(0, 10)
    writeFileSync(
      log,
      ['query_text,user_name,start_time,duration,cost', `${asked},admin,${day} 00:00:01,2,0.5`].join('\n'),
    )
    const config = { type: 'DatabaseUsage', queryLogFilePath: log }
    await metadata(runs.usage.command, { ...rest, source: { ...of, sourceConfig: { config } } })
    const queries = await pages<{
      query: string
      fullyQualifiedName: string
      users?: readonly { name: string }[]
    }>(catalog, `queries?service=${service}&fields=users`)
    const query = queries.find((each) => each.query === asked)
    expect(query?.users?.map((user) => user.name)).toEqual(['admin'])
    const costs = await pages<{ cost: number; count: number; totalDuration: number }>(
      catalog,
      `queryCostRecord?queryFQN=${query?.fullyQualifiedName}&startTs=0&endTs=${Date.now()}`,
    )
    expect(costs).toMatchObject([{ cost: 0.5, count: 1, totalDuration: 2 }])
  })

  it('metadata profile: numbers that PostgreSQL itself confirms', async () => {
    await metadata('profile', runs.profile.workflow)
    const window = `startTs=0&endTs=${Date.now() + 60_000}`
    const [truth] = await source.query(`
      select count(*)::int as rows, count(credit_score)::int as scores, count(distinct credit_score)::int as different,
             min(credit_score)::float as least, max(credit_score)::float as most, avg(credit_score)::float as mean,
             stddev_pop(credit_score)::float as deviation,
             percentile_cont(0.5) within group (order by credit_score)::float as median,
             max(length(last_name))::int as longest, count(first_name)::int as names
        from crm.customers`)
    const [table] = await pages<Profile>(catalog, `tables/${name('crm.customers')}/tableProfile?${window}`)
    expect(table).toMatchObject({ rowCount: truth?.rows, sizeInByte: expect.any(Number) })
    const column = async (of: string) => {
      const [profile] = await pages<Profile>(
        catalog,
        `tables/${name(`crm.customers.${of}`)}/columnProfile?${window}`,
      )
      return profile
    }
    const score = await column('credit_score')
    expect(score).toMatchObject({
      valuesCount: truth?.scores,
      distinctCount: truth?.different,
      min: truth?.least,
      max: truth?.most,
      mean: expect.closeTo(Number(truth?.mean), 6),
      stddev: expect.closeTo(Number(truth?.deviation), 6),
      median: expect.closeTo(Number(truth?.median), 6),
    })
    const { frequencies = [] } = (score?.histogram ?? {}) as { frequencies?: number[] }
    expect(frequencies.reduce((sum, count) => sum + count, 0)).toBe(truth?.scores)
    expect(await column('last_name')).toMatchObject({ maxLength: truth?.longest, nullCount: 0 })
    expect(await column('first_name')).toMatchObject({ valuesCount: truth?.names })
    const system = await pages<Profile>(catalog, `tables/${name('crm.customers')}/systemProfile?${window}`)
    expect(system).toContainEqual(expect.objectContaining({ operation: 'INSERT', rowsAffected: truth?.rows }))
  })

  it('metadata test: a result of every case, one open incident of every failing one', async () => {
    await metadata('test', runs.tests.workflow)
    await metadata('test', runs.tests.workflow)
    const all = await pages<{
      name: string
      entityLink: string
      testCaseResult?: { testCaseStatus: string; result: string }
    }>(catalog, 'dataQuality/testCases?fields=testCaseResult')
    const own = all.filter((one) => one.entityLink.includes(`::${name('crm.customers')}`))
    expect(own.map((one) => one.name).sort()).toEqual(caseNames)
    for (const { name: testCase, testCaseResult } of own) {
      const status = failingCases.includes(testCase) ? 'Failed' : 'Success'
      expect([testCase, testCaseResult?.testCaseStatus]).toEqual([testCase, status])
    }
    const path = `dataQuality/testCases/testCaseIncidentStatus?latest=true&startTs=0&endTs=${Date.now()}`
    const incidents = await pages<{ testCaseReference: { name: string; fullyQualifiedName: string } }>(
      catalog,
      path,
    )
    const open = incidents.filter((one) => one.testCaseReference.fullyQualifiedName.startsWith(`${service}.`))
    expect(open.map((one) => one.testCaseReference.name).sort()).toEqual(failingCases)
  })

  it('metadata classify: suggested tags with a reason, once, and a sample without what is sensitive', async () => {
    const { source: of, ...rest } = runs.profile.workflow
    const config = {
      type: 'AutoClassification',
      schemaFilterPattern: { includes: ['^crm$'] },
      storeSampleData: true,
    }
    const workflow = { ...rest, source: { ...of, sourceConfig: { config } } }
    await metadata('classify', workflow)
    const before = await crawl(catalog)
    await metadata('classify', workflow)
    expect(changes(before, await crawl(catalog))).toEqual([])
    const table = await catalog.api<{
      columns: readonly {
        name: string
        tags?: readonly { tagFQN: string; state: string; reason?: string }[]
      }[]
      sampleData: { columns: readonly string[]; rows: readonly (readonly unknown[])[] }
    }>(`tables/name/${name('crm.customers')}?fields=columns,tags,sampleData`)
    const label = (of: string) => table.columns.find((column) => column.name === of)?.tags?.[0]
    expect(label('email')).toMatchObject({ tagFQN: 'PII.Sensitive', state: 'Suggested' })
    expect(label('email')?.reason).toMatch(/values look like e-mail addresses .* and the name says 'email'/)
    expect(label('last_name')).toMatchObject({ tagFQN: 'PII.NonSensitive' })
    expect(label('credit_score')).toBeUndefined()
    const { columns, rows } = table.sampleData
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map((row) => row[columns.indexOf('email')])).toEqual(rows.map(() => null))
  })
})
