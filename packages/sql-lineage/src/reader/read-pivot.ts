/** PIVOT and UNPIVOT: rows to columns and back. */
import type { Cursor } from './cursor.ts'
import type { ReadExpression } from './expression.ts'
import type { Alias, Expression, Pivot, Unpivot } from './query-tree.ts'

type ExpressionReader = (cursor: Cursor) => ReadExpression

/** `PIVOT (SUM(amount) [AS total], … FOR key IN (value [AS name], …)) [AS alias]` */
export function readPivot(
  cursor: Cursor,
  expression: ExpressionReader,
  readAlias: () => Alias | undefined,
): Pivot {
  cursor.next()
  cursor.expectSymbol('(')
  const aggregates: { value: Expression; name: string }[] = []
  do {
    const { parts, ownName } = expression(cursor)
    const named = cursor.accept('AS') || (cursor.peek().kind === 'word' && !cursor.at('FOR'))
    aggregates.push({ value: parts, name: named ? cursor.name() : (ownName ?? '') })
  } while (cursor.acceptSymbol(','))
  cursor.expect('FOR')
  const several = cursor.acceptSymbol('(')
  const keys: string[][] = []
  do keys.push(cursor.path())
  while (several && cursor.acceptSymbol(','))
  if (several) cursor.expectSymbol(')')
  cursor.expect('IN')
  const end = cursor.closing()
  cursor.expectSymbol('(')
  const values = cursor.at('ANY') || cursor.at('SELECT') ? undefined : readValues(cursor)
  cursor.index = end
  cursor.expectSymbol(')')
  if (cursor.accept('DEFAULT')) {
    cursor.accept('ON', 'NULL')
    cursor.skipBrackets()
  }
  cursor.expectSymbol(')')
  return { kind: 'pivot', aggregates, keys, values, alias: readAlias() }
}

function readValues(cursor: Cursor): string[] {
  const values: string[] = []
  do {
    const token = cursor.peek()
    let name = token.text
    if (token.kind === 'text' && cursor.dialect.name === 'snowflake') name = `'${token.text}'`
    if (cursor.isSymbol('(')) {
      name = cursor.tokens
        .slice(cursor.index + 1, cursor.closing())
        .filter(({ kind }) => kind !== 'symbol')
        .map(({ text }) => text)
        .join('_')
      cursor.skipBrackets()
    } else cursor.next()
    cursor.accept('AS')
    if (!cursor.isSymbol(',') && !cursor.isSymbol(')')) name = cursor.next().text
    values.push(name)
  } while (cursor.acceptSymbol(','))
  return values
}

/** `UNPIVOT [INCLUDE NULLS] (value FOR key IN (column [AS name], …)) [AS alias]` */
export function readUnpivot(cursor: Cursor, readAlias: () => Alias | undefined): Unpivot {
  cursor.next()
  if (cursor.acceptOneOf('INCLUDE', 'EXCLUDE') !== undefined) cursor.expect('NULLS')
  cursor.expectSymbol('(')
  const value = cursor.name()
  cursor.expect('FOR')
  const key = cursor.name()
  cursor.expect('IN')
  const columns = cursor.nameList()
  cursor.expectSymbol(')')
  return { kind: 'unpivot', value, key, columns, alias: readAlias() }
}
