/**
 * Splits a text of the Power Query M language into tokens.
 * https://learn.microsoft.com/powerquery-m/m-spec-lexical-structure
 */

/** Text that is not M; `offset` is where. */
export class MSyntaxError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.name = 'MSyntaxError'
    this.offset = offset
  }
}

export type TokenKind = 'identifier' | 'quotedIdentifier' | 'keyword' | 'text' | 'number' | 'operator' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** The name, the text's characters, the number as written, the keyword or operator. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const keywords = new Set([
  ...['and', 'as', 'each', 'else', 'error', 'false', 'if', 'in', 'is', 'let', 'meta', 'not', 'null', 'or'],
  ...['otherwise', 'section', 'shared', 'then', 'true', 'try', 'type', '#sections', '#shared'],
])

/** Longest first, so that `=>` is not read as `=`. */
const operators = [
  ...['...', '=>', '<=', '>=', '<>', '..', '??'],
  ...[',', ';', '=', '<', '>', '+', '-', '*', '/', '&', '(', ')', '[', ']', '{', '}', '@', '!', '?'],
]

const blank = /(?:\s|\/\/[^\r\n\u0085\u2028\u2029]*|\/\*[\s\S]*?\*\/)+/y
/** Parts of a name are joined by dots: `Table.SelectRows`. */
const identifier =
  /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]*)*/uy
/** `#date`, `#table` and their like are names; `#"…"` is read before. */
const hashName = /#[a-z]+/y
const number = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const textLiteral = /"((?:[^"]|"")*)"/y
const quotedName = /#"((?:[^"]|"")*)"/y
const verbatim = /#!"((?:[^"]|"")*)"/y

/** Every token, `end` last. @throws MSyntaxError at the first character that begins none */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  const take = (kind: TokenKind, found: RegExpExecArray, value = found[0]): void => {
    tokens.push({ kind, value, start: at, end: at + found[0].length })
    at += found[0].length
  }
  while (at < source.length) {
    const space = match(blank)
    if (space) {
      at += space[0].length
      continue
    }
    const quoted = match(quotedName)
    const literal = quoted ?? match(textLiteral)
    if (literal) {
      take(quoted ? 'quotedIdentifier' : 'text', literal, withoutEscapes(literal[1] ?? '', at))
      continue
    }
    if (match(verbatim)) throw new MSyntaxError('a part of the text could not be saved as M (#!"…")', at)
    const digits = match(number)
    if (digits) {
      take('number', digits)
      continue
    }
    const name = match(identifier) ?? match(hashName)
    if (name) {
      take(keywords.has(name[0]) ? 'keyword' : 'identifier', name)
      continue
    }
    const operator = source.startsWith('/*', at)
      ? undefined
      : operators.find((each) => source.startsWith(each, at))
    if (operator === undefined) throw new MSyntaxError(unexpected(source, at), at)
    tokens.push({ kind: 'operator', value: operator, start: at, end: at + operator.length })
    at += operator.length
  }
  tokens.push({ kind: 'end', value: '', start: at, end: at })
  return tokens
}

function unexpected(source: string, at: number): string {
  if (source[at] === '"' || source.startsWith('#"', at)) return 'a quote is never closed'
  if (source.startsWith('/*', at)) return 'a comment is never closed'
  return `'${String.fromCodePoint(source.codePointAt(at) ?? 0)}' is no part of the language`
}

const controls: Readonly<Record<string, string>> = { cr: '\r', lf: '\n', tab: '\t', '#': '#' }

/** Doubled quotes, and `#(cr,lf)`, `#(000D)`, `#(0001F600)`, `#(#)`. */
function withoutEscapes(inner: string, offset: number): string {
  return inner.replaceAll('""', '"').replace(/#\(([^)]*)\)/g, (_whole, list: string) =>
    list
      .split(',')
      .map((part) => {
        const name = part.trim()
        if (Object.hasOwn(controls, name)) return controls[name]
        const point = /^(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{8})$/.test(name) ? Number.parseInt(name, 16) : -1
        if (point >= 0 && point <= 0x10ffff) return String.fromCodePoint(point)
        throw new MSyntaxError(`#(${list}) is no escape`, offset)
      })
      .join(''),
  )
}
