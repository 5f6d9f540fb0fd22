/** SQL text to tokens, by the quoting rules of a dialect. */
import type { Dialect } from './dialect.ts'

export interface Token {
  /** `text` is a literal, or a body between `$$` or `$name$`; `variable` starts with @ or $. */
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'symbol' | 'variable' | 'end'
  /** A name as the server stores it, a literal without its quotes, or the characters as written. */
  readonly text: string
  /** A bare word in upper case, to compare with keywords; empty for everything else. */
  readonly upper: string
  readonly start: number
  readonly end: number
}

/** Why a text cannot be read, with the place. */
export class UnreadableSql extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.name = 'UnreadableSql'
    this.position = position
  }
}

const maximumCharacters = 4 * 1024 * 1024
/** Each level costs a few stack frames; Node's default stack holds more than ten times as many. */
const maximumDepth = 400

const wordStart = /[\p{L}_]/u
const word = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy
const wordWithSigns = /[\p{L}_#][\p{L}\p{M}\p{N}_$#@]*/uy
const number = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const symbol = /->>|<=>|\?::|->|=>|:=|::|<=|>=|<>|!=|\|\||[\s\S]/uy
const variable = /@{1,2}[\p{L}_#][\p{L}\p{N}_$#.]*|\$[\p{L}\p{N}_]+|@/uy
/** `$$`, or `$body$` where a routine's text may hold the former. */
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const stage = /@[~%]?[\p{L}\p{N}_$."%/\\=-]*/uy

/** @throws UnreadableSql for a text that is too long or too deep, or a quote or comment that is never closed. */
export function tokenize(sql: string, dialect: Dialect): readonly Token[] {
  if (sql.length > maximumCharacters)
    throw new UnreadableSql(`the text has ${sql.length} characters; at most ${maximumCharacters} are read`, 0)
  const tokens: Token[] = []
  const words = dialect.name === 'tsql' ? wordWithSigns : word
  let depth = 0
  let at = 0
  const push = (kind: Token['kind'], text: string, end: number, upper = ''): void => {
    tokens.push({ kind, text, upper, start: at, end })
    at = end
  }
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  while (at < sql.length) {
    const character = sql[at] ?? ''
    if (/\s/.test(character)) {
      at += 1
      continue
    }
    if (dialect.lineComments.some((mark) => sql.startsWith(mark, at))) {
      const end = sql.indexOf('\n', at)
      at = end < 0 ? sql.length : end + 1
      continue
    }
    if (sql.startsWith('/*', at)) {
      at = afterComment(sql, at, dialect)
      continue
    }
    // The end of a comment that a MySQL server executes: `/*!50001 CREATE … */`.
    if (sql.startsWith('*/', at) && dialect.name.startsWith('m')) {
      at += 2
      continue
    }
    dollarQuote.lastIndex = at
    const [dollars] = (dialect.dollarText && character === '$' && dollarQuote.exec(sql)) || []
    if (dollars !== undefined) {
      const start = at + dollars.length
      const end = sql.indexOf(dollars, start)
      if (end < 0) throw new UnreadableSql(`${dollars} is never closed`, at)
      push('text', sql.slice(start, end), end + dollars.length)
      continue
    }
    const alternative = dialect.name === 'oracle' ? alternativeText(sql, at) : undefined
    if (alternative) {
      push('text', alternative.text, alternative.end)
      continue
    }
    if (dialect.stringQuotes.includes(character)) {
      const end = afterQuote(sql, at, character, dialect.backslash)
      push('text', unescaped(sql.slice(at, end), character), end)
      continue
    }
    const closing = dialect.nameQuotes[character]
    // A bracket opens a name only where T-SQL and SQLite have no arrays to index.
    if (closing !== undefined) {
      const end = afterQuote(sql, at, closing, false)
      push('quoted', sql.slice(at + 1, end - 1).replaceAll(closing + closing, closing), end)
      continue
    }
    if (character === '@' || character === '$') {
      const pattern = dialect.name === 'snowflake' && character === '@' ? stage : variable
      const text = match(pattern) ?? character
      push('variable', text, at + text.length)
      continue
    }
    if (wordStart.test(character) || (character === '#' && words === wordWithSigns)) {
      const text = match(words) ?? character
      const quote = sql[at + text.length] ?? ''
      // N'…', E'…', r"…": the prefix belongs to the literal.
      if (
        text.length === 1 &&
        quote !== '' &&
        /[NEXBR]/i.test(text) &&
        dialect.stringQuotes.includes(quote)
      ) {
        const end = afterQuote(sql, at + 1, quote, dialect.backslash && !/r/i.test(text))
        push('text', unescaped(sql.slice(at + 1, end), quote), end)
      } else push('word', folded(text, dialect), at + text.length, text.toUpperCase())
      continue
    }
    const text = match(number) ?? match(symbol) ?? character
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (depth > maximumDepth)
      throw new UnreadableSql(`parentheses nest deeper than ${maximumDepth} levels`, at)
    push(/^\d/.test(text) ? 'number' : 'symbol', text, at + text.length)
  }
  push('end', '', sql.length)
  return tokens
}

function folded(name: string, { fold }: Dialect): string {
  return fold === 'upper' ? name.toUpperCase() : fold === 'lower' ? name.toLowerCase() : name
}

function afterComment(sql: string, start: number, dialect: Dialect): number {
  const executed = dialect.name.startsWith('m') ? /^\/\*M?!\d*/.exec(sql.slice(start, start + 12)) : null
  if (executed) return start + executed[0].length
  const nests = dialect.name === 'tsql' || dialect.name === 'databricks' || dialect.name === 'redshift'
  const edge = /\/\*|\*\//g
  edge.lastIndex = start + 2
  for (let depth = 1; depth > 0; ) {
    const found = edge.exec(sql)
    if (!found) throw new UnreadableSql('a comment is never closed', start)
    if (found[0] === '*/') depth -= 1
    else if (nests) depth += 1
  }
  return edge.lastIndex
}

const brackets: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')', '<': '>' }

/** Oracle's `q'[it's]'`: whatever follows the quote closes it. */
function alternativeText(
  sql: string,
  at: number,
): { readonly text: string; readonly end: number } | undefined {
  const [opening] = /^n?q'[^\s]/i.exec(sql.slice(at, at + 4)) ?? []
  if (opening === undefined) return undefined
  const mark = opening.at(-1) ?? ''
  const start = at + opening.length
  const end = sql.indexOf(`${brackets[mark] ?? mark}'`, start)
  if (end < 0) throw new UnreadableSql(`${opening} is never closed`, at)
  return { text: sql.slice(start, end), end: end + 2 }
}

/** A doubled quote stands for itself; BigQuery and Databricks also have strings between three. */
function afterQuote(sql: string, start: number, closing: string, backslash: boolean): number {
  const three = closing.repeat(3)
  if (backslash && sql.startsWith(three, start)) {
    const end = sql.indexOf(three, start + 3)
    if (end >= 0) return end + 3
  }
  for (let at = start + 1; at < sql.length; at += 1) {
    if (backslash && sql[at] === '\\') at += 1
    else if (sql[at] === closing) {
      if (sql[at + 1] !== closing) return at + 1
      at += 1
    }
  }
  throw new UnreadableSql(`${closing} is never closed`, start)
}

function unescaped(literal: string, quote: string): string {
  return literal.slice(1, -1).replaceAll(quote + quote, quote)
}
