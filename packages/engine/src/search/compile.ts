/** Turns search conditions into SQL over `search_document`; every value is a parameter. */
import type { Condition, Scope } from './condition.ts'
import { topMember } from './field-names.ts'
import { identifying, jsonPath, memberOf, valuesOf } from './fields.ts'
import { nestedPath, refuseNested } from './nested-path.ts'
import type { Parameters } from './parameters.ts'
import { compileRange } from './range.ts'
import { has, term } from './terms.ts'
import { fold } from './words.ts'

/** A prefix this short would match most of the words there are; only names are searched for it. */
const shortestPrefix = 3

/** `*` and `?` of a pattern as LIKE understands them; a backslash takes their meaning away. */
export function likePattern(pattern: string): string {
  return pattern.replace(/\\(.)|[*?\\%_]/gsu, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return /[\\%_]/.test(escaped) ? `\\${escaped}` : escaped
    return found === '*' ? '%' : found === '?' ? '_' : `\\${found}`
  })
}

/** A word as a query: as written (names), and stemmed (prose). Words hold letters and digits only, so nothing is syntax. */
export function wordQuery(
  word: string,
  prefix: boolean,
  parameters: Parameters,
  scope: Scope = '',
  inflected = false,
): string {
  const folded = fold(word)
  const starred = prefix && (folded.length >= shortestPrefix || scope === 'AB') ? '*' : ''
  // `names` holds nothing but A and B: marks would only have every row looked at again.
  const marked = scope === 'AB' ? '' : scope
  const marks = starred || marked ? `:${starred}${marked}` : ''
  const forms = inflected ? [folded, ...otherNumber(folded)] : [folded]
  const written = `to_tsquery('simple', ${parameters.add(forms.map((form) => `'${form}'${marks}`).join(' | '))})`
  if (scope !== '' && !scope.includes('D')) return written
  return `(${written} || to_tsquery('english', ${parameters.add(`'${folded}'${scope ? `:${scope}` : ''}`)}))`
}

/** `orders` for `order` and the other way around; names are not stemmed. */
function otherNumber(word: string): string[] {
  if (!/^\p{L}{3,}$/u.test(word)) return []
  return [word.endsWith('s') ? word.slice(0, -1) : `${word}s`]
}

function wordsSql(condition: Extract<Condition, { kind: 'words' }>, parameters: Parameters): string {
  const { words, prefix, scope, inflected } = condition
  if (words.length === 0) return 'true'
  const query = words
    .map((word, at) => wordQuery(word, prefix && at === words.length - 1, parameters, scope, inflected))
    .join(' <-> ')
  return `${isName(scope) ? 'names' : 'words'} @@ (${query})`
}

function isName(scope: Scope | undefined): boolean {
  return scope === 'A' || scope === 'B' || scope === 'AB'
}

function phraseSql(
  { words, scope = '' }: Extract<Condition, { kind: 'phrase' }>,
  parameters: Parameters,
): string {
  if (words.length === 0) return 'true'
  const mark = scope === '' || scope === 'AB' ? '' : `:${scope}`
  const text = parameters.add(words.map((word) => `'${fold(word)}'${mark}`).join(' <-> '))
  return `${isName(scope) ? 'names' : 'words'} @@ (to_tsquery('simple', ${text}) || to_tsquery('english', ${text}))`
}

/** SQL that is true for the documents that meet the condition. */
export function compile(condition: Condition, parameters: Parameters): string {
  switch (condition.kind) {
    case 'everything':
      return 'true'
    case 'all':
      return allSql(condition.of, parameters)
    case 'any':
      return `(${condition.of.map((part) => compile(part, parameters)).join(' or ')})`
    case 'not':
      return `not coalesce(${compile(condition.of, parameters)}, false)`
    case 'words':
      return wordsSql(condition, parameters)
    case 'phrase':
      return phraseSql(condition, parameters)
    case 'fuzzy':
      // Stands for the few names that are like it: see `settleFuzzy`, which every search runs before.
      return `${parameters.add(fold(condition.word))} <% lower(name)`
    case 'equals':
      return equals(condition.field, condition.values, parameters)
    case 'wildcard':
      return wildcard(condition.field, condition.pattern, parameters)
    case 'exists':
      return exists(condition.field, parameters)
    case 'range':
      return compileRange(condition, parameters)
    case 'nested':
      return nested(condition, parameters)
  }
}

