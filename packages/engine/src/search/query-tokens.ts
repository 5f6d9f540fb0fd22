/** Cuts a query string into tokens: words, phrases, ranges, fields, operators and parentheses. */
import { problem } from '@waymark/spec'
import type { Bounds } from './condition.ts'

export type Token =
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'must' }
  /** `field:` in front of a parenthesis. */
  | { readonly kind: 'field'; readonly field: string }
  | {
      readonly kind: 'term'
      readonly field?: string
      readonly value: string
      readonly quoted: boolean
      /** A `*` or `?` that was not escaped. */
      readonly pattern: boolean
      readonly fuzzy: boolean
      readonly boost?: number
    }
  | { readonly kind: 'range'; readonly field: string; readonly bounds: Bounds }

/** More is an attack or a paste by mistake. */
const mostTerms = 64

const field = String.raw`(?:(?<field>[\p{L}_](?:[\p{L}\p{N}_.-]|\\.)*):(?!\/\/))`
const range = String.raw`(?<from>[[{])\s*(?<low>"(?:[^"\\]|\\.)*"|[^\s\]}]+)\s+TO\s+(?<high>"(?:[^"\\]|\\.)*"|[^\s\]}]+)\s*(?<to>[\]}])`
const comparison = String.raw`(?<compare>[<>]=?)(?<than>[^\s()"]+)`
const quoted = String.raw`"(?<quoted>(?:[^"\\]|\\.)*)"?`
const bare = String.raw`(?<bare>(?:[^\s()"\\^~]|\\.|[\^~](?![\d.]*(?:[\s)]|$)))+(?:"[^"]*"(?:[^\s()"\\]|\\.)*)*)`
const suffix = String.raw`(?<suffix>(?:~[\d.]*|\^[\d.]+)*)`

const pattern = new RegExp(
  String.raw`\s*(?:(?<open>\()|(?<close>\))|(?<sign>[-!+](?=[\p{L}\p{N}"(_])|&&|\|\|)|${field}(?:(?=\()|${range}|${comparison})|` +
    `${field.replace('<field>', '<own>')}?(?:${quoted}|${bare})${suffix})`,
  'uy',
)

function unescaped(text: string): string {
  return text.replace(/\\(.)/gu, '$1')
}

function refuse(expected: string): never {
  throw problem('parameter-invalid', { parameter: 'q', expected })
}

function rangeToken(groups: Record<string, string | undefined>, named: string): Token {
  const { from, low, high, to, compare, than } = groups
  if (compare !== undefined && than !== undefined) {
    const name = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }[compare] ?? 'gte'
    return { kind: 'range', field: named, bounds: { [name]: unescaped(than) } }
  }
  const end = (text: string | undefined) => unescaped((text ?? '*').replace(/^"|"$/g, ''))
  return {
    kind: 'range',
    field: named,
    bounds: {
      ...(low === '*' ? {} : { [from === '[' ? 'gte' : 'gt']: end(low) }),
      ...(high === '*' ? {} : { [to === ']' ? 'lte' : 'lt']: end(high) }),
    },
  }
}

function termToken(groups: Record<string, string | undefined>): Token {
  const { own, quoted: phrase, bare: plain, suffix: marks = '' } = groups
  if (own === undefined && phrase === undefined && marks === '') {
    if (plain === 'AND') return { kind: 'and' }
    if (plain === 'OR') return { kind: 'or' }
    if (plain === 'NOT') return { kind: 'not' }
  }
  const fuzzy = marks.includes('~')
  if (fuzzy && phrase !== undefined)
    refuse('no distance (~) behind a phrase: the words of a phrase stand together.')
  const boost = /\^([\d.]+)/.exec(marks)?.[1]
  const raw = phrase ?? plain ?? ''
  return {
    kind: 'term',
    value: unescaped(raw),
    quoted: phrase !== undefined,
    pattern: phrase === undefined && /(?<!\\)[*?]/.test(raw),
    fuzzy,
    ...(own === undefined ? {} : { field: unescaped(own) }),
    ...(boost === undefined ? {} : { boost: Number(boost) || 1 }),
  }
}

/** @throws problem `parameter-invalid` for more terms than people write, or a distance behind a phrase */
export function tokens(q: string): Token[] {
  const found: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < q.length) {
    const groups = pattern.exec(q)?.groups
    if (!groups) break
    if (groups.open) found.push({ kind: 'open' })
    else if (groups.close) found.push({ kind: 'close' })
    else if (groups.sign === '&&') found.push({ kind: 'and' })
    else if (groups.sign === '||') found.push({ kind: 'or' })
    else if (groups.sign) found.push({ kind: groups.sign === '+' ? 'must' : 'not' })
    else if (groups.field !== undefined) {
      const named = unescaped(groups.field)
      found.push(groups.from || groups.compare ? rangeToken(groups, named) : { kind: 'field', field: named })
    } else found.push(termToken(groups))
    if (found.length > mostTerms) refuse(`at most ${mostTerms} words and operators.`)
  }
  return found
}
