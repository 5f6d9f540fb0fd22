/** A run of data quality tests: each test is made in SQL, its result posted, and failed rows kept where that is asked for. */
import { parseEntityLink, splitFqn, type TestCase } from '@waymark/spec'
import { type Source, SourceError } from '../connector.ts'
import { relationOf, sampleOf } from '../profiler/sample.ts'
import { createMeasurementWriter, type MeasurementWriter } from '../runner/measurement-writer.ts'
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import { type RunContext, uncounted } from '../runner/run-context.ts'
import { RunAborted } from '../runner/run-failure.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import { placeOf, type ReadTable } from '../sql/chosen-tables.ts'
import { columnKind } from '../sql/column-kind.ts'
import { sqlText } from '../sql/sql-text.ts'
import { countOf, numberOf } from '../sql/sql-value.ts'
import type { SqlAccess, SqlRow } from '../sql-access.ts'
import { readFailedRows } from './failed-rows.ts'
import { chosenCases } from './test-cases.ts'
import { testNamed } from './test-library.ts'
import { type TestOutcome, type TestRun, TestUnusable } from './test-run.ts'

interface Opened {
  readonly table: ReadTable
  readonly access: SqlAccess
}

export async function runTests(context: RunContext): Promise<void> {
  const cases = await chosenCases(context)
  const services = new Map<string, [string, TestCase[]][]>()
  for (const [table, tests] of cases) {
    const [service = ''] = splitFqn(table)
    services.set(service, [...(services.get(service) ?? []), [table, tests]])
  }
  context.meter.total(
    'testCase',
    [...cases.values()].reduce((sum, tests) => sum + tests.length, 0),
  )
  const results = createMeasurementWriter(uncounted(context), async () => {})
  for (const [service, tables] of services) {
    const connection = await serviceConnection(context, service)
    await withSource(connection, context, async (source) => {
      await checkSource(connection.connector, source, context)
      const open = tableOpener(context, source, service)
      for (const [fqn, tests] of tables) {
        for (const test of tests) await runOne(context, open, fqn, test, results)
        await results.flush()
      }
    })
  }
  context.meter.end()
}

/** Opens tables of the service by fully qualified name; one connection a database. */
function tableOpener(context: RunContext, source: Source, service: string) {
  const accesses = new Map<string, Promise<SqlAccess>>()
  const fields = ['tableProfilerConfig', 'columns']
  return async (fqn: string): Promise<Opened> => {
    const { client, registry, signal } = context
    const [other] = splitFqn(fqn)
    if (other !== service)
      throw new TestUnusable(`'${fqn}' is of another service; tables of one service are compared.`)
    if (!source.sql)
      throw new RunAborted('source', 'This source cannot be asked in SQL, so nothing can be tested.')
    const table = await client.entity(registry.byType('table')).find({ fqn }, { fields, signal })
    if (!table) throw new TestUnusable(`The catalog has no table '${fqn}'.`)
    const { database } = placeOf(fqn)
    const opening = accesses.get(database) ?? source.sql(database, signal)
    accesses.set(database, opening)
    return { table: table as unknown as ReadTable, access: await opening } // not typed one by one
  }
}

async function runOne(
  context: RunContext,
  open: (fqn: string) => Promise<Opened>,
  tableFqn: string,
  test: TestCase,
  results: MeasurementWriter,
): Promise<void> {
  const { fullyQualifiedName } = test
  const timestamp = context.nowMs()
  let body: Record<string, unknown>
  try {
    const opened = await open(tableFqn)
    const run = await prepare(context, opened, open, test, timestamp)
    if (test.useDynamicAssertion) {
      throw new TestUnusable(
        'It asks for bounds that are learned from the past, which is not done here: give bounds.',
      )
    }
    const outcome = await testNamed(String(test.testDefinition?.name))(run)
    body = { ...resultOf(outcome, timestamp), ...(await rowCounts(context, run, test, outcome)) }
    context.account.passed('testCase', 'changed')
  } catch (error) {
    const unusable = error instanceof TestUnusable
    if (!unusable && !(error instanceof SourceError && error.consequence === 'skippable')) throw error
    body = { timestamp, testCaseStatus: 'Aborted', result: error.message }
    const hint = error instanceof SourceError && error.hint ? { hint: error.hint } : {}
    context.report({
      severity: 'error',
      type: 'testCase',
      fullyQualifiedName,
      message: error.message,
      ...hint,
    })
  }
  context.meter.progressed('testCase')
  await results.write({
    kind: 'measurement',
    measurement: 'testCaseResult',
    type: 'testCase',
    fullyQualifiedName,
    body,
  })
}

