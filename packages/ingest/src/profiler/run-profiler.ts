/** A profiler run: measures the chosen tables and sends their profiles, and sample rows where the file asks for them. */
import { SourceError } from '../connector.ts'
import { createMeasurementWriter, type MeasurementWriter } from '../runner/measurement-writer.ts'
import { withSource } from '../runner/open-source.ts'
import { checkSource } from '../runner/prepare-run.ts'
import { type RunContext, uncounted } from '../runner/run-context.ts'
import { serviceConnection } from '../runner/service-connection.ts'
import { placeOf, type ReadTable } from '../sql/chosen-tables.ts'
import { numberOf } from '../sql/sql-value.ts'
import { forEachTable } from '../sql/sql-workers.ts'
import type { SqlAccess } from '../sql-access.ts'
import { countRows, profileColumns } from './profile-table.ts'
import { profiledColumns } from './profiled-column.ts'
import { relationOf, sampleMembers, sampleOf } from './sample.ts'
import { readSample, withoutSensitive } from './sample-data.ts'
import { systemProfile } from './system-profile.ts'

const usualSampleRows = 50
/** Profiles of the widest tables go in parts of the same time, so that no request takes long. */
const columnsARequest = 200

export async function runProfiler(context: RunContext): Promise<void> {
  const { workflow } = context
  const config = workflow.options.sourceConfig
  const connection = await serviceConnection(context, workflow.serviceName)
  await withSource(connection, context, async (source) => {
    await checkSource(connection.connector, source, context)
    const measurements = createMeasurementWriter(uncounted(context), async () => {})
    await forEachTable(context, source, {
      fields: ['tableProfilerConfig', 'customMetrics', 'columns'],
      includeViews: config.includeViews === true,
      threads: numberOf(config.threadCount),
      timeoutSeconds: numberOf(config.timeoutSeconds),
      work: (table, access, signal) => profileOne(context, table, access, measurements, signal),
    })
    await measurements.flush()
    context.meter.end()
  })
}

async function profileOne(
  context: RunContext,
  table: ReadTable,
  access: SqlAccess,
  measurements: MeasurementWriter,
  signal: AbortSignal,
): Promise<void> {
  const profile = await measureTable(context, table, access, signal)
  await sendProfile(measurements, table, profile)
  const config = context.workflow.options.sourceConfig
  if (config.generateSampleData !== true) return
  const own = ownConfig(table)
  const wanted = numberOf(own.sampleDataCount) ?? numberOf(config.sampleDataCount) ?? usualSampleRows
  const rows = await readSample(table, access, wanted, own.randomizedSample === true, signal)
  await measurements.write({
    kind: 'measurement',
    measurement: 'sampleData',
    type: 'table',
    fullyQualifiedName: table.fullyQualifiedName,
    body: { ...withoutSensitive(rows, table) },
  })
}

/** What the catalog says of the table itself; it goes before what the file says of all. */
function ownConfig(table: ReadTable): Readonly<Record<string, unknown>> {
  return table.tableProfilerConfig ?? {}
}

interface Profile {
  readonly tableProfile: object
  readonly columnProfile: readonly object[]
  readonly systemProfile: readonly object[]
}

async function measureTable(
  context: RunContext,
  table: ReadTable,
  access: SqlAccess,
  signal: AbortSignal,
): Promise<Profile> {
  const config = context.workflow.options.sourceConfig
  const own = ownConfig(table)
  const { fullyQualifiedName } = table
  const timestamp = context.nowMs()
  const relation = relationOf(table, access)
  const { schema, name } = placeOf(fullyQualifiedName)
  const facts = (await access.facts?.(schema, name, signal)) ?? {}
  const estimated = config.useStatistics === true ? facts.estimatedRows : undefined
  const rowCount = await countRows(table, access, relation, estimated, signal)
  const sample = sampleOf(table, config, rowCount)
  const metrics = Array.isArray(config.metrics) ? new Set(config.metrics.map(String)) : undefined

  const columnsWanted = (own.computeColumnMetrics ?? config.computeColumnMetrics) !== false
  const profiles = await profileColumns({
    access,
    relation,
    sample,
    columns: columnsWanted ? profiledColumns(table, metrics) : [],
    signal,
    onColumnError: (column, message) =>
      context.report({
        severity: 'warning',
        type: 'table',
        fullyQualifiedName,
        message: `Column '${column}' was not measured in full: ${message}`,
      }),
  })
  const custom = await customMetrics(context, table, access, signal)
  const tableWanted = (own.computeTableMetrics ?? config.computeTableMetrics) !== false
  const { sizeInByte, createDateTime, changes } = facts
  return {
    tableProfile: {
      timestamp,
      ...(tableWanted && {
        rowCount,
        columnCount: table.columns.length,
        ...(sizeInByte !== undefined && { sizeInByte }),
        ...(createDateTime !== undefined && { createDateTime }),
      }),
      ...sampleMembers(sample),
      ...membersOf(custom.get(undefined)),
    },
    columnProfile: [...profiles].map(([column, numbers]) => ({
      name: column,
      timestamp,
      ...numbers,
      ...membersOf(custom.get(column)),
    })),
    systemProfile: changes ? await systemProfile(context, fullyQualifiedName, changes, timestamp) : [],
  }
}

/** The first part carries what is not of columns, and is sent for tables without columns, too. */
async function sendProfile(
  measurements: MeasurementWriter,
  { fullyQualifiedName }: ReadTable,
  { tableProfile, columnProfile, systemProfile }: Profile,
): Promise<void> {
  for (let start = 0; start === 0 || start < columnProfile.length; start += columnsARequest) {
    await measurements.write({
      kind: 'measurement',
      measurement: 'tableProfile',
      type: 'table',
      fullyQualifiedName,
      body: {
        tableProfile,
        columnProfile: columnProfile.slice(start, start + columnsARequest),
        ...(start === 0 && systemProfile.length > 0 && { systemProfile }),
      },
    })
  }
}

interface MetricValue {
  readonly name: string
  readonly value: number
}

function membersOf(values: readonly MetricValue[] | undefined): { customMetrics?: readonly MetricValue[] } {
  return values === undefined ? {} : { customMetrics: values }
}

/** Metrics that people defined, by column; those of the table under undefined. One that fails is a warning. */
async function customMetrics(
  context: RunContext,
  table: ReadTable,
  access: SqlAccess,
  signal: AbortSignal,
): Promise<Map<string | undefined, MetricValue[]>> {
  const found = new Map<string | undefined, MetricValue[]>()
  // Those of columns stand with the column when a table is read.
  const all = [
    ...(table.customMetrics ?? []),
    ...table.columns.flatMap((column) => column.customMetrics ?? []),
  ]
  for (const { name, expression, columnName } of all) {
    try {
      const [row = {}] = await access.query(expression, [], signal)
      const value = numberOf(Object.values(row)[0])
      if (value === undefined) throw new SourceError('skippable', 'its query gives no number')
      found.set(columnName, [...(found.get(columnName) ?? []), { name, value }])
    } catch (error) {
      if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
      context.report({
        severity: 'warning',
        type: 'table',
        fullyQualifiedName: table.fullyQualifiedName,
        message: `The metric '${name}' was not measured: ${error.message}`,
      })
    }
  }
  return found
}
