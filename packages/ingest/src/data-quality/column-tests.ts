/** Tests of columns: of one number made of all values, and of every value by itself. */
import { quantilePlace } from '../profiler/column-metrics.ts'
import { countOf, numberOf, shownText } from '../sql/sql-value.ts'
import {
  columnOf,
  type FailedRows,
  listParameter,
  numberParameter,
  parseList,
  type Range,
  rangeOf,
  rangeOutcome,
  rangeText,
  requiredParameter,
  type Test,
  type TestOutcome,
  type TestRun,
  TestUnusable,
} from './test-run.ts'

/** One number of all values, held against a range. */
function aggregate(
  name: string,
  min: string,
  max: string,
  expression: (run: TestRun, sql: string) => string,
): Test {
  return async (run) => {
    const { sql } = columnOf(run)
    const row = await run.row(`select ${expression(run, sql)} as v from ${run.from}`)
    return rangeOutcome(name, numberOf(row.v), rangeOf(run, min, max))
  }
}

async function median(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  const range = rangeOf(run, 'minValueForMedianInCol', 'maxValueForMedianInCol')
  const aggregated = run.text.quantile(sql, 0.5)
  if (aggregated !== undefined) {
    const row = await run.row(`select ${aggregated} as v from ${run.from}`)
    return rangeOutcome('median', numberOf(row.v), range)
  }
  const count = countOf((await run.row(`select count(${sql}) as n from ${run.from}`)).n)
  if (count === 0) return rangeOutcome('median', undefined, range)
  const { below, above } = quantilePlace(count, 0.5)
  const row = await run.row(
    `select avg(${run.text.asNumber('v')}) as v from (select ${sql} as v, row_number() over (order by ${sql}) as rn from ${run.from} where ${sql} is not null) o where rn in (${below + 1}, ${above + 1})`,
  )
  return rangeOutcome('median', numberOf(row.v), range)
}

async function deviation(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  const x = run.text.asNumber(sql)
  const range = rangeOf(run, 'minValueForStdDevInCol', 'maxValueForStdDevInCol')
  const built = run.text.stddev(sql)
  if (built !== undefined) {
    return rangeOutcome('stddev', numberOf((await run.row(`select ${built} as v from ${run.from}`)).v), range)
  }
  const row = await run.row(`select avg(${x}) as m, avg(${x} * ${x}) as q from ${run.from}`)
  const [mean, squares] = [numberOf(row.m), numberOf(row.q)]
  const value =
    mean === undefined || squares === undefined ? undefined : Math.sqrt(Math.max(0, squares - mean * mean))
  return rangeOutcome('stddev', value, range)
}

async function countRows(
  run: TestRun,
  { condition, parameters }: Extract<FailedRows, { condition: string }>,
) {
  return countOf((await run.row(`select count(*) as n from ${run.from} where ${condition}`, parameters)).n)
}

/** Values outside of a range; `expression` is what is compared. */
function outside(expression: string, { min, max }: Range, bound: (value: number) => unknown): FailedRows {
  const conditions = [
    ...(min === undefined ? [] : [`${expression} < ?`]),
    ...(max === undefined ? [] : [`${expression} > ?`]),
  ]
  return {
    condition: conditions.length === 0 ? '1 = 0' : `(${conditions.join(' or ')})`,
    parameters: [min, max].filter((each) => each !== undefined).map(bound),
  }
}

async function valuesBetween(run: TestRun): Promise<TestOutcome> {
  const { sql, kind } = columnOf(run)
  const range = rangeOf(run, 'minValue', 'maxValue')
  // Times are given in milliseconds since 1970.
  const bound = (value: number) => (kind === 'time' ? new Date(value).toISOString() : value)
  const row = await run.row(`select min(${sql}) as low, max(${sql}) as high from ${run.from}`)
  const failedRows = outside(sql, range, bound)
  const wrong = 'condition' in failedRows ? await countRows(run, failedRows) : 0
  return {
    passed: wrong === 0,
    result: `Found values between ${shownText(row.low)} and ${shownText(row.high)}, expected ${rangeText(range)}.`,
    values: [
      { name: 'min', value: shownText(row.low) },
      { name: 'max', value: shownText(row.high) },
    ],
    ...(range.min === undefined ? {} : { minBound: range.min }),
    ...(range.max === undefined ? {} : { maxBound: range.max }),
    failedRows,
  }
}

async function lengthsBetween(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  const length = run.text.length(sql)
  const range = rangeOf(run, 'minLength', 'maxLength')
  const row = await run.row(`select min(${length}) as low, max(${length}) as high from ${run.from}`)
  const failedRows = outside(length, range, (value) => value)
  const wrong = 'condition' in failedRows ? await countRows(run, failedRows) : 0
  return {
    passed: wrong === 0,
    result: `Found lengths between ${shownText(row.low)} and ${shownText(row.high)}, expected ${rangeText(range)}.`,
    values: [
      { name: 'minValueLength', value: shownText(row.low) },
      { name: 'maxValueLength', value: shownText(row.high) },
    ],
    failedRows,
  }
}

/** Values are compared as texts: the catalog keeps the parameters so. */
function among(run: TestRun, values: readonly string[]) {
  const { sql } = columnOf(run)
  return { condition: `${run.text.asText(sql)} in (${values.map(() => '?').join(', ')})`, parameters: values }
}

