/** Queries: WITH, SELECT, VALUES and set operations, to the dialect-neutral tree. */
import type { Cursor } from './cursor.ts'
import { createExpressionReader } from './expression.ts'
import type { Body, CommonTable, Expression, FromItem, IntoTarget, Part, Query } from './query-tree.ts'
import { createFromReader } from './read-from.ts'
import { readSelectItems } from './select-items.ts'

export const { expression, group, startsQuery } = createExpressionReader(readQuery)
export const { fromClause, fromItem } = createFromReader({ readQuery, expression, group, startsQuery })

/** A query up to what cannot belong to it. @throws UnreadableSql */
export function readQuery(cursor: Cursor): Query {
  const commonTables = readWith(cursor)
  const body = readSetOperation(cursor)
  const tail = body.kind === 'select' ? [] : readTail(cursor)
  return { commonTables, body, tail }
}

/** Whether a query starts here. */
export function atQuery(cursor: Cursor): boolean {
  let ahead = 0
  while (cursor.isSymbol('(', ahead)) ahead += 1
  const { upper } = cursor.peek(ahead)
  return /^(?:SELECT|WITH|VALUES|FROM|TABLE)$/.test(upper)
}

export function readWith(cursor: Cursor): readonly CommonTable[] {
  if (!cursor.at('WITH') || cursor.peek(1).kind === 'symbol') return []
  cursor.next()
  const declared = cursor.accept('RECURSIVE')
  const tables: CommonTable[] = []
  do {
    const name = cursor.name()
    const columns = cursor.isSymbol('(') ? cursor.nameList() : []
    cursor.expect('AS')
    cursor.accept('NOT')
    cursor.accept('MATERIALIZED')
    cursor.expectSymbol('(')
    const query = readQuery(cursor)
    cursor.expectSymbol(')')
    const recursive = declared || cursor.dialect.selfReadingWithoutRecursive
    tables.push({ name, columns, recursive, query })
  } while (cursor.acceptSymbol(','))
  return tables
}

/** A chain of set operations; INTERSECT binds as the others do, since only EXCEPT's right side tells the difference. */
function readSetOperation(cursor: Cursor): Body {
  const first = readBranch(cursor)
  const branches = [{ query: first, removes: false }]
  let byName = false
  for (;;) {
    const word = cursor.acceptOneOf('UNION', 'INTERSECT', 'EXCEPT', 'MINUS')
    if (word === undefined) break
    cursor.acceptOneOf('ALL', 'DISTINCT')
    if (cursor.accept('BY', 'NAME')) byName = true
    branches.push({ query: readBranch(cursor), removes: word === 'EXCEPT' || word === 'MINUS' })
  }
  if (branches.length === 1 && first.commonTables.length === 0 && first.tail.length === 0) return first.body
  return { kind: 'set', branches, byName }
}

function readBranch(cursor: Cursor): Query {
  if (cursor.isSymbol('(')) {
    cursor.next()
    const query = readQuery(cursor)
    cursor.expectSymbol(')')
    return query
  }
  if (cursor.accept('VALUES')) return plain({ kind: 'values', rows: readRows(cursor) })
  if (cursor.accept('TABLE'))
    return plain(wholeTable([{ kind: 'table', name: cursor.path(), alias: undefined }]))
  if (cursor.at('WITH')) return readQuery(cursor)
  return plain(readSelect(cursor))
}

function plain(body: Body): Query {
  return { commonTables: [], body, tail: [] }
}

export function wholeTable(from: readonly FromItem[]): Body {
  const star = { kind: 'star' as const, qualifier: [], except: [], replace: [], rename: [] }
  return { kind: 'select', items: [star], from, filters: [], windows: new Map(), into: [] }
}

/** `(…), (…)`: rows of expressions; ROW and the parentheses around a single value are optional where dialects say so. */
export function readRows(cursor: Cursor): (readonly Expression[])[] {
  const rows: (readonly Expression[])[] = []
  do {
    cursor.accept('ROW')
    if (cursor.acceptSymbol('(')) {
      rows.push(readList(cursor))
      cursor.expectSymbol(')')
    } else rows.push([expression(cursor).parts])
  } while (cursor.acceptSymbol(','))
  return rows
}

/** Expressions with commas between them; none where a bracket closes at once. */
export function readList(cursor: Cursor): Expression[] {
  const list: Expression[] = []
  while (!cursor.isSymbol(')')) {
    list.push(expression(cursor).parts)
    if (!cursor.acceptSymbol(',')) break
  }
  return list
}

function readSelect(cursor: Cursor): Body {
  // DuckDB and Spark may start with FROM.
  const early = cursor.accept('FROM') ? fromClause(cursor) : []
  if (early.length > 0 && !cursor.at('SELECT')) {
    const whole = wholeTable(early)
    return whole.kind === 'select' ? { ...whole, filters: readFilters(cursor, new Map()) } : whole
  }
  cursor.expect('SELECT')
  skipSelectOptions(cursor)
  const items = readSelectItems(cursor, expression)
  const into: IntoTarget[] = []
  readInto(cursor, into)
  const from = cursor.accept('FROM') ? fromClause(cursor) : []
  const windows = new Map<string, Expression>()
  const filters = readFilters(cursor, windows, into)
  return { kind: 'select', items, from: [...early, ...from], filters, windows, into }
}

