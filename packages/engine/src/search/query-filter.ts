/** Reads the Elasticsearch queries that clients send as `query_filter` and `post_filter`. */
import { allOf, anyOf, type Bounds, type Condition, everything, nothing } from './condition.ts'
import { listOf, type Members, members, onlyMember, refuse, scalar, strings } from './dsl-members.ts'
import { memberPath, textScope } from './field-names.ts'
import { parseQuery, type QueryOptions } from './query-syntax.ts'
import { words } from './words.ts'

const deepestNesting = 20
const mostClauses = 1000

type Read = (clause: unknown) => Condition

/** `{field: value}` or `{field: {<key>: value, …}}` with the members that may stand beside it. */
function fieldClause(clause: unknown, kind: string, keys: readonly string[], beside: readonly string[] = []) {
  const [field, given] = onlyMember(clause, kind, ['boost', '_name'])
  const where = `${kind}.${field}`
  if (typeof given !== 'object' || given === null) return { field, value: scalar(given, where), options: {} }
  const options = members(given, where, [...keys, ...beside, 'boost', '_name'])
  const key = keys.find((name) => options[name] !== undefined)
  return { field, value: scalar(key === undefined ? undefined : options[key], where), options }
}

function isFuzzy(options: Members): boolean {
  const { fuzziness } = options
  return fuzziness !== undefined && fuzziness !== 0 && fuzziness !== '0'
}

/** Words in a text; values as a whole anywhere else. */
function match(field: string, value: string, options: Members): Condition {
  const scope = textScope(field)
  if (scope === undefined) return { kind: 'equals', field, values: [value] }
  const each = words(value).map((word): Condition => {
    const exact: Condition = { kind: 'words', words: [word], prefix: false, scope }
    return isFuzzy(options) ? anyOf([exact, { kind: 'fuzzy', word }]) : exact
  })
  return String(options.operator ?? 'or').toLowerCase() === 'and' ? allOf(each) : anyOf(each)
}

function phrase(field: string, value: string, prefix: boolean): Condition {
  const scope = textScope(field)
  if (scope !== undefined) {
    const found = words(value)
    return prefix ? { kind: 'words', words: found, prefix, scope } : { kind: 'phrase', words: found, scope }
  }
  return prefix
    ? { kind: 'wildcard', field, pattern: `${value}*` }
    : { kind: 'equals', field, values: [value] }
}

/** Fields of a query as texts to search and members to compare; a weight (`name^5`) counts in no filter. */
function fieldsOf(given: unknown, where: string): Pick<QueryOptions, 'scope' | 'members'> {
  const names = strings(given, where).map((name) => name.replace(/\^[\d.]+$/, ''))
  if (names.length === 0 || names.includes('*')) return {}
  const scopes = new Set(names.flatMap((name) => textScope(name) ?? []))
  return {
    scope: [...scopes].sort().join(''),
    members: names.filter((name) => textScope(name) === undefined),
  }
}

/** `+` between words and `|` as AND and OR; what is quoted or escaped stays. */
function withWordOperators(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\\.|\||(?<=\s)\+(?=\s)/g, (found) =>
    found === '|' ? ' OR ' : found === '+' ? 'AND' : found,
  )
}

function queryString(clause: unknown, kind: string): Condition {
  const given = members(clause, kind, [
    'query', 'fields', 'default_field', 'default_operator', 'fuzziness', 'lenient', 'analyze_wildcard', 'boost',
    'type', 'fuzzy_max_expansions', 'fuzzy_prefix_length', 'tie_breaker',
  ]) // biome-ignore format: a vocabulary
  const operator = String(given.default_operator ?? 'or').toLowerCase() === 'and' ? 'and' : 'or'
  const text = scalar(given.query, `${kind}.query`)
  const query = kind === 'simple_query_string' ? withWordOperators(text) : text
  return parseQuery(query, { operator, ...fieldsOf(given.fields ?? given.default_field, `${kind}.fields`) })
}

