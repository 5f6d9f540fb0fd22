/** Turns search conditions into OpenSearch's query language, with the meaning that they have as SQL. */
import type { Condition, Scope } from '../condition.ts'
import { topMember } from '../field-names.ts'
import { identifying, memberOf } from '../fields.ts'
import { isNestable, refuseNested } from '../nested-path.ts'
import { endsOf } from '../range.ts'
import { has, term } from '../terms.ts'
import { fold } from '../words.ts'
import { fieldName } from './index-layout.ts'
import type { Json } from './open-search-client.ts'

/** A prefix this short would match most of the words there are; only names are searched for it. */
const shortestPrefix = 3
/** Words that a beginning may stand for. */
const mostExpansions = 1000

const all: Json = { match_all: {} }
const none: Json = { match_none: {} }

function anyOf(queries: readonly Json[]): Json {
  const [only] = queries
  if (only === undefined) return none
  return queries.length === 1 ? only : { bool: { should: queries, minimum_should_match: 1 } }
}

function not(query: Json): Json {
  return { bool: { must_not: [query] } }
}

const textsOf = (scope: Scope | undefined) => [...(scope || 'ABCD')]

/** Names are compared as written, unless prose is looked through as well. */
function analyzersOf(scope: Scope | undefined): readonly ('plain' | 'stemmed')[] {
  return !scope || scope.includes('D') ? ['plain', 'stemmed'] : ['plain']
}

/** As written in names, and by their stems as well. */
function phrase(text: string, field: string, analyzer: 'plain' | 'stemmed'): Json {
  return { match_phrase: { [field]: { query: text, analyzer } } }
}

function wordsQuery({ words, prefix, scope, boost }: Extract<Condition, { kind: 'words' }>): Json {
  if (words.length === 0) return all
  const folded = words.map(fold)
  const text = folded.join(' ')
  const last = folded.at(-1) ?? ''
  const starred =
    prefix && (last.length >= shortestPrefix || scope === 'AB' || scope === 'A' || scope === 'B')
  const queries = textsOf(scope).flatMap((field): Json[] => [
    ...analyzersOf(scope).map((analyzer) => phrase(text, field, analyzer)),
    ...(starred ? [begins(text, folded.length, field)] : []),
  ])
  const query = anyOf(queries)
  return boost === undefined ? query : { bool: { must: [query], boost } }
}

function begins(text: string, count: number, field: string): Json {
  return count === 1
    ? { prefix: { [field]: { value: text } } }
    : { match_phrase_prefix: { [field]: { query: text, analyzer: 'plain', max_expansions: mostExpansions } } }
}

function phraseQuery({ words, scope }: Extract<Condition, { kind: 'phrase' }>): Json {
  if (words.length === 0) return all
  const text = words.map(fold).join(' ')
  return anyOf(
    textsOf(scope).flatMap((field) => analyzersOf(scope).map((analyzer) => phrase(text, field, analyzer))),
  )
}

/** Names that are like a text, with typing errors. */
export function likeName(text: string): Json {
  const match = { query: fold(text), fuzziness: 'AUTO', operator: 'and', analyzer: 'plain' }
  return anyOf(['A', 'B'].map((field) => ({ match: { [field]: match } })))
}

/** The field that holds the values of a member: in their own spelling, `.lower` in any, `numbers` as such. */
export function valueField(field: string): {
  readonly values: string
  readonly lower: string
  readonly numbers: string
} {
  const { path, column } = memberOf(field)
  if (column?.kind === 'number') return { values: column.sql, lower: column.sql, numbers: column.sql }
  if (column?.kind === 'id' || column?.kind === 'boolean' || column?.sql === 'entity_type')
    return { values: column.sql, lower: column.sql, numbers: column.sql }
  const name = column ? column.sql : `v.${fieldName(path)}`
  return { values: name, lower: `${name}.lower`, numbers: column ? column.sql : `n.${fieldName(path)}` }
}

