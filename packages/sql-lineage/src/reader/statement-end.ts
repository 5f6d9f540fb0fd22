/** Where a statement ends, and how to get there over one that is not read. */
import type { Cursor } from './cursor.ts'
import { statementWords } from './keywords.ts'

/** Words after which the next statement starts without more ado. */
export const connectors = new Set(
  'BEGIN END ELSE THEN DO LOOP REPEAT TRY CATCH GO ATOMIC EXCEPTION TRAN TRANSACTION'.split(' '),
)

export function isStatementEnd(cursor: Cursor, ahead = 0): boolean {
  const token = cursor.peek(ahead)
  if (token.kind === 'end' || token.text === ';') return true
  return connectors.has(token.upper) || (cursor.dialect.looseStatements && statementWords.has(token.upper))
}

/** Steps over a statement that moves no data. */
export function restOf(cursor: Cursor): void {
  cursor.next()
  skipToEnd(cursor)
}

export function skipToEnd(cursor: Cursor): void {
  while (!cursor.ended && !cursor.isSymbol(';')) {
    if (cursor.dialect.looseStatements && (statementWords.has(cursor.peek().upper) || cursor.at('FETCH')))
      return
    if (!cursor.skipBrackets()) cursor.next()
  }
}
