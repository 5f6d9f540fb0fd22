/**
 * Expressions, read for the names in them: a value depends on every column its expression names, so operators, literals, types and
 * functions need no understanding of their own, and a function nobody has heard of reads like any other.
 */
import type { Cursor } from './cursor.ts'
import { equalityAt } from './equality.ts'
import {
  clauseWords,
  ignoredWords,
  operatorWords,
  softWords,
  statementWords,
  typeFirstFunctions,
  unitFirstFunctions,
  unitLastFunctions,
} from './keywords.ts'
import type { Expression, Part, Query } from './query-tree.ts'
import { jsonPath, ownName, skipType } from './value-end.ts'

/** Reads a query where one starts: SELECT, WITH, VALUES, or such in parentheses. Given by the reader of queries, which reads expressions. */
export type QueryReader = (cursor: Cursor) => Query

/** Methods of T-SQL's xml, geometry and hierarchyid columns that are called on a column: `t.doc.value('…')`. */
const columnMethods = /^(?:value|query|nodes|exist|modify|tostring|stastext|getlevel|getancestor)$/i

const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

export interface ReadExpression {
  readonly parts: Expression
  /** The name that a bare reference has by itself. */
  readonly ownName: string | undefined
  readonly start: number
  readonly end: number
}

export function createExpressionReader(readQuery: QueryReader) {
  /** One expression outside brackets, up to a comma, a closing bracket, a semicolon, a clause's keyword, or an alias. */
  function expression(cursor: Cursor): ReadExpression {
    const parts: Part[] = []
    const start = cursor.peek().start
    const first = cursor.index
    let cases = 0
    let afterOperand = false
    let intervals = false
    for (;;) {
      const token = cursor.peek()
      if (token.kind === 'end') break
      if (token.kind === 'symbol' && /^[,;)\]}]$/.test(token.text)) break
      if (token.upper !== '') {
        if (token.upper === 'CASE') {
          if (afterOperand) break
          cases += 1
          afterOperand = false
          cursor.next()
          continue
        }
        if (cases > 0 && /^(?:WHEN|THEN|ELSE|END)$/.test(token.upper)) {
          cursor.next()
          if (token.upper === 'END') cases -= 1
          afterOperand = token.upper === 'END'
          continue
        }
        if (endsHere(cursor, afterOperand)) break
        if (afterOperand && cursor.at('KEEP') && cursor.isSymbol('(', 1)) {
          cursor.next()
          group(cursor, parts, 'KEEP')
          continue
        }
        if (operatorWords.has(token.upper) && (afterOperand || token.upper === 'NOT')) {
          operator(cursor, parts)
          afterOperand =
            /^(?:ASC|DESC|ISNULL|NOTNULL|OVER|AT|COLLATE|IGNORE|RESPECT|NULLS|WITHIN|FILTER)$/.test(
              token.upper,
            )
          continue
        }
        if (token.upper === 'INTERVAL' && !cursor.isSymbol('(', 1)) intervals = true
        else if (afterOperand && intervals && softWords.has(token.upper)) {
          cursor.next()
          intervals = false
          continue
        } else if (afterOperand && !ignoredWords.has(token.upper)) break
      } else if (afterOperand && (token.kind === 'quoted' || token.kind === 'text')) {
        // MySQL joins neighbouring strings; everywhere else what follows an operand is its alias.
        if (!(token.kind === 'text' && cursor.peek(-1).kind === 'text')) break
      }
      afterOperand = operandOrSymbol(cursor, parts)
    }
    const bare = cursor.index > first ? ownName(cursor, first) : undefined
    return { parts, ownName: bare, start, end: cursor.peek(-1).end }
  }

  /** Whether the word here cannot belong to the expression. */
  function endsHere(cursor: Cursor, afterOperand: boolean): boolean {
    const { upper } = cursor.peek()
    const call = cursor.isSymbol('(', 1)
    if (cursor.dialect.looseStatements && statementWords.has(upper)) {
      // UPDATE(column) in a trigger is a function.
      return !(upper === 'UPDATE' && call && !afterOperand)
    }
    if (!clauseWords.has(upper)) return upper === 'GO' && cursor.dialect.name === 'tsql'
    if (cursor.isSymbol('.', 1) && !afterOperand) return false
    // LEFT(…), RIGHT(…), REPLACE(…), VALUES(…), OFFSET(…) are functions where an operand is due.
    if (call && !afterOperand && /^(?:LEFT|RIGHT|VALUES|OFFSET|SET|WINDOW|FORMAT|INSERT)$/.test(upper))
      return false
    // Words that few dialects reserve are columns where an operand is due.
    return (
      afterOperand ||
      !/^(?:WINDOW|START|OFFSET|SORT|CLUSTER|OUTPUT|SEMI|ANTI|ASOF|OPTION|CONNECT|LOOP|DO)$/.test(upper)
    )
  }

  /** Steps over an operator word with what belongs to it. */
  function operator(cursor: Cursor, parts: Part[]): void {
    const { upper } = cursor.next()
    if (upper === 'COLLATE') cursor.next()
    else if (upper === 'NULLS' || upper === 'IGNORE' || upper === 'RESPECT') cursor.next()
    else if (upper === 'AT') {
      cursor.accept('TIME')
      cursor.accept('ZONE')
      operandOrSymbol(cursor, parts)
    } else if (upper === 'OVER') {
      if (cursor.isSymbol('(')) group(cursor, parts, 'OVER')
      else parts.push({ kind: 'window', name: cursor.name() })
    } else if (upper === 'WITHIN') {
      cursor.accept('GROUP')
      group(cursor, parts, 'WITHIN')
    } else if (upper === 'FILTER' && cursor.isSymbol('(')) group(cursor, parts, 'FILTER')
  }

  /** Steps over one operand or operator; true when an operand ended. */
  function operandOrSymbol(cursor: Cursor, parts: Part[]): boolean {
    const token = cursor.peek()
    if (token.kind === 'symbol') {
      if (token.text in brackets) {
        group(cursor, parts, '')
        skipFields(cursor, parts)
        return true
      }
      const equality = token.text === '=' ? equalityAt(cursor) : undefined
      if (equality) parts.push(equality)
      cursor.next()
      if (token.text === '::') skipType(cursor)
      else if (token.text === ':' && cursor.peek(-2).end === token.start && isOperandEnd(cursor))
        jsonPath(cursor)
      else if (token.text === ':') {
        const { text } = cursor.next()
        parts.push({ kind: 'variable', name: text })
        skipFields(cursor, parts)
      } else return token.text === '*' && isCountStar(cursor)
      return true
    }
    if (token.kind === 'number' || token.kind === 'text') {
      cursor.next()
      return true
    }
    if (token.kind === 'variable') {
      cursor.next()
      if (/^\$\d+$/.test(token.text))
        parts.push({ kind: 'position', qualifier: [], position: Number(token.text.slice(1)) })
      else parts.push({ kind: 'variable', name: token.text })
      return true
    }
    return name(cursor, parts)
  }

  /** `items[0].sku`, `(row).field`: the fields of a value that was read already. */
  function skipFields(cursor: Cursor, parts: Part[]): void {
    while (cursor.isSymbol('.') && /^(?:word|quoted)$/.test(cursor.peek(1).kind)) {
      cursor.index += 2
      if (cursor.isSymbol('(')) group(cursor, parts, '')
    }
  }

  const isCountStar = (cursor: Cursor): boolean => cursor.isSymbol(')') || cursor.isSymbol(',')

  /** Whether the colon that was stepped over follows an operand. */
  function isOperandEnd(cursor: Cursor): boolean {
    const before = cursor.peek(-2)
    return before.kind === 'word' || before.kind === 'quoted' || before.text === ')' || before.text === ']'
  }

  /** A keyword, a function, a row or a column. */
  function name(cursor: Cursor, parts: Part[]): boolean {
    const token = cursor.peek()
    const { upper } = token
    if (upper === 'EXISTS' && cursor.isSymbol('(', 1)) {
      cursor.next()
      cursor.next()
      parts.push({ kind: 'exists', query: readQuery(cursor) })
      cursor.expectSymbol(')')
      return true
    }
    if (cursor.dialect.lambdas && cursor.peek(1).text === '->' && cursor.peek(2).kind !== 'text') {
      // The parameter of a function; `group` leaves its uses out.
      cursor.next()
      return true
    }
    if (upper !== '' && ignoredWords.has(upper) && !cursor.isSymbol('.', 1) && !cursor.isSymbol('(', 1)) {
      cursor.next()
      return /^(?:NULL|TRUE|FALSE|DEFAULT|END|CURRENT_|SESSION_|SYS|LOCAL|UNKNOWN|ROWNUM|SQL)/.test(upper)
    }
    const literalFollows = cursor.peek(1).kind === 'text' && softWords.has(upper)
    if (literalFollows) {
      // DATE '2020-01-01'
      cursor.next()
      return false
    }
    const path = [cursor.next().text]
    while (cursor.isSymbol('.')) {
      const after = cursor.peek(1)
      if (after.kind === 'symbol' && after.text === '*') {
        cursor.next()
        cursor.next()
        parts.push({ kind: 'row', qualifier: path })
        return true
      }
      if (after.kind === 'variable' && /^\$\d+$/.test(after.text)) {
        cursor.next()
        cursor.next()
        parts.push({ kind: 'position', qualifier: path, position: Number(after.text.slice(1)) })
        return true
      }
      if (after.kind === 'symbol' && after.text === '.') {
        cursor.next()
        path.push('')
        continue
      }
      if (after.kind !== 'word' && after.kind !== 'quoted') break
      cursor.next()
      path.push(cursor.next().text)
    }
    if (cursor.isSymbol('(')) {
      if (upper === 'VALUES' && cursor.dialect.name.startsWith('m')) {
        // ON DUPLICATE KEY UPDATE: the value that was to be inserted.
        cursor.next()
        parts.push({ kind: 'reference', path: ['excluded', cursor.path().at(-1) ?? ''], soft: false })
        cursor.expectSymbol(')')
        return true
      }
      const called = path.at(-1) ?? ''
      if (path.length > 1 && columnMethods.test(called) && cursor.dialect.name === 'tsql')
        parts.push({ kind: 'reference', path: path.slice(0, -1), soft: false })
      // DuckDB's COLUMNS(…) stands for columns that only the server knows.
      if (upper === 'COLUMNS' && cursor.dialect.name === 'duckdb')
        parts.push({ kind: 'reference', path: ['COLUMNS(…)'], soft: false })
      group(cursor, parts, path.length === 1 ? upper : called.toUpperCase())
      return true
    }
    const expanded =
      token.kind === 'quoted' && cursor.dialect.name === 'bigquery' ? (path[0] ?? '').split('.') : []
    const whole = expanded.length > 1 ? [...expanded, ...path.slice(1)] : path
    parts.push({ kind: 'reference', path: whole, soft: whole.length === 1 && softWords.has(upper) })
    return true
  }

  /** Everything in a bracket, which may be a query, arguments, a list, or a window. */
  function group(cursor: Cursor, parts: Part[], called: string): void {
    const end = cursor.closing()
    const opening = cursor.next().text
    if (opening === '(' && startsQuery(cursor)) {
      parts.push({ kind: 'query', query: readQuery(cursor) })
      cursor.expectSymbol(')')
      return
    }
    const bound = cursor.dialect.lambdas ? parameters(cursor, end) : undefined
    const inside: Part[] = []
    if (typeFirstFunctions.has(called) && cursor.dialect.name === 'tsql') skipType(cursor)
    else if (unitFirstFunctions.has(called) && isUnit(cursor, ',')) cursor.next()
    // Oracle: KEEP (DENSE_RANK LAST ORDER BY …)
    else if (called === 'KEEP') while (cursor.index < end && !cursor.at('ORDER')) cursor.next()
    while (cursor.index < end) {
      const token = cursor.peek()
      if (token.upper === 'AS' && called !== 'OVER') {
        // CAST(x AS type), STRUCT(x AS name): what follows is no column.
        cursor.next()
        while (cursor.index < end && !cursor.isSymbol(',')) if (!cursor.skipBrackets()) cursor.next()
      } else if (token.upper === 'ON' && cursor.peek(1).upper === 'OVERFLOW') {
        cursor.index = end
      } else if (token.upper === 'USING') {
        cursor.next()
        cursor.next()
      } else if (token.upper === 'SEPARATOR' && cursor.peek(1).kind === 'text') {
        cursor.next()
        cursor.next()
      } else if (token.upper === 'OVER' && !cursor.isSymbol('(', 1)) {
        cursor.next()
        inside.push({ kind: 'window', name: cursor.name() })
      } else if (token.upper === 'AT' && cursor.peek(1).upper === 'TIME') {
        cursor.index += 3
      } else if (token.upper === 'COLLATE') {
        cursor.next()
        cursor.next()
      } else if ((token.kind === 'word' || token.kind === 'quoted') && cursor.peek(1).text === '=>') {
        cursor.index += 2
      } else if (
        unitLastFunctions.has(called) &&
        cursor.index > 0 &&
        cursor.peek(-1).text === ',' &&
        isUnit(cursor, ')')
      ) {
        cursor.next()
      } else if (/^(?:ORDER|PARTITION)$/.test(token.upper) && cursor.peek(1).upper === 'BY') {
        cursor.index += 2
      } else if (called === 'OVER' && cursor.peek(-1).text === '(' && isBareArgument(cursor, ')')) {
        inside.push({ kind: 'window', name: cursor.name() })
      } else if (token.kind === 'symbol' && !(token.text in brackets)) symbolInside(cursor, inside)
      else operandOrSymbol(cursor, inside)
    }
    cursor.index = end
    cursor.next()
    parts.push(
      ...inside.filter(
        (part) =>
          part.kind !== 'reference' || bound === undefined || !bound.has((part.path[0] ?? '').toLowerCase()),
      ),
    )
  }

  function symbolInside(cursor: Cursor, inside: Part[]): void {
    const before = cursor.peek(-1)
    const token = cursor.peek()
    const isStar =
      token.text === '*' && (before.text === '(' || before.text === ',' || before.upper === 'DISTINCT')
    // COUNT(*) depends on no column, and so does every other function that takes all rows.
    if (isStar) {
      cursor.next()
      return
    }
    operandOrSymbol(cursor, inside)
  }

  /** A word of one token that is a whole argument. */
  function isBareArgument(cursor: Cursor, followedBy: string): boolean {
    return cursor.peek().kind === 'word' && cursor.isSymbol(followedBy, 1)
  }

  function isUnit(cursor: Cursor, followedBy: string): boolean {
    return isBareArgument(cursor, followedBy) && softWords.has(cursor.peek().upper)
  }

  /** Parameters of the lambda functions that stand directly in a bracket: `x -> …`, `(x, y) -> …`. */
  function parameters(cursor: Cursor, end: number): ReadonlySet<string> {
    const found = new Set<string>()
    for (let at = cursor.index; at < end; at += 1) {
      const token = cursor.tokens[at]
      if (token?.text !== '->' || cursor.tokens[at + 1]?.kind === 'text') continue
      const before = cursor.tokens[at - 1]
      if (before?.kind === 'word') found.add(before.text.toLowerCase())
      if (before?.text !== ')') continue
      for (let back = at - 2; back > 0 && cursor.tokens[back]?.text !== '('; back -= 1)
        if (cursor.tokens[back]?.kind === 'word') found.add((cursor.tokens[back]?.text ?? '').toLowerCase())
    }
    return found
  }

  /** Whether a query starts here, perhaps in more parentheses. */
  function startsQuery(cursor: Cursor): boolean {
    let ahead = 0
    while (cursor.isSymbol('(', ahead)) ahead += 1
    const { upper } = cursor.peek(ahead)
    if (upper !== 'SELECT' && upper !== 'WITH' && !(upper === 'VALUES' && ahead === 0)) return false
    if (ahead === 0) return true
    // `((SELECT …) UNION …)` is a query, `((SELECT …) + 1)` is not.
    const after = cursor.tokens[cursor.closing() + 1]
    return /^(?:UNION|INTERSECT|EXCEPT|MINUS|ORDER|LIMIT)$/.test(after?.upper ?? '') || after?.text === ')'
  }

  return { expression, group, startsQuery }
}
