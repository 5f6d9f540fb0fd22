/**
 * Reads the query language of `q=` and `query_string`: words, `"phrases"`, `-word`, `+word`, `field:value` with `*` and `?`,
 * `field:[a TO b]`, `field:>=3`, `word~`, `word^2`, `AND`, `OR`, `NOT` and parentheses. What looks like syntax but is none is
 * taken as words, as people expect.
 */
import { problem } from '@waymark/spec'
import { allOf, anyOf, type Condition, everything, type Scope } from './condition.ts'
import { textScope } from './field-names.ts'
import { type Token, tokens } from './query-tokens.ts'
import { words } from './words.ts'

/** More is an attack or a paste by mistake. */
const longestQuery = 4000
const deepestNesting = 10

export interface QueryOptions {
  /** What stands between two words without an operator. Default `and`. */
  readonly operator?: 'and' | 'or'
  /** Where words without a field are looked for. Default: everywhere. */
  readonly scope?: Scope
  /** Members that must equal a word without a field, beside the scope. */
  readonly members?: readonly string[]
}

type Term = Extract<Token, { kind: 'term' }>

function textCondition(value: string, token: Term, scope: Scope | undefined): Condition {
  const found = words(value)
  if (token.fuzzy) return anyOf(found.map((word) => ({ kind: 'fuzzy', word })))
  const within = scope === undefined ? {} : { scope }
  if (token.quoted) return { kind: 'phrase', words: found, ...within }
  const boost = token.boost === undefined ? {} : { boost: token.boost }
  return { kind: 'words', words: found, prefix: true, ...within, ...boost }
}

/** A regular expression of Lucene. A path, which has slashes at its ends as well, has none of these marks. */
const expression = /^\/.*[*+?|[\]{}].*\/$/

function fieldCondition(name: string, token: Term): Condition {
  const { value, quoted, pattern } = token
  if (!quoted && expression.test(value)) {
    const expected = `no regular expressions: write '${name}:' with * and ?, or the value in quotes.`
    throw problem('parameter-invalid', { parameter: 'q', expected })
  }
  if (value === '*' && !quoted) return { kind: 'exists', field: name }
  if (name === '_exists_') return { kind: 'exists', field: value }
  if (pattern) return { kind: 'wildcard', field: name, pattern: value }
  const scope = textScope(name)
  if (scope !== undefined && words(value).length > 0) return textCondition(value, token, scope)
  return { kind: 'equals', field: name, values: [value] }
}

/** Marks without a letter, as in `a & b`: one of several words being enough, they would stand for everything. */
function saysNothing({ field, value, pattern }: Term, above: string | undefined): boolean {
  return field === undefined && above === undefined && !pattern && words(value).length === 0
}

function termCondition(token: Term, options: QueryOptions): Condition {
  const { value, quoted, pattern } = token
  if (value === '*') return everything
  if (words(value).length === 0) return everything
  // `cust*` is the prefix search that every word gets anyway; a star before the end needs the name itself.
  const text: Condition =
    !quoted && pattern && /[*?]/.test(value.replace(/^\*|\*$/g, ''))
      ? { kind: 'wildcard', field: 'name', pattern: value }
      : textCondition(value, token, options.scope)
  const members = (options.members ?? []).map((name) => fieldCondition(name, token))
  return options.scope === '' ? anyOf(members) : anyOf([text, ...members])
}

/** @throws problem `parameter-invalid` when the query is longer or more nested than any that people write */
export function parseQuery(q: string, options: QueryOptions = {}): Condition {
  if (q.length > longestQuery) {
    throw problem('parameter-invalid', { parameter: 'q', expected: `at most ${longestQuery} characters.` })
  }
  if (q.includes('\u0000')) {
    throw problem('parameter-invalid', { parameter: 'q', expected: 'text without the character U+0000.' })
  }
  const stream = tokens(q)
  const isOr = options.operator === 'or'
  let at = 0
  const alternatives = (depth: number, field: string | undefined): Condition => {
    if (depth > deepestNesting) {
      const expected = `at most ${deepestNesting} nested parentheses.`
      throw problem('parameter-invalid', { parameter: 'q', expected })
    }
    const branches: Condition[] = []
    for (;;) {
      const start = at
      const branch = conjunction(depth, field)
      // An operator with nothing on one side is a word that people happened to type, not a wish for everything.
      if (at > start) branches.push(branch)
      if (stream[at]?.kind !== 'or') return branches.length === 0 ? everything : anyOf(branches)
      at += 1
    }
  }
  const conjunction = (depth: number, field: string | undefined): Condition => {
    const required: Condition[] = []
    const optional: Condition[] = []
    let joined = false
    for (let token = stream[at]; token && token.kind !== 'or' && token.kind !== 'close'; token = stream[at]) {
      if (token.kind === 'term' && saysNothing(token, field)) {
        at += 1
        continue
      }
      if (token.kind === 'and') {
        joined = true
        at += 1
        // `a AND b`: what stands before the operator is required as well.
        const before = optional.pop()
        if (before) required.push(before)
        continue
      }
      const one = factor(depth, field)
      const must = !isOr || joined || token.kind === 'must' || token.kind === 'not'
      ;(must ? required : optional).push(one)
      joined = false
    }
    // As in Elasticsearch: beside required words, optional ones decide about the order only, and here not even that.
    return allOf(required.length > 0 || optional.length === 0 ? required : [anyOf(optional)])
  }
  const factor = (depth: number, field: string | undefined): Condition => {
    const token = stream[at]
    at += 1
    if (token?.kind === 'must') return at < stream.length ? factor(depth, field) : everything
    if (token?.kind === 'not') {
      // A dangling NOT at the end says nothing.
      return at < stream.length ? { kind: 'not', of: factor(depth, field) } : everything
    }
    if (token?.kind === 'field') return factor(depth, token.field)
    if (token?.kind === 'open') {
      const inner = alternatives(depth + 1, field)
      if (stream[at]?.kind === 'close') at += 1
      return inner
    }
    if (token?.kind === 'range') return { kind: 'range', field: token.field, bounds: token.bounds }
    if (token?.kind !== 'term') return everything
    const named = token.field ?? field
    return named === undefined ? termCondition(token, options) : fieldCondition(named, token)
  }
  const parts: Condition[] = []
  while (at < stream.length) {
    parts.push(alternatives(0, undefined))
    if (stream[at]?.kind === 'close') at += 1
  }
  return allOf(parts)
}
