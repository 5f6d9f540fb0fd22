/** The order of hits by members, and where the next page begins. */
import { problem } from '@waymark/spec'
import { memberOf, sortText, valuesOf } from './fields.ts'
import type { Parameters } from './parameters.ts'
import type { SortKey } from './search-contract.ts'

const mostKeys = 5

interface Key {
  readonly sql: string
  readonly order: 'asc' | 'desc'
  readonly numeric: boolean
}

export interface Ordering {
  /** Behind `order by`. */
  readonly orderBy: string
  /** SQL of the values that stand in a hit's `sort`. */
  readonly values: readonly string[]
  /** True for what comes after the given values. */
  after(values: readonly string[]): string
}

/** Bytes of the name, as the index keeps them. */
const nameKey = 'left(fqn, 500) collate "C"'

/** Members that hold numbers, by their names; everything else is sorted as text. */
const numericMember = /(count|percentileRank|timestamp|At|Time|size)$/i

function refuse(parameter: string, expected: string): never {
  throw problem('parameter-invalid', { parameter, expected })
}

/**
 * The keys that decide, up to a name: names are unique, almost. `tie` is the order of what they leave undecided.
 * @throws problem `parameter-invalid` for too many keys, or a field that is no name
 */
export function decidingKeys(sort: readonly SortKey[]): {
  readonly keys: readonly SortKey[]
  readonly tie: 'asc' | 'desc'
} {
  if (sort.length > mostKeys) refuse('sort', `at most ${mostKeys} fields.`)
  const keys: SortKey[] = []
  let tie: 'asc' | 'desc' = 'asc'
  for (const one of sort) {
    tie = one.order
    if (memberOf(one.field).path === 'fullyQualifiedName') break
    if (!/^[A-Za-z_][\w.]{0,200}$/.test(one.field))
      refuse('sort_field', 'the name of a member, e.g. name.keyword, or _score.')
    keys.push(one)
  }
  return { keys, tie }
}

/** Members that are sorted as numbers. */
export function isNumeric(field: string): boolean {
  const { path, column } = memberOf(field)
  return column?.kind === 'number' || numericMember.test(path)
}

/** Whether a value of `search_after` can stand for a number. */
export function checkedNumber(value: string): string {
  if (!/^-?\d{1,20}(\.\d+)?(e[+-]?\d+)?$/i.test(value))
    refuse('search_after', 'a number where the field is one.')
  return value
}

/** @throws problem `parameter-invalid` unless there is a value for each key, and perhaps one for the name behind them */
export function checkAfter(values: readonly string[], keys: number): void {
  if (values.length === keys || values.length === keys + 1) return
  refuse('search_after', `${keys + 1} values: those of 'sort' in the last hit of the page before.`)
}

function keyOf({ field, order }: SortKey, parameters: Parameters): Key {
  const { column } = memberOf(field)
  // What has no value stands last.
  if (column?.kind === 'number') return { sql: column.sql, order, numeric: true }
  if (isNumeric(field)) {
    const number = "min(case when value ~ '^-?[0-9]{1,18}([.][0-9]{1,9})?$' then value::numeric end)"
    const none = order === 'asc' ? '1e18' : '-1e18'
    const sql = `coalesce((select ${number} from ${valuesOf(field, parameters)} as listed), ${none})`
    return { sql, order, numeric: true }
  }
  const last = order === 'asc' ? "U&'\\FFFD'" : "''"
  return { sql: `coalesce(${sortText(field, parameters)}, ${last}) collate "C"`, order, numeric: false }
}

/** @throws problem `parameter-invalid` for too many keys, or a field that is no name */
export function orderingOf(sort: readonly SortKey[], parameters: Parameters): Ordering {
  const deciding = decidingKeys(sort)
  const { tie } = deciding
  const keys = deciding.keys.map((one) => keyOf(one, parameters))
  const orderBy = [
    ...keys.map(({ sql, order }) => `${sql} ${order}`),
    `${nameKey} ${tie}`,
    `fqn collate "C" ${tie}`,
    `entity_id ${tie}`,
  ].join(', ')
  return {
    orderBy,
    values: [...keys.map(({ sql, numeric }) => (numeric ? `${sql}::numeric` : sql)), 'fqn'],
    after(values) {
      checkAfter(values, keys.length)
      const name = values[keys.length]
      const alternatives: string[] = []
      const equal: string[] = []
      for (const [at, { sql, order, numeric }] of keys.entries()) {
        const value = values[at] ?? ''
        if (numeric) checkedNumber(value)
        const placeholder = `${parameters.add(value)}${numeric ? '::numeric' : '::text'}`
        alternatives.push([...equal, `${sql} ${order === 'asc' ? '>' : '<'} ${placeholder}`].join(' and '))
        equal.push(`${sql} = ${placeholder}`)
      }
      if (name !== undefined) {
        const placeholder = `${parameters.add(name)}::text`
        const side = tie === 'asc' ? '>' : '<'
        const beyond = `(${nameKey}, fqn collate "C") ${side} (left(${placeholder}, 500), ${placeholder})`
        alternatives.push([...equal, beyond].join(' and '))
      }
      return `(${alternatives.map((one) => `(${one})`).join(' or ')})`
    },
  }
}