async function prepare(
  context: RunContext,
  { table, access }: Opened,
  open: (fqn: string) => Promise<Opened>,
  test: TestCase,
  nowMs: number,
): Promise<TestRun> {
  const { signal } = context
  const text = sqlText(access.dialect)
  const { part } = parseEntityLink(test.entityLink)
  const column = table.columns.find(({ name }) => name === part)
  if (part !== undefined && !column) throw new TestUnusable(`The table has no column '${part}'.`)
  const relation = relationOf(table, access)
  const row = async (select: string, parameters: readonly unknown[] = []): Promise<SqlRow> => {
    const [first = {}] = await access.query(select, parameters, signal)
    return Object.fromEntries(Object.entries(first).map(([name, value]) => [name.toLowerCase(), value]))
  }
  const config = context.workflow.options.sourceConfig
  const sampled = config.profileSampleConfig !== undefined
  const rows = sampled ? countOf((await row(`select count(*) as n from ${relation.from}`)).n) : 0
  const sample = sampled ? sampleOf(table, config, rows) : ({ kind: 'all' } as const)
  const from =
    sample.kind === 'all'
      ? relation.from
      : `(${text.sampled(relation.from, '*', sample, relation.isView)}) sampled`
  return {
    access,
    text,
    table,
    from,
    column: column && {
      name: column.name,
      kind: columnKind(column.dataType),
      sql: access.quote(column.name),
    },
    parameters: new Map((test.parameterValues ?? []).map(({ name, value }) => [name ?? '', value ?? ''])),
    nowMs,
    row,
    other: open,
    signal,
  }
}

function resultOf(outcome: TestOutcome, timestamp: number): Record<string, unknown> {
  const { passed, result, values, minBound, maxBound } = outcome
  return {
    timestamp,
    testCaseStatus: passed ? 'Success' : 'Failed',
    result,
    testResultValue: values,
    ...(minBound === undefined ? {} : { minBound }),
    ...(maxBound === undefined ? {} : { maxBound }),
  }
}

/** Rows that passed and failed, and a few of the failed ones: only where the test asks for it, since rows are data. */
async function rowCounts(
  context: RunContext,
  run: TestRun,
  test: TestCase,
  { failedRows }: TestOutcome,
): Promise<Record<string, number>> {
  if (!test.computePassedFailedRowCount || failedRows === undefined) return {}
  const all = countOf((await run.row(`select count(*) as n from ${run.from}`)).n)
  const failing = await run.row(
    'query' in failedRows
      ? `select count(*) as n from (${failedRows.query}) q`
      : `select count(*) as n from ${run.from} where ${failedRows.condition}`,
    'query' in failedRows ? [] : failedRows.parameters,
  )
  const failed = Math.min(all, numberOf(failing.n) ?? 0)
  if (failed > 0) {
    const body = await readFailedRows(run, failedRows)
    if (!context.dryRun) {
      const path = `/v1/dataQuality/testCases/${test.id}/failedRowsSample`
      await context.client.request('PUT', path, { body, signal: context.signal })
    }
  }
  const share = (rows: number) => (all === 0 ? 0 : (rows / all) * 100)
  return {
    passedRows: all - failed,
    failedRows: failed,
    passedRowsPercentage: share(all - failed),
    failedRowsPercentage: share(failed),
  }
}
