/** Reads the Elasticsearch queries that clients send as `query_filter`: the bounded part that filters need. */
import { problem } from '@waymark/spec'
import { allOf, anyOf, type Condition, everything } from './condition.ts'
import { parseQuery } from './query-syntax.ts'

const deepestNesting = 12
const mostClauses = 500

function refuse(reason: string): never {
  throw problem('parameter-invalid', { parameter: 'query_filter', expected: reason })
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`an object at ${where}.`)
  return value as Record<string, unknown> // just checked
}

function scalar(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  return refuse(`a string, number or boolean at ${where}.`)
}

/** `{field: value}` or `{field: {value|query|wildcard: value}}`. */
function fieldAndValue(clause: unknown, kind: string): { field: string; value: string } {
  const entries = Object.entries(record(clause, kind))
  const [entry] = entries
  if (!entry || entries.length !== 1) return refuse(`one field in ${kind}.`)
  const [field, given] = entry
  if (typeof given !== 'object' || given === null) return { field, value: scalar(given, `${kind}.${field}`) }
  const inner = record(given, `${kind}.${field}`)
  return { field, value: scalar(inner.value ?? inner.query ?? inner.wildcard, `${kind}.${field}`) }
}

const translators: Readonly<
  Record<string, (clause: unknown, read: (clause: unknown) => Condition) => Condition>
> = {
  match_all: () => everything,
  term(clause) {
    const { field, value } = fieldAndValue(clause, 'term')
    return { kind: 'equals', field, values: [value] }
  },
  match(clause) {
    const { field, value } = fieldAndValue(clause, 'match')
    return { kind: 'equals', field, values: [value] }
  },
  match_phrase(clause) {
    const { field, value } = fieldAndValue(clause, 'match_phrase')
    return { kind: 'equals', field, values: [value] }
  },
  terms(clause) {
    const [entry] = Object.entries(record(clause, 'terms'))
    if (!entry || !Array.isArray(entry[1])) return refuse('a list of values in terms.')
    return {
      kind: 'equals',
      field: entry[0],
      values: entry[1].map((value) => scalar(value, `terms.${entry[0]}`)),
    }
  },
  prefix(clause) {
    const { field, value } = fieldAndValue(clause, 'prefix')
    return { kind: 'wildcard', field, pattern: `${value}*` }
  },
  wildcard(clause) {
    const { field, value } = fieldAndValue(clause, 'wildcard')
    return { kind: 'wildcard', field, pattern: value }
  },
  exists(clause) {
    return { kind: 'exists', field: scalar(record(clause, 'exists').field, 'exists.field') }
  },
  range(clause) {
    const [entry] = Object.entries(record(clause, 'range'))
    if (!entry) return refuse('one field in range.')
    const bounds = record(entry[1], `range.${entry[0]}`)
    const bound = (value: unknown) => (typeof value === 'number' ? value : undefined)
    const from = bound(bounds.gte ?? bounds.gt)
    const to = bound(bounds.lte ?? bounds.lt)
    return {
      kind: 'range',
      field: entry[0],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }
  },
  query_string(clause) {
    const inner = record(clause, 'query_string')
    const query = scalar(inner.query, 'query_string.query')
    const fields = Array.isArray(inner.fields)
      ? inner.fields.map((field) => scalar(field, 'query_string.fields'))
      : []
    if (fields.length === 0) return parseQuery(query)
    return anyOf(
      fields.map((field) => ({ kind: 'wildcard', field: field.replace(/\^.*$/, ''), pattern: query })),
    )
  },
  bool(clause, read) {
    const inner = record(clause, 'bool')
    const list = (value: unknown): Condition[] =>
      value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(read)
    const required = [...list(inner.must), ...list(inner.filter)]
    const should = list(inner.should)
    const needed = required.length === 0 || Number(inner.minimum_should_match ?? 0) > 0
    if (should.length > 0 && needed) required.push(anyOf(should))
    for (const excluded of list(inner.must_not)) required.push({ kind: 'not', of: excluded })
    return allOf(required)
  },
}

/**
 * @param filter the parsed JSON of `query_filter`: `{query: …}` or the query itself
 * @throws problem `parameter-invalid` that names the clause that is not understood
 */
export function parseQueryFilter(filter: unknown): Condition {
  let clauses = 0
  const read =
    (depth: number) =>
    (clause: unknown): Condition => {
      clauses += 1
      if (depth > deepestNesting || clauses > mostClauses) refuse('fewer or less nested clauses.')
      const entries = Object.entries(record(clause, 'the query'))
      return allOf(
        entries.map(([kind, inner]) => {
          const translate = Object.hasOwn(translators, kind) ? translators[kind] : undefined
          if (!translate) return refuse(`one of ${Object.keys(translators).join(', ')}; not '${kind}'.`)
          return translate(inner, read(depth + 1))
        }),
      )
    }
  const outer = record(filter, 'the filter')
  const query = outer.query ?? (Object.keys(outer).length === 0 ? { match_all: {} } : outer)
  return read(0)(query)
}