function skipSelectOptions(cursor: Cursor): void {
  for (;;) {
    if (cursor.accept('DISTINCT')) {
      if (cursor.accept('ON')) cursor.skipBrackets()
    } else if (cursor.at('TOP') && !cursor.isSymbol(',', 1) && !cursor.isSymbol('.', 1)) {
      cursor.next()
      if (!cursor.skipBrackets()) cursor.next()
      cursor.accept('PERCENT')
      cursor.accept('WITH', 'TIES')
    } else if (cursor.at('AS') && /^(?:STRUCT|VALUE)$/.test(cursor.peek(1).upper)) cursor.index += 2
    else if (
      cursor.acceptOneOf(
        'ALL',
        'DISTINCTROW',
        'HIGH_PRIORITY',
        'SQL_CALC_FOUND_ROWS',
        'SQL_NO_CACHE',
        'SQL_BUFFER_RESULT',
        'SQL_SMALL_RESULT',
        'SQL_BIG_RESULT',
        'STRAIGHT_JOIN',
      ) === undefined
    )
      return
  }
}

/** T-SQL: a table. MySQL and Snowflake's scripting: variables. MySQL: a file. */
function readInto(cursor: Cursor, into: IntoTarget[]): void {
  if (!cursor.accept('INTO')) return
  cursor.accept('STRICT')
  if (cursor.acceptOneOf('OUTFILE', 'DUMPFILE')) {
    cursor.next()
    while (!cursor.ended && !cursor.at('FROM') && !cursor.isSymbol(';') && !cursor.isSymbol(')'))
      cursor.next()
    return
  }
  while (cursor.acceptOneOf('TABLE', 'TEMPORARY', 'TEMP') !== undefined);
  do {
    cursor.acceptSymbol(':')
    if (cursor.peek().kind === 'variable') into.push({ kind: 'variable', name: cursor.next().text })
    else if (cursor.dialect.name === 'tsql' || cursor.dialect.name === 'redshift')
      into.push({ kind: 'table', name: cursor.path() })
    else into.push({ kind: 'variable', name: cursor.path().at(-1) ?? '' })
  } while (cursor.acceptSymbol(','))
}

/** Everything after FROM: WHERE to LIMIT, with the clauses that only some dialects have. */
function readFilters(cursor: Cursor, windows: Map<string, Expression>, into: IntoTarget[] = []): Expression {
  const filters: Part[] = []
  for (;;) {
    if (cursor.acceptOneOf('WHERE', 'HAVING', 'QUALIFY')) filters.push(...expression(cursor).parts)
    else if (cursor.accept('PREWHERE')) filters.push(...expression(cursor).parts)
    else if (cursor.accept('START', 'WITH') || cursor.accept('CONNECT', 'BY')) {
      cursor.accept('NOCYCLE')
      filters.push(...expression(cursor).parts)
    } else if (cursor.accept('GROUP', 'BY')) {
      if (cursor.at('ALL') && !cursor.isSymbol('(', 1)) cursor.next()
      else readExpressions(cursor, filters)
      if (cursor.accept('WITH')) cursor.next()
    } else if (cursor.at('WINDOW') && cursor.peek(2).upper === 'AS') {
      cursor.next()
      do {
        const name = cursor.name().toLowerCase()
        cursor.expect('AS')
        const parts: Part[] = []
        group(cursor, parts, 'OVER')
        windows.set(name, parts)
      } while (cursor.acceptSymbol(','))
    } else if (cursor.at('INTO')) readInto(cursor, into)
    else if (!readTailClause(cursor, filters)) return filters
  }
}

function readTail(cursor: Cursor): Expression {
  const parts: Part[] = []
  while (readTailClause(cursor, parts));
  return parts
}

function readTailClause(cursor: Cursor, parts: Part[]): boolean {
  const sorts =
    cursor.accept('ORDER', 'SIBLINGS', 'BY') ||
    ['ORDER', 'SORT', 'CLUSTER', 'DISTRIBUTE'].some((word) => cursor.accept(word, 'BY'))
  if (sorts) {
    if (cursor.accept('ALL')) return true
    readExpressions(cursor, parts)
    return true
  }
  if (cursor.accept('LIMIT')) {
    if (!cursor.accept('ALL')) readExpressions(cursor, parts)
    if (cursor.acceptOneOf('PERCENT', 'ROWS') !== undefined) return true
    return true
  }
  if (cursor.accept('OFFSET')) {
    parts.push(...expression(cursor).parts)
    cursor.acceptOneOf('ROW', 'ROWS')
    return true
  }
  if (cursor.accept('FETCH')) {
    cursor.acceptOneOf('FIRST', 'NEXT')
    if (!cursor.skipBrackets() && cursor.peek().kind !== 'word') cursor.next()
    cursor.acceptOneOf('ROW', 'ROWS')
    cursor.accept('ONLY')
    cursor.accept('WITH', 'TIES')
    return true
  }
  if (cursor.at('FOR') && /^(?:XML|JSON|BROWSE|UPDATE|SHARE|NO|KEY)$/.test(cursor.peek(1).upper)) {
    cursor.next()
    skipWords(cursor)
    return true
  }
  if (cursor.accept('LOCK', 'IN', 'SHARE', 'MODE')) return true
  if (cursor.accept('USING', 'SAMPLE')) {
    skipWords(cursor)
    return true
  }
  if (cursor.at('OPTION') && cursor.isSymbol('(', 1)) {
    cursor.next()
    cursor.skipBrackets()
    return true
  }
  return false
}

/** Options whose words mean nothing here: `FOR XML PATH(''), ROOT('x'), TYPE`. */
function skipWords(cursor: Cursor): void {
  while (!cursor.ended && !cursor.isSymbol(')') && !cursor.isSymbol(';')) {
    if (cursor.at('OPTION') || cursor.at('UNION')) return
    if (!cursor.skipBrackets()) cursor.next()
  }
}

/** Expressions with commas between them, as one list of parts. */
export function readExpressions(cursor: Cursor, parts: Part[]): void {
  do parts.push(...expression(cursor).parts)
  while (cursor.acceptSymbol(','))
}
