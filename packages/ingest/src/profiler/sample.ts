/** Which rows of a table are measured: its own configuration, that of the file, or all. */
import { isView, placeOf, type ReadTable } from '../sql/chosen-tables.ts'
import { type Sample, sqlText, type TimeUnit } from '../sql/sql-text.ts'
import { numberOf } from '../sql/sql-value.ts'
import type { SqlAccess } from '../sql-access.ts'

/** Above this many rows smart sampling measures a part; as many rows as it then takes. */
const smartRows = 100_000

type Config = Readonly<Record<string, unknown>>

/** What is read, as it stands after FROM, and whether it can be sampled the way a table can. */
export interface Relation {
  readonly from: string
  readonly isView: boolean
}

/** The table, its partitions in question, or the query that people put in its place (`profileQuery`). */
export function relationOf(table: ReadTable, access: SqlAccess): Relation {
  const { schema, name } = placeOf(table.fullyQualifiedName)
  const config: Config = table.tableProfilerConfig ?? {}
  if (typeof config.profileQuery === 'string' && config.profileQuery.trim() !== '') {
    return { from: `(${config.profileQuery.trim().replace(/;\s*$/, '')}) q`, isView: true }
  }
  const qualified = access.qualify(schema, name)
  const condition = partitionCondition(config.partitioning, access)
  if (condition === undefined) return { from: qualified, isView: isView(table) }
  return { from: `(select * from ${qualified} where ${condition}) q`, isView: true }
}

function partitionCondition(value: unknown, access: SqlAccess): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const partitioning = value as Config // the extension's schema
  const { enablePartitioning, partitionColumnName: column, partitionIntervalType: type } = partitioning
  if (enablePartitioning !== true || typeof column !== 'string') return undefined
  const name = access.quote(column)
  if (type === 'INTEGER-RANGE') {
    const [from, to] = [partitioning.partitionIntegerRangeStart, partitioning.partitionIntegerRangeEnd].map(
      numberOf,
    )
    return from === undefined || to === undefined ? undefined : `${name} between ${from} and ${to}`
  }
  if (type === 'COLUMN-VALUE' && Array.isArray(partitioning.partitionValues)) {
    const values = partitioning.partitionValues.map((each) => `'${String(each).replaceAll("'", "''")}'`)
    return `${name} in (${values.join(', ')})`
  }
  const units: Readonly<Record<string, TimeUnit>> = { HOUR: 'HOUR', DAY: 'DAY', MONTH: 'MONTH', YEAR: 'YEAR' }
  const unit = units[String(partitioning.partitionIntervalUnit ?? 'DAY')] ?? 'DAY'
  const amount = numberOf(partitioning.partitionInterval) ?? 1
  return `${name} >= ${sqlText(access.dialect).ago(Math.trunc(amount), unit)}`
}

/** The nearest configuration counts: the table's, then the file's. `rows` is what the table holds. */
export function sampleOf(table: ReadTable, fileConfig: Config, rows: number): Sample {
  const own: Config = table.tableProfilerConfig ?? {}
  const random = (own.randomizedSample ?? fileConfig.randomizedSample) === true
  const configured = own.profileSampleConfig ?? fileConfig.profileSampleConfig
  if (typeof configured === 'object' && configured !== null) {
    const { sampleConfigType, config = {} } = configured as { sampleConfigType?: string; config?: Config }
    if (sampleConfigType === 'DYNAMIC') return dynamicSample(config, rows, random)
    return staticSample(config, random)
  }
  // The way files of the older generation say it.
  const older = own.profileSample === undefined ? fileConfig : own
  return staticSample(older, random)
}

function staticSample(config: Config, random: boolean): Sample {
  const amount = numberOf(config.profileSample)
  if (amount === undefined || amount <= 0) return { kind: 'all' }
  if (config.profileSampleType === 'ROWS') return { kind: 'rows', rows: Math.trunc(amount), random }
  if (amount >= 100) return { kind: 'all' }
  const method = config.samplingMethodType === 'SYSTEM' ? 'SYSTEM' : 'BERNOULLI'
  return { kind: 'percentage', percent: amount, method }
}

function dynamicSample(config: Config, rows: number, random: boolean): Sample {
  const thresholds = Array.isArray(config.thresholds) ? (config.thresholds as Config[]) : []
  const reached = thresholds
    .filter((each) => rows >= (numberOf(each.rowCountThreshold) ?? Number.POSITIVE_INFINITY))
    .sort((a, b) => Number(b.rowCountThreshold) - Number(a.rowCountThreshold))
  const [highest] = reached
  if (highest) return staticSample(highest, random)
  if (config.smartSampling === false || rows <= smartRows) return { kind: 'all' }
  return { kind: 'percentage', percent: Math.max(0.01, (smartRows / rows) * 100), method: 'BERNOULLI' }
}

/** How a profile says what it was made from. */
export function sampleMembers(sample: Sample): Record<string, unknown> {
  if (sample.kind === 'percentage') return { profileSample: sample.percent, profileSampleType: 'PERCENTAGE' }
  if (sample.kind === 'rows') return { profileSample: sample.rows, profileSampleType: 'ROWS' }
  return {}
}