async function inSet(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  const allowed = listParameter(run, 'allowedValues')
  const { condition, parameters } = among(run, allowed)
  const found = await countRows(run, { condition, parameters })
  const every = /^true$/i.test(run.parameters.get('matchEnum') ?? '')
  const failedRows = { condition: `(${sql} is null or not (${condition}))`, parameters }
  const wrong = every ? await countRows(run, failedRows) : 0
  return {
    passed: every ? wrong === 0 : found > 0,
    result: every
      ? `${wrong} rows have other values than ${allowed.length} allowed ones.`
      : `${found} rows have one of ${allowed.length} allowed values.`,
    values: [{ name: 'allowedValueCount', value: String(found) }],
    ...(every ? { failedRows } : {}),
  }
}

async function notInSet(run: TestRun): Promise<TestOutcome> {
  const failedRows = among(run, listParameter(run, 'forbiddenValues'))
  const wrong = await countRows(run, failedRows)
  return {
    passed: wrong === 0,
    result: `${wrong} rows have a forbidden value, expected none.`,
    values: [{ name: 'countForbiddenValues', value: String(wrong) }],
    failedRows,
  }
}

async function notNull(run: TestRun): Promise<TestOutcome> {
  const failedRows = { condition: `${columnOf(run).sql} is null`, parameters: [] }
  const wrong = await countRows(run, failedRows)
  return {
    passed: wrong === 0,
    result: `${wrong} rows have no value, expected none.`,
    values: [{ name: 'nullCount', value: String(wrong) }],
    failedRows,
  }
}

async function unique(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  const many = `select ${sql} from ${run.from} where ${sql} is not null group by ${sql} having count(*) > 1`
  const failedRows = { condition: `${sql} in (${many})`, parameters: [] }
  const row = await run.row(`select count(${sql}) as n from ${run.from}`)
  const wrong = await countRows(run, failedRows)
  const values = countOf(row.n)
  return {
    passed: wrong === 0,
    result: `${wrong} of ${values} values occur more than once, expected none.`,
    values: [
      { name: 'valueCount', value: String(values) },
      { name: 'uniqueCount', value: String(values - wrong) },
    ],
    failedRows,
  }
}

async function missing(run: TestRun): Promise<TestOutcome> {
  const { sql } = columnOf(run)
  requiredParameter(run, 'missingCountValue')
  const expected = numberParameter(run, 'missingCountValue') ?? 0
  const words = parseList(run.parameters.get('missingValueMatch') ?? '').filter((word) => word !== '')
  const alike = words.length === 0 ? undefined : among(run, words)
  const failedRows = {
    condition: alike ? `(${sql} is null or ${alike.condition})` : `${sql} is null`,
    parameters: alike?.parameters ?? [],
  }
  const found = await countRows(run, failedRows)
  return {
    passed: found === expected,
    result: `${found} values are missing, expected ${expected}.`,
    values: [{ name: 'nullCount', value: String(found) }],
    failedRows,
  }
}

function matching(parameter: string, forbidden: boolean): Test {
  return async (run) => {
    const { sql } = columnOf(run)
    const expression = requiredParameter(run, parameter)
    const matches = run.text.matches(sql)
    if (matches === undefined) {
      throw new TestUnusable(
        `${run.access.dialect} has no regular expressions; use tableCustomSQLQuery with LIKE.`,
      )
    }
    const condition = forbidden ? matches : `not (${matches})`
    // A null matches nothing and contradicts nothing.
    const failedRows = { condition: `${sql} is not null and ${condition}`, parameters: [expression] }
    const wrong = await countRows(run, failedRows)
    const values = countOf((await run.row(`select count(${sql}) as n from ${run.from}`)).n)
    return {
      passed: wrong === 0,
      result: `${wrong} of ${values} values ${forbidden ? 'match' : 'do not match'} the expression, expected none.`,
      values: [
        forbidden
          ? { name: 'notLikeCount', value: String(wrong) }
          : { name: 'likeCount', value: String(values - wrong) },
      ],
      failedRows,
    }
  }
}

export const columnTests: Readonly<Record<string, Test>> = {
  columnValueLengthsToBeBetween: lengthsBetween,
  columnValueMaxToBeBetween: aggregate(
    'max',
    'minValueForMaxInCol',
    'maxValueForMaxInCol',
    (_, sql) => `max(${sql})`,
  ),
  columnValueMinToBeBetween: aggregate(
    'min',
    'minValueForMinInCol',
    'maxValueForMinInCol',
    (_, sql) => `min(${sql})`,
  ),
  columnValueMeanToBeBetween: aggregate(
    'mean',
    'minValueForMeanInCol',
    'maxValueForMeanInCol',
    ({ text }, sql) => `avg(${text.asNumber(sql)})`,
  ),
  columnValuesSumToBeBetween: aggregate(
    'sum',
    'minValueForColSum',
    'maxValueForColSum',
    ({ text }, sql) => `sum(${text.asNumber(sql)})`,
  ),
  columnValueMedianToBeBetween: median,
  columnValueStdDevToBeBetween: deviation,
  columnValuesMissingCount: missing,
  columnValuesToBeBetween: valuesBetween,
  columnValuesToBeInSet: inSet,
  columnValuesToBeNotInSet: notInSet,
  columnValuesToBeNotNull: notNull,
  columnValuesToBeUnique: unique,
  columnValuesToMatchRegex: matching('regex', false),
  columnValuesToNotMatchRegex: matching('forbiddenRegex', true),
}