function equals({ field, values }: Extract<Condition, { kind: 'equals' }>): Json {
  const { path, column } = memberOf(field)
  if (!column || !identifying.has(path)) {
    const found = { terms: { terms: values.map((value) => term(path, value)) } }
    // A flag that nobody set is false: clients look for people with `isBot:false`.
    return values.includes('false') && !path.includes('.')
      ? anyOf([found, not({ term: { terms: has(path) } })])
      : found
  }
  switch (column.kind) {
    case 'boolean':
      return { terms: { [column.sql]: values.map((value) => value === 'true') } }
    case 'number':
      return { terms: { [column.sql]: values.filter((value) => /^-?\d{1,15}$/.test(value)) } }
    case 'id':
      return { terms: { [column.sql]: values.map((value) => value.toLowerCase()) } }
    default:
      return path === 'entityType'
        ? { terms: { [column.sql]: values } }
        : { terms: { [`${column.sql}.lower`]: values.map((value) => value.toLowerCase()) } }
  }
}

function exists(field: string): Json {
  const { path, column } = memberOf(field)
  if (column && (identifying.has(path) || path === 'displayName')) return all
  const member = topMember(field)
  if (!member.includes('.')) return { term: { terms: has(member) } }
  if (column) return { exists: { field: column.sql } }
  // A member that is an object is known by the terms of what is in it.
  return anyOf(['=', '#', '.'].map((sign) => ({ prefix: { terms: { value: `${path}${sign}` } } })))
}

function range(condition: Extract<Condition, { kind: 'range' }>, nowMs: number): Json {
  const { ends, numeric } = endsOf(condition, nowMs)
  if (ends.length === 0) return all
  const bounds = ends.map(
    ({ name, bound, number }) => [name, numeric ? number : String(bound).toLowerCase()] as const,
  )
  const { numbers, lower } = valueField(condition.field)
  return { range: { [numeric ? numbers : lower]: Object.fromEntries(bounds) } }
}

/** Of one object of a list: its members are compared in any case of letters. */
function member(list: string, condition: Condition): Json {
  const at = (field: string) =>
    `o.${fieldName(list)}.${fieldName(memberOf(field).path.slice(list.length + 1))}`
  switch (condition.kind) {
    case 'all':
      return { bool: { filter: condition.of.map((part) => member(list, part)) } }
    case 'any':
      return anyOf(condition.of.map((part) => member(list, part)))
    case 'not':
      return not(member(list, condition.of))
    case 'nested':
      return member(list, condition.of)
    case 'equals':
      return { terms: { [at(condition.field)]: condition.values.map((value) => value.toLowerCase()) } }
    case 'wildcard':
      return { wildcard: { [at(condition.field)]: { value: condition.pattern.toLowerCase() } } }
    case 'exists':
      return { exists: { field: at(condition.field) } }
    default:
      return refuseNested(list)
  }
}

/** A query that finds the documents that meet the condition. */
export function compileQuery(condition: Condition, nowMs: number): Json {
  switch (condition.kind) {
    case 'everything':
      return all
    case 'all':
      return { bool: { must: condition.of.map((part) => compileQuery(part, nowMs)) } }
    case 'any':
      return anyOf(condition.of.map((part) => compileQuery(part, nowMs)))
    case 'not':
      return not(compileQuery(condition.of, nowMs))
    case 'words':
      return wordsQuery(condition)
    case 'phrase':
      return phraseQuery(condition)
    case 'fuzzy':
      return likeName(condition.word)
    case 'equals':
      return equals(condition)
    case 'wildcard':
      return { wildcard: { [valueField(condition.field).lower]: { value: condition.pattern.toLowerCase() } } }
    case 'exists':
      return exists(condition.field)
    case 'range':
      return range(condition, nowMs)
    case 'nested': {
      const { path, of } = condition
      if (of.kind !== 'all' && of.kind !== 'any' && of.kind !== 'not') return compileQuery(of, nowMs)
      if (!isNestable(path, of)) return refuseNested(path)
      return { nested: { path: `o.${fieldName(path)}`, ignore_unmapped: true, query: member(path, of) } }
    }
  }
}
