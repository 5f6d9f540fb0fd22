/** What one test is given and what it answers; the tests themselves are in the libraries beside this file. */
import type { ReadTable } from '../sql/chosen-tables.ts'
import type { ColumnKind } from '../sql/column-kind.ts'
import type { SqlText } from '../sql/sql-text.ts'
import type { SqlAccess, SqlRow } from '../sql-access.ts'

export interface TestColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** The quoted name. */
  readonly sql: string
}

export interface TestRun {
  readonly access: SqlAccess
  readonly text: SqlText
  readonly table: ReadTable
  /** What stands after FROM: the table, its sample, or its partitions in question. */
  readonly from: string
  /** Undefined for tests of tables. */
  readonly column: TestColumn | undefined
  /** Values by the names of the test definition. */
  readonly parameters: ReadonlyMap<string, string>
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** The first row of a query, names in lower case. */
  row(select: string, parameters?: readonly unknown[]): Promise<SqlRow>
  /** Opens another table of the catalog, for comparisons. */
  other(fullyQualifiedName: string): Promise<{ readonly access: SqlAccess; readonly table: ReadTable }>
  readonly signal: AbortSignal
}

/** Rows that a test finds wrong, as a condition or as a query of their own. */
export type FailedRows =
  | { readonly condition: string; readonly parameters: readonly unknown[] }
  | { readonly query: string }

export interface TestOutcome {
  readonly passed: boolean
  /** A sentence for people: what was found and what was expected. */
  readonly result: string
  readonly values: readonly { readonly name: string; readonly value: string }[]
  readonly minBound?: number
  readonly maxBound?: number
  /** For tests that look at rows one by one. */
  readonly failedRows?: FailedRows
}

export type Test = (run: TestRun) => Promise<TestOutcome>

/** The test cannot be made as it is set up: reported as aborted, with this sentence. */
export class TestUnusable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TestUnusable'
  }
}

export function columnOf(run: TestRun): TestColumn {
  if (!run.column) throw new TestUnusable('This test is about a column, and its entityLink names none.')
  return run.column
}

/** @throws TestUnusable when it is not given */
export function requiredParameter(run: TestRun, name: string): string {
  const value = run.parameters.get(name)
  if (value === undefined || value === '') throw new TestUnusable(`The parameter '${name}' is missing.`)
  return value
}

/** Undefined when it is not given. @throws TestUnusable when it is no number */
export function numberParameter(run: TestRun, name: string): number | undefined {
  const value = run.parameters.get(name)
  if (value === undefined || value.trim() === '') return undefined
  const number = Number(value)
  if (Number.isNaN(number))
    throw new TestUnusable(`The parameter '${name}' must be a number; it is '${value}'.`)
  return number
}

/** `['a', 'b']`, `["a"]` and `a, b` are how people write lists. @throws TestUnusable when it is not given */
export function listParameter(run: TestRun, name: string): string[] {
  return parseList(requiredParameter(run, name))
}

export function parseList(value: string): string[] {
  const text = value.trim()
  if (text.startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(text)
      if (Array.isArray(parsed)) return parsed.map(String)
    } catch {
      // The way Python prints a list; quotes inside are not told apart by it either.
      return text
        .slice(1, text.endsWith(']') ? -1 : undefined)
        .split(',')
        .map(unquoted)
    }
  }
  return text.split(',').map(unquoted)
}

function unquoted(part: string): string {
  return part.trim().replace(/^(['"])(.*)\1$/s, '$2')
}

export interface Range {
  readonly min: number | undefined
  readonly max: number | undefined
}

export function rangeOf(run: TestRun, min: string, max: string): Range {
  return { min: numberParameter(run, min), max: numberParameter(run, max) }
}

export function isWithin(value: number, { min, max }: Range): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max)
}

export function rangeText({ min, max }: Range): string {
  if (min === undefined && max === undefined) return 'anything'
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `between ${min} and ${max}`
}

/** The outcome of one number that has to lie in a range. */
export function rangeOutcome(name: string, value: number | undefined, range: Range): TestOutcome {
  const bounds = {
    ...(range.min === undefined ? {} : { minBound: range.min }),
    ...(range.max === undefined ? {} : { maxBound: range.max }),
  }
  if (value === undefined) {
    return { passed: false, result: `There is no ${name}: no row has a value.`, values: [], ...bounds }
  }
  return {
    passed: isWithin(value, range),
    result: `Found ${name} = ${value}, expected ${rangeText(range)}.`,
    values: [{ name, value: String(value) }],
    ...bounds,
  }
}