/** Filters by one value each become one question to the index, which goes through the shortest of their lists only. */
function allSql(conditions: readonly Condition[], parameters: Parameters): string {
  const parts = conditions.flatMap((one) => (one.kind === 'all' ? one.of : [one]))
  const required = parts.flatMap((part) => onlyTerm(part) ?? [])
  const others = parts.filter((part) => onlyTerm(part) === undefined)
  const sql = others.map((part) => compile(part, parameters))
  if (required.length > 0) sql.push(`terms @> ${parameters.add(required)}::text[]`)
  return sql.length === 0 ? 'true' : `(${sql.join(' and ')})`
}

/** The term that every document has which meets the condition, and no other. */
function onlyTerm(condition: Condition): string | undefined {
  if (condition.kind !== 'equals') return undefined
  const { path, column } = memberOf(condition.field)
  const [value, second] = condition.values
  if (value === undefined || second !== undefined || (column && identifying.has(path))) return undefined
  return value === 'false' && !path.includes('.') ? undefined : term(path, value)
}

function equals(field: string, values: readonly string[], parameters: Parameters): string {
  const { path, column } = memberOf(field)
  if (!column || !identifying.has(path)) {
    const found = `terms && ${parameters.add(values.map((value) => term(path, value)))}::text[]`
    // A flag that nobody set is false: clients look for people with `isBot:false`.
    return values.includes('false') && !path.includes('.')
      ? `(${found} or not terms @> ${parameters.add([has(path)])}::text[])`
      : found
  }
  const [only] = values
  if (column.kind === 'boolean') {
    // Compared for every match that is counted: the short form takes a third of the time.
    if (values.length === 1 && (only === 'true' || only === 'false'))
      return only === 'true' ? column.sql : `not ${column.sql}`
    return `${column.sql} = any(${parameters.add(values.map((value) => value === 'true'))}::boolean[])`
  }
  if (column.kind === 'number') {
    const numbers = values.filter((value) => /^-?\d{1,15}$/.test(value))
    return `${column.sql} = any(${parameters.add(numbers)}::bigint[])`
  }
  if (column.kind === 'id') {
    const ids = values.filter((value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
    return `${column.sql} = any(${parameters.add(ids)}::uuid[])`
  }
  if (path === 'entityType' && parameters.wordsFirst)
    return values.length === 1
      ? `${column.sql} is not distinct from ${parameters.add(only)}::text`
      : `(${column.sql} = any(${parameters.add(values)}::text[])) is true`
  if (path === 'entityType') return `${column.sql} = any(${parameters.add(values)}::text[])`
  // Clients lower-case what they put into `.keyword` fields.
  return `lower(${column.sql}) = any(array(select lower(item) from unnest(${parameters.add(values)}::text[]) as item))`
}

/** The last part of a dotted name, where the pattern says all of it: it is the entity's own name. */
function lastName(pattern: string): string | undefined {
  const last = /(?:^|\.)("(?:[^"*?\\]|"")*"|[^".*?\\]+)$/.exec(pattern)?.[1]
  return last?.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last
}

function wildcard(field: string, pattern: string, parameters: Parameters): string {
  const { path, column } = memberOf(field)
  const like = `like ${parameters.add(likePattern(pattern).toLowerCase())}`
  if (!column || column.kind === 'array') {
    return `exists (select from ${valuesOf(field, parameters)} as listed where lower(value) ${like})`
  }
  const matches = `lower(${column.sql}::text) ${like}`
  const name = path === 'fullyQualifiedName' ? lastName(pattern) : undefined
  return name === undefined ? matches : `(lower(name) = lower(${parameters.add(name)}) and ${matches})`
}

function exists(field: string, parameters: Parameters): string {
  const { path, column } = memberOf(field)
  if (column && (identifying.has(path) || path === 'displayName')) return 'true'
  const member = topMember(field)
  if (!member.includes('.')) return `terms @> ${parameters.add([has(member)])}::text[]`
  if (column) return column.kind === 'array' ? `cardinality(${column.sql}) > 0` : `${column.sql} is not null`
  return `facts @? ${parameters.add(jsonPath(path))}::jsonpath`
}

function nested({ path, of }: Extract<Condition, { kind: 'nested' }>, parameters: Parameters): string {
  if (of.kind !== 'all' && of.kind !== 'any' && of.kind !== 'not') return compile(of, parameters)
  const found = nestedPath(path, of)
  if (found === undefined) return refuseNested(path)
  return `facts @? ${parameters.add(found)}::jsonpath`
}