function multiMatch(clause: unknown): Condition {
  const given = members(clause, 'multi_match', [
    'query', 'fields', 'type', 'operator', 'fuzziness', 'boost', 'tie_breaker', 'lenient', 'max_expansions', 'prefix_length',
  ]) // biome-ignore format: a vocabulary
  const value = scalar(given.query, 'multi_match.query')
  const fields = strings(given.fields, 'multi_match.fields').map((name) => name.replace(/\^[\d.]+$/, ''))
  const type = String(given.type ?? 'best_fields')
  if (fields.length === 0) return refuse('a list of fields in multi_match.fields.')
  if (type === 'phrase' || type === 'phrase_prefix' || type === 'bool_prefix') {
    return anyOf(fields.map((field) => phrase(field, value, type !== 'phrase')))
  }
  if (!['best_fields', 'most_fields', 'cross_fields'].includes(type)) {
    return refuse(
      `'${type}' is not supported in multi_match.type; supported: best_fields, most_fields, cross_fields, phrase, phrase_prefix, bool_prefix.`,
    )
  }
  return anyOf(fields.map((field) => match(field, value, given)))
}

const boundNames = ['gt', 'gte', 'lt', 'lte'] as const

function range(clause: unknown): Condition {
  const [field, given] = onlyMember(clause, 'range', ['boost'])
  const known = [
    ...boundNames,
    'from',
    'to',
    'include_lower',
    'include_upper',
    'boost',
    'format',
    'time_zone',
  ]
  const inner = members(given, `range.${field}`, known)
  const bounds: Record<string, string | number> = {}
  for (const name of boundNames) {
    const value = inner[name]
    if (typeof value === 'number' || typeof value === 'string') bounds[name] = value
    else if (value !== undefined && value !== null) refuse(`a number or a text at range.${field}.${name}.`)
  }
  const { from, to } = inner
  if (typeof from === 'number' || typeof from === 'string')
    bounds[inner.include_lower === false ? 'gt' : 'gte'] = from
  if (typeof to === 'number' || typeof to === 'string')
    bounds[inner.include_upper === false ? 'lt' : 'lte'] = to
  return { kind: 'range', field, bounds: bounds as Bounds }
}

function bool(clause: unknown, read: Read): Condition {
  const known = [
    'must',
    'filter',
    'should',
    'must_not',
    'minimum_should_match',
    'boost',
    '_name',
    'adjust_pure_negative',
  ]
  const inner = members(clause, 'bool', known)
  const all = (value: unknown): Condition[] => listOf(value).map(read)
  const required = [...all(inner.must), ...all(inner.filter)]
  const should = all(inner.should)
  const least = Number(inner.minimum_should_match ?? (required.length === 0 ? 1 : 0))
  if (!Number.isInteger(least) || least < 0) refuse('a whole number at bool.minimum_should_match.')
  if (should.length > 0 && least > 0) {
    if (least > 1 && least < should.length) {
      refuse('0, 1 or all at bool.minimum_should_match; anything between is not supported.')
    }
    required.push(least > 1 ? allOf(should) : anyOf(should))
  }
  for (const excluded of all(inner.must_not)) required.push({ kind: 'not', of: excluded })
  return allOf(required)
}

