/** The few expressions that the dialects of SQL write differently, as the profiler and data quality tests need them. */
import type { SqlDialect } from '../sql-access.ts'

export interface SqlText {
  /** The value as text. */
  asText(expression: string): string
  /** The value as a floating point number, for sums and means that neither overflow nor round. */
  asNumber(expression: string): string
  /** Length of a text in characters, of anything else as it is printed. */
  length(expression: string): string
  /** Standard deviation of all values; undefined where the dialect has none. */
  stddev(expression: string): string | undefined
  /** An aggregate for the quantile 0…1, interpolated; undefined where it takes a query of its own. */
  quantile(expression: string, fraction: number): string | undefined
  /** How many rows meet a condition. */
  countWhere(condition: string): string
  /** True where a text matches a regular expression given as a parameter. */
  matches(expression: string): string | undefined
  /** The first rows of a query. */
  limited(select: string, rows: number): string
  /** Rows of a table by chance: a share in percent, or so many rows. */
  sampled(table: string, columns: string, sample: Sample, isView: boolean): string
  /** Now, less so many units. */
  ago(amount: number, unit: TimeUnit): string
}

export type TimeUnit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR'

export type Sample =
  | { readonly kind: 'all' }
  | { readonly kind: 'percentage'; readonly percent: number; readonly method: 'BERNOULLI' | 'SYSTEM' }
  | { readonly kind: 'rows'; readonly rows: number; readonly random: boolean }

/** Repeated queries of one run see the same rows where the dialect lets a seed be given. */
const seed = 20_260

export function sqlText(dialect: SqlDialect): SqlText {
  const textType = textTypes[dialect]
  const asText = (expression: string) => `cast(${expression} as ${textType})`
  const asNumber = (expression: string) => `cast(${expression} as ${numberTypes[dialect]})`
  const limited = (select: string, rows: number) => limitedBy(dialect, select, rows)
  return {
    asText,
    asNumber,
    length: (expression) => `${lengthFunctions[dialect]}(${asText(expression)})`,
    stddev: (expression) => {
      const name = stddevFunctions[dialect]
      return name === undefined ? undefined : `${name}(${asNumber(expression)})`
    },
    quantile: (expression, fraction) => quantileOf(dialect, asNumber(expression), fraction),
    countWhere: (condition) => `sum(case when ${condition} then 1 else 0 end)`,
    matches: (expression) => matchOf(dialect, asText(expression)),
    limited,
    sampled(table, columns, sample, isView) {
      const all = `select ${columns} from ${table}`
      if (sample.kind === 'all') return all
      if (sample.kind === 'rows') {
        const order = sample.random ? ` order by ${randomNumbers[dialect]}` : ''
        return limited(`${all}${order}`, sample.rows)
      }
      const clause = isView ? undefined : tableSample(dialect, sample.percent, sample.method)
      return clause === undefined
        ? `${all} where ${randomShare(dialect)} < ${sample.percent / 100}`
        : `${all} ${clause}`
    },
    ago: (amount, unit) => timeAgo(dialect, amount, unit),
  }
}

const textTypes: Readonly<Record<SqlDialect, string>> = {
  postgres: 'text',
  mysql: 'char',
  sqlite: 'text',
  duckdb: 'varchar',
  tsql: 'nvarchar(max)',
  snowflake: 'varchar',
  databricks: 'string',
  bigquery: 'string',
  oracle: 'varchar2(4000)',
}

const numberTypes: Readonly<Record<SqlDialect, string>> = {
  postgres: 'double precision',
  mysql: 'double',
  sqlite: 'real',
  duckdb: 'double',
  tsql: 'float',
  snowflake: 'double',
  databricks: 'double',
  bigquery: 'float64',
  oracle: 'binary_double',
}

const lengthFunctions: Readonly<Record<SqlDialect, string>> = {
  postgres: 'char_length',
  mysql: 'char_length',
  sqlite: 'length',
  duckdb: 'length',
  tsql: 'len',
  snowflake: 'length',
  databricks: 'length',
  bigquery: 'char_length',
  oracle: 'length',
}

const stddevFunctions: Readonly<Record<SqlDialect, string | undefined>> = {
  postgres: 'stddev_pop',
  mysql: 'stddev_pop',
  sqlite: undefined,
  duckdb: 'stddev_pop',
  tsql: 'stdevp',
  snowflake: 'stddev_pop',
  databricks: 'stddev_pop',
  bigquery: 'stddev_pop',
  oracle: 'stddev_pop',
}

