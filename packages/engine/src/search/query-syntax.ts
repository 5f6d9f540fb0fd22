/**
 * Reads what people and clients write into `q=`: words, `"phrases"`, `-word`, `field:value` with `*`, `AND`, `OR`, `NOT`
 * and parentheses. The grammar is bounded; what looks like syntax but is not is taken as words, as people expect.
 */
import { problem } from '@waymark/spec'
import { allOf, anyOf, type Condition, everything } from './condition.ts'
import { words } from './words.ts'

/** More is an attack or a paste by mistake. */
const longestQuery = 4000
const mostTerms = 64
const deepestNesting = 10

type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly kind: 'term'; readonly field?: string; readonly value: string; readonly quoted: boolean }

const tokenPattern =
  /\s*(?:(?<open>\()|(?<close>\))|(?<minus>[-!+](?=[\p{L}\p{N}"(]))|(?:(?<field>[\p{L}_][\p{L}\p{N}_.]*):(?!\/\/))?(?:"(?<quoted>(?:[^"\\]|\\.)*)"?|(?<bare>(?:[^\s()"\\]|\\.)+(?:"[^"]*"[^\s()"]*)*)))/uy

function tokens(q: string): Token[] {
  const found: Token[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < q.length) {
    const match = tokenPattern.exec(q)
    if (!match?.groups) break
    const { open, close, minus, field, quoted, bare } = match.groups
    if (open) found.push({ kind: 'open' })
    else if (close) found.push({ kind: 'close' })
    else if (minus) {
      if (minus !== '+') found.push({ kind: 'not' })
    } else if (field === undefined && bare === 'AND') found.push({ kind: 'and' })
    else if (field === undefined && bare === 'OR') found.push({ kind: 'or' })
    else if (field === undefined && bare === 'NOT') found.push({ kind: 'not' })
    else {
      const value = (quoted ?? bare ?? '').replace(/\\(.)/gu, '$1')
      found.push({
        kind: 'term',
        value,
        quoted: quoted !== undefined,
        ...(field === undefined ? {} : { field }),
      })
    }
    if (found.length > mostTerms) {
      throw problem('parameter-invalid', {
        parameter: 'q',
        expected: `at most ${mostTerms} words and operators.`,
      })
    }
  }
  return found
}

function termCondition(token: Extract<Token, { kind: 'term' }>): Condition {
  const { field, value, quoted } = token
  if (field !== undefined) {
    if (value === '*') return { kind: 'exists', field }
    return /[*?]/.test(value)
      ? { kind: 'wildcard', field, pattern: value }
      : { kind: 'equals', field, values: [value] }
  }
  if (value === '*') return everything
  const found = words(value)
  if (found.length === 0) return everything
  // `cust*` is the prefix search that every word gets anyway; a star before the end needs the name itself.
  if (!quoted && /[*?]/.test(value.replace(/^\*|\*$/g, '')))
    return { kind: 'wildcard', field: 'name', pattern: value }
  return quoted ? { kind: 'phrase', words: found } : { kind: 'words', words: found, prefix: true }
}

/** @throws problem `parameter-invalid` when the query is longer or more nested than any that people write */
export function parseQuery(q: string): Condition {
  if (q.length > longestQuery) {
    throw problem('parameter-invalid', { parameter: 'q', expected: `at most ${longestQuery} characters.` })
  }
  const stream = tokens(q)
  let at = 0

  const alternatives = (depth: number): Condition => {
    if (depth > deepestNesting) {
      throw problem('parameter-invalid', {
        parameter: 'q',
        expected: `at most ${deepestNesting} nested parentheses.`,
      })
    }
    const branches: Condition[] = []
    for (;;) {
      const start = at
      const branch = conjunction(depth)
      // An operator with nothing on one side is a word that people happened to type, not a wish for everything.
      if (at > start) branches.push(branch)
      if (stream[at]?.kind !== 'or') return branches.length === 0 ? everything : anyOf(branches)
      at += 1
    }
  }
  const conjunction = (depth: number): Condition => {
    const parts: Condition[] = []
    for (let token = stream[at]; token && token.kind !== 'or' && token.kind !== 'close'; token = stream[at]) {
      if (token.kind === 'and') at += 1
      else parts.push(factor(depth))
    }
    return allOf(parts)
  }
  const factor = (depth: number): Condition => {
    const token = stream[at]
    at += 1
    if (token?.kind === 'not') {
      // A dangling NOT at the end says nothing.
      return at < stream.length ? { kind: 'not', of: factor(depth) } : everything
    }
    if (token?.kind === 'open') {
      const inner = alternatives(depth + 1)
      if (stream[at]?.kind === 'close') at += 1
      return inner
    }
    return token?.kind === 'term' ? termCondition(token) : everything
  }

  const parts: Condition[] = []
  while (at < stream.length) {
    parts.push(alternatives(0))
    if (stream[at]?.kind === 'close') at += 1
  }
  return allOf(parts)
}