const translators: Readonly<Record<string, (clause: unknown, read: Read) => Condition>> = {
  match_all: () => everything,
  match_none: () => nothing,
  term(clause) {
    const { field, value } = fieldClause(clause, 'term', ['value', 'query'], ['case_insensitive'])
    return { kind: 'equals', field, values: [value] }
  },
  match(clause) {
    const beside = [
      'operator',
      'fuzziness',
      'lenient',
      'prefix_length',
      'max_expansions',
      'minimum_should_match',
      'analyzer',
    ]
    const { field, value, options } = fieldClause(clause, 'match', ['query', 'value'], beside)
    return match(field, value, options)
  },
  match_phrase(clause) {
    const { field, value } = fieldClause(clause, 'match_phrase', ['query', 'value'])
    return phrase(field, value, false)
  },
  match_phrase_prefix(clause) {
    const { field, value } = fieldClause(
      clause,
      'match_phrase_prefix',
      ['query', 'value'],
      ['max_expansions'],
    )
    return phrase(field, value, true)
  },
  multi_match: multiMatch,
  terms(clause) {
    const [field, values] = onlyMember(clause, 'terms', ['boost', '_name'])
    if (!Array.isArray(values)) return refuse('a list of values in terms.')
    return values.length === 0
      ? nothing
      : { kind: 'equals', field, values: strings(values, `terms.${field}`) }
  },
  ids(clause) {
    const { values } = members(clause, 'ids', ['values', 'type', 'boost'])
    return { kind: 'equals', field: 'id', values: strings(values, 'ids.values') }
  },
  prefix(clause) {
    const { field, value } = fieldClause(clause, 'prefix', ['value', 'prefix'], ['case_insensitive'])
    return { kind: 'wildcard', field, pattern: `${value.replace(/[*?\\]/g, '\\$&')}*` }
  },
  wildcard(clause) {
    const { field, value } = fieldClause(clause, 'wildcard', ['value', 'wildcard'], ['case_insensitive'])
    return { kind: 'wildcard', field, pattern: value }
  },
  fuzzy(clause) {
    const { field, value } = fieldClause(
      clause,
      'fuzzy',
      ['value'],
      ['fuzziness', 'prefix_length', 'max_expansions', 'transpositions'],
    )
    if (field !== 'name' && field !== 'displayName')
      return refuse("the field 'name' in fuzzy: only names tolerate typing errors.")
    return anyOf(words(value).map((word) => ({ kind: 'fuzzy', word })))
  },
  exists(clause) {
    return {
      kind: 'exists',
      field: scalar(members(clause, 'exists', ['field', 'boost']).field, 'exists.field'),
    }
  },
  range,
  query_string: (clause) => queryString(clause, 'query_string'),
  simple_query_string: (clause) => queryString(clause, 'simple_query_string'),
  constant_score(clause, read) {
    return read(members(clause, 'constant_score', ['filter', 'boost']).filter)
  },
  nested(clause, read) {
    const { path, query } = members(clause, 'nested', [
      'path',
      'query',
      'score_mode',
      'ignore_unmapped',
      'boost',
    ])
    return { kind: 'nested', path: memberListPath(scalar(path, 'nested.path')), of: read(query) }
  },
  bool,
}

/** `owner` and `owners` are one list; the list itself, not what stands for it. */
function memberListPath(path: string): string {
  return memberPath(`${path}.name`).replace(/\.name$/, '')
}

/**
 * @param filter the parsed JSON of `query_filter`: `{query: …}` or the query itself
 * @throws problem `parameter-invalid` that names the clause that is not understood
 */
export function parseQueryFilter(filter: unknown): Condition {
  let clauses = 0
  const read =
    (depth: number): Read =>
    (clause) => {
      clauses += 1
      if (depth > deepestNesting || clauses > mostClauses)
        refuse(`at most ${mostClauses} clauses, ${deepestNesting} deep.`)
      return allOf(
        Object.entries(members(clause, 'the query')).map(([kind, inner]) => {
          const translate = Object.hasOwn(translators, kind) ? translators[kind] : undefined
          if (!translate) {
            return refuse(`'${kind}' is not supported; supported: ${Object.keys(translators).join(', ')}.`)
          }
          return translate(inner, read(depth + 1))
        }),
      )
    }
  const outer = members(filter, 'the filter')
  if (Object.keys(outer).length === 0) return everything
  return read(0)(outer.query === undefined ? outer : members(outer, 'the filter', ['query']).query)
}