const randomNumbers: Readonly<Record<SqlDialect, string>> = {
  postgres: 'random()',
  mysql: `rand(${seed})`,
  sqlite: 'random()',
  duckdb: 'random()',
  tsql: 'newid()',
  snowflake: `random(${seed})`,
  databricks: `rand(${seed})`,
  bigquery: 'rand()',
  oracle: 'dbms_random.value',
}

/** A number between 0 and 1, another one for every row. */
function randomShare(dialect: SqlDialect): string {
  if (dialect === 'sqlite') return '(abs(random() % 1000000) / 1000000.0)'
  if (dialect === 'tsql') return '(abs(checksum(newid()) % 1000000) / 1000000.0)'
  if (dialect === 'snowflake') return `uniform(0::float, 1::float, random(${seed}))`
  return randomNumbers[dialect]
}

function tableSample(dialect: SqlDialect, percent: number, method: string): string | undefined {
  switch (dialect) {
    case 'postgres':
      return `tablesample ${method} (${percent}) repeatable (${seed})`
    case 'duckdb':
      return `tablesample ${method} (${percent} percent) repeatable (${seed})`
    case 'snowflake':
      return `sample ${method} (${percent}) seed (${seed})`
    case 'databricks':
      return `tablesample (${percent} percent) repeatable (${seed})`
    case 'oracle':
      return `sample ${method === 'SYSTEM' ? 'block ' : ''}(${percent}) seed (${seed})`
    case 'tsql':
    case 'mysql':
    case 'sqlite':
    case 'bigquery':
      // Either there is none, or it takes whole pages, which is none for a small table.
      return undefined
  }
}

function limitedBy(dialect: SqlDialect, select: string, rows: number): string {
  if (dialect === 'tsql') return select.replace(/^select /i, `select top (${rows}) `)
  if (dialect === 'oracle') return `${select} fetch first ${rows} rows only`
  return `${select} limit ${rows}`
}

function quantileOf(dialect: SqlDialect, expression: string, fraction: number): string | undefined {
  switch (dialect) {
    case 'postgres':
    case 'snowflake':
    case 'oracle':
      return `percentile_cont(${fraction}) within group (order by ${expression})`
    case 'duckdb':
      return `quantile_cont(${expression}, ${fraction})`
    case 'databricks':
      return `percentile(${expression}, ${fraction})`
    case 'mysql':
    case 'sqlite':
    case 'tsql':
    case 'bigquery':
      return undefined
  }
}

function matchOf(dialect: SqlDialect, expression: string): string | undefined {
  switch (dialect) {
    case 'postgres':
      return `${expression} ~ ?`
    case 'mysql':
    case 'snowflake':
    case 'oracle':
      return dialect === 'mysql' ? `${expression} regexp ?` : `regexp_like(${expression}, ?)`
    case 'duckdb':
      return `regexp_matches(${expression}, ?)`
    case 'databricks':
      return `${expression} rlike ?`
    case 'bigquery':
      return `regexp_contains(${expression}, ?)`
    case 'sqlite':
    case 'tsql':
      return undefined
  }
}

function timeAgo(dialect: SqlDialect, amount: number, unit: TimeUnit): string {
  const word = unit.toLowerCase()
  switch (dialect) {
    case 'postgres':
    case 'duckdb':
      return `(current_timestamp - interval '${amount} ${word}')`
    case 'mysql':
    case 'databricks':
      return `(current_timestamp - interval ${amount} ${word})`
    case 'bigquery':
      return `timestamp_sub(current_timestamp(), interval ${unit === 'YEAR' ? amount * 365 : unit === 'MONTH' ? amount * 30 : amount} ${unit === 'HOUR' ? 'hour' : 'day'})`
    case 'oracle':
      return unit === 'YEAR' || unit === 'MONTH'
        ? `add_months(current_timestamp, -${unit === 'YEAR' ? amount * 12 : amount})`
        : `(current_timestamp - numtodsinterval(${amount}, '${unit}'))`
    case 'sqlite':
      return `datetime('now', '-${amount} ${word}s')`
    case 'tsql':
    case 'snowflake':
      return `dateadd(${word}, -${amount}, current_timestamp)`
  }
}
