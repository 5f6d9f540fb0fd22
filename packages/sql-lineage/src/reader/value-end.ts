/** What follows a value and is part of it: a type after `::`, a path into a document; and the name a value has by itself. */
import type { Cursor } from './cursor.ts'

/** The type after `::`, or before a comma: `double precision`, `decimal(10, 2)`, `array<int>`, `int[]`. */
export function skipType(cursor: Cursor): void {
  const { upper } = cursor.next()
  if (upper === 'DOUBLE') cursor.accept('PRECISION')
  if (upper === 'CHARACTER') cursor.accept('VARYING')
  cursor.skipBrackets()
  if (/^(?:TIME|TIMESTAMP)$/.test(upper) && (cursor.at('WITH') || cursor.at('WITHOUT'))) cursor.index += 3
  while (cursor.acceptSymbol('.')) cursor.next()
  if (cursor.isSymbol('<')) {
    let depth = 0
    do {
      const { text } = cursor.next()
      if (text === '<') depth += 1
      else if (text === '>') depth -= 1
    } while (depth > 0 && !cursor.ended)
  }
  while (cursor.isSymbol('[') && (cursor.isSymbol(']', 1) || cursor.isSymbol(']', 2))) cursor.skipBrackets()
}

/** `column:a.b['c']`: the path inside a document; the column is what is read. */
export function jsonPath(cursor: Cursor): void {
  cursor.next()
  while (cursor.isSymbol('.') || cursor.isSymbol('[')) {
    if (cursor.skipBrackets()) continue
    cursor.next()
    cursor.next()
  }
}

/** The name of a column that is nothing but a reference, a cast reference, or a path into one. */
export function ownName(cursor: Cursor, first: number): string | undefined {
  let name: string | undefined
  for (let at = first; at < cursor.index; at += 1) {
    const token = cursor.tokens[at]
    if (token === undefined) return undefined
    const expectsName = (at - first) % 2 === 0
    if (expectsName && (token.kind === 'word' || token.kind === 'quoted')) name = token.text
    else if (expectsName || token.text !== '.') {
      // `a.b::int` and `a:b.c::int` keep the last name in front of the type.
      if (token.text === '::') return name
      if (token.text === ':' && !expectsName) return ownName(cursor, at + 1) ?? undefined
      return undefined
    }
  }
  return name
}
