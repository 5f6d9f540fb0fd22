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

function keyOf({ field, order }: SortKey, parameters: Parameters): Key {
  if (!/^[A-Za-z_][\w.]{0,200}$/.test(field))
    refuse('sort_field', 'the name of a member, e.g. name.keyword, or _score.')
  const { path, column } = memberOf(field)
  // What has no value stands last.
  if (column?.kind === 'number') return { sql: column.sql, order, numeric: true }
  if (numericMember.test(path)) {
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
  if (sort.length > mostKeys) refuse('sort', `at most ${mostKeys} fields.`)
  const keys: Key[] = []
  let tie: 'asc' | 'desc' = 'asc'
  for (const one of sort) {
    tie = one.order
    // Names are unique, almost: what follows them decides nothing.
    if (memberOf(one.field).path === 'fullyQualifiedName') break
    keys.push(keyOf(one, parameters))
  }
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
      if (values.length !== keys.length && values.length !== keys.length + 1) {
        refuse(
          'search_after',
          `${keys.length + 1} values: those of 'sort' in the last hit of the page before.`,
        )
      }
      const name = values[keys.length]
      const alternatives: string[] = []
      const equal: string[] = []
      for (const [at, { sql, order, numeric }] of keys.entries()) {
        const value = values[at] ?? ''
        if (numeric && !/^-?\d{1,20}(\.\d+)?(e[+-]?\d+)?$/i.test(value))
          refuse('search_after', 'a number where the field is one.')
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
