/** The select list: values with the names they get, stars with what is taken out of or changed in them. */
import type { Cursor } from './cursor.ts'
import type { ReadExpression } from './expression.ts'
import { clauseWords, statementWords } from './keywords.ts'
import type { Expression, SelectItem } from './query-tree.ts'

type ExpressionReader = (cursor: Cursor) => ReadExpression

export function readSelectItems(cursor: Cursor, expression: ExpressionReader): SelectItem[] {
  const items: SelectItem[] = []
  for (;;) {
    // A comma may follow the last item in BigQuery, DuckDB and Snowflake.
    if (cursor.ended || (items.length > 0 && cursor.at('FROM') && cursor.peek(-1).text === ',')) break
    items.push(readItem(cursor, expression))
    if (!cursor.acceptSymbol(',')) break
  }
  return items
}

function readItem(cursor: Cursor, expression: ExpressionReader): SelectItem {
  const star = readStar(cursor, expression)
  if (star) return star
  const assigned = readAssignment(cursor, expression)
  if (assigned) return assigned
  const source = expression(cursor)
  if (source.end < source.start) cursor.fail('a column is expected')
  const alias = readAlias(cursor)
  return { kind: 'value', name: alias ?? source.ownName ?? textOf(cursor, source), value: source.parts }
}

/** What a server without a better idea calls an expression: its text. */
function textOf(cursor: Cursor, { start, end }: ReadExpression): string {
  return cursor.sql.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 200)
}

function readAlias(cursor: Cursor): string | undefined {
  if (cursor.accept('AS')) {
    if (cursor.isSymbol('(')) return cursor.nameList().at(0)
    const { kind, text } = cursor.next()
    return kind === 'word' || kind === 'quoted' || kind === 'text' ? text : undefined
  }
  const { kind, text, upper } = cursor.peek()
  const names = kind === 'quoted' || kind === 'text' || (kind === 'word' && !clauseWords.has(upper))
  if (!names || (cursor.dialect.looseStatements && statementWords.has(upper))) return undefined
  cursor.next()
  return text
}

/** T-SQL's `name = value` and `@variable = value`, `+=` and the like included. */
function readAssignment(cursor: Cursor, expression: ExpressionReader): SelectItem | undefined {
  if (cursor.dialect.name !== 'tsql') return undefined
  const { kind, text } = cursor.peek()
  if (kind === 'variable' && (cursor.isSymbol('=', 1) || cursor.isSymbol('=', 2))) {
    cursor.next()
    while (!cursor.acceptSymbol('=')) cursor.next()
    return { kind: 'assignment', variable: text, value: expression(cursor).parts }
  }
  if ((kind !== 'word' && kind !== 'quoted' && kind !== 'text') || !cursor.isSymbol('=', 1)) return undefined
  cursor.index += 2
  return { kind: 'value', name: text, value: expression(cursor).parts }
}

function readStar(cursor: Cursor, expression: ExpressionReader): SelectItem | undefined {
  let ahead = 0
  const qualifier: string[] = []
  while (
    (cursor.peek(ahead).kind === 'word' || cursor.peek(ahead).kind === 'quoted') &&
    cursor.isSymbol('.', ahead + 1)
  ) {
    qualifier.push(cursor.peek(ahead).text)
    ahead += 2
  }
  if (!cursor.isSymbol('*', ahead)) return undefined
  cursor.index += ahead + 1
  const except: string[] = []
  const replace: { name: string; value: Expression }[] = []
  const rename: { from: string; to: string }[] = []
  for (;;) {
    // Without a bracket behind it, EXCEPT is the set operation.
    if (cursor.at('EXCEPT') && !(cursor.isSymbol('(', 1) && cursor.peek(2).upper !== 'SELECT')) break
    const word = cursor.acceptOneOf('EXCEPT', 'EXCLUDE', 'REPLACE', 'RENAME', 'ILIKE')
    if (word === undefined) break
    if (word === 'ILIKE') cursor.next()
    else if (word === 'RENAME') {
      const several = cursor.acceptSymbol('(')
      do {
        const from = cursor.name()
        cursor.expect('AS')
        rename.push({ from, to: cursor.name() })
      } while (several && cursor.acceptSymbol(','))
      if (several) cursor.expectSymbol(')')
    } else if (word === 'REPLACE') {
      cursor.expectSymbol('(')
      do {
        const value = expression(cursor).parts
        cursor.expect('AS')
        replace.push({ name: cursor.name(), value })
      } while (cursor.acceptSymbol(','))
      cursor.expectSymbol(')')
    } else if (cursor.isSymbol('(')) except.push(...cursor.nameList())
    else except.push(cursor.name())
  }
  return { kind: 'star', qualifier, except, replace, rename }
}
