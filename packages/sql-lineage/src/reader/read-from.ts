/** The FROM clause: tables, subqueries, functions, joins, and what reshapes them. */
import type { Cursor } from './cursor.ts'
import type { ReadExpression } from './expression.ts'
import { clauseWords, statementWords } from './keywords.ts'
import type { Alias, FromItem, Part, Query } from './query-tree.ts'
import { readPivot, readUnpivot } from './read-pivot.ts'

interface Readers {
  readonly readQuery: (cursor: Cursor) => Query
  readonly expression: (cursor: Cursor) => ReadExpression
  readonly group: (cursor: Cursor, parts: Part[], called: string) => void
  readonly startsQuery: (cursor: Cursor) => boolean
}

/** Words that may follow a table and are not its alias. */
const notAnAlias = new Set([
  ...clauseWords,
  ...'APPLY TABLESAMPLE SAMPLE AT BEFORE CHANGES FORCE USE IGNORE PARTITION VERSION TIMESTAMP FINAL WHEN LOCK UNNEST INSERT END PROCEDURE ANALYZE KEY ALL POSITIONAL'.split(
    ' ',
  ),
])

export function createFromReader({ readQuery, expression, group, startsQuery }: Readers) {
  /** Items with commas between them, each with the joins that hang on it. */
  function fromClause(cursor: Cursor): FromItem[] {
    const items: FromItem[] = []
    do items.push(fromItem(cursor))
    while (cursor.acceptSymbol(','))
    return items
  }

  function fromItem(cursor: Cursor): FromItem {
    let left = primary(cursor)
    for (;;) {
      const joined = readJoin(cursor, left)
      if (joined === undefined) return left
      left = joined
    }
  }

  function readJoin(cursor: Cursor, left: FromItem): FromItem | undefined {
    if (cursor.at('LATERAL', 'VIEW')) return { ...plainJoin, left, right: lateralView(cursor) }
    const apply = (cursor.at('CROSS') || cursor.at('OUTER')) && cursor.peek(1).upper === 'APPLY'
    if (apply) {
      cursor.index += 2
      return { ...plainJoin, left, right: lateral(primary(cursor)) }
    }
    const start = cursor.index
    const kinds = new Set<string>()
    while (
      /^(?:NATURAL|INNER|LEFT|RIGHT|FULL|CROSS|OUTER|SEMI|ANTI|ASOF|ANY|POSITIONAL|DIRECTED|HASH|LOOP|MERGE|REMOTE)$/.test(
        cursor.peek().upper,
      )
    )
      kinds.add(cursor.next().upper)
    if (cursor.acceptOneOf('JOIN', 'STRAIGHT_JOIN') === undefined) {
      cursor.index = start
      return undefined
    }
    const right = primary(cursor)
    const using: string[] = []
    const on: Part[] = []
    // A join's own joins stand before its ON: `a JOIN b JOIN c ON … ON …`.
    let nested = right
    while (!cursor.at('ON') && !cursor.at('USING') && !kinds.has('CROSS') && !kinds.has('NATURAL')) {
      const inner = readJoin(cursor, nested)
      if (inner === undefined) break
      nested = inner
    }
    if (cursor.accept('MATCH_CONDITION')) group(cursor, on, '')
    if (cursor.accept('ON')) on.push(...expression(cursor).parts)
    else if (cursor.accept('USING')) {
      using.push(...cursor.nameList())
      if (cursor.accept('AS')) cursor.name()
    }
    return {
      kind: 'join',
      left,
      right: nested,
      using,
      natural: kinds.has('NATURAL'),
      keeps: kinds.has('RIGHT') ? 'right' : kinds.has('FULL') ? 'both' : 'left',
      hidesRight: kinds.has('SEMI') || kinds.has('ANTI'),
      on,
    }
  }

  /** `LATERAL VIEW [OUTER] f(…) t AS a, b` */
  function lateralView(cursor: Cursor): FromItem {
    cursor.index += 2
    cursor.accept('OUTER')
    const name = cursor.path().at(-1) ?? ''
    const parts: Part[] = []
    group(cursor, parts, name.toUpperCase())
    const table = cursor.at('AS') || clauseWords.has(cursor.peek().upper) || cursor.ended ? '' : cursor.name()
    const columns: string[] = []
    if (cursor.accept('AS'))
      do columns.push(cursor.name())
      while (cursor.acceptSymbol(','))
    return functionItem(name, parts, [], { name: table, columns })
  }

  function primary(cursor: Cursor): FromItem {
    let item = unreshaped(cursor)
    for (;;) {
      if (cursor.at('PIVOT') && cursor.isSymbol('(', 1)) {
        const by = readPivot(cursor, expression, () => readAlias(cursor))
        item = { kind: 'reshaped', item, by }
      } else if (cursor.at('UNPIVOT'))
        item = { kind: 'reshaped', item, by: readUnpivot(cursor, () => readAlias(cursor)) }
      else return item
    }
  }

  function unreshaped(cursor: Cursor): FromItem {
    const isLateral = cursor.accept('LATERAL')
    if (cursor.isSymbol('(')) return bracketed(cursor, isLateral)
    if (cursor.peek().kind === 'text') {
      // DuckDB and Spark read files by their names.
      cursor.next()
      return { kind: 'files', alias: readAlias(cursor) }
    }
    const token = cursor.peek()
    if (token.kind === 'variable' && cursor.dialect.name === 'snowflake') {
      cursor.next()
      if (cursor.isSymbol('(')) cursor.skipBrackets()
      return { kind: 'files', alias: readAlias(cursor) }
    }
    if (cursor.at('TABLE') && cursor.isSymbol('(', 1)) {
      cursor.index += 2
      const inner =
        cursor.peek().kind === 'text' || cursor.isSymbol(':') ? skipToClosing(cursor) : unreshaped(cursor)
      cursor.expectSymbol(')')
      return renamed(inner, readAlias(cursor))
    }
    if (cursor.accept('VALUES')) return bareValues(cursor)
    // Databricks: STREAM in front of what is read as a stream.
    if (cursor.at('STREAM') && /^(?:word|quoted)$/.test(cursor.peek(1).kind) && cursor.peek(1).upper !== 'AS')
      cursor.next()
    const name = cursor.path()
    if (cursor.isSymbol('(') && !cursor.at('WITH', '(')) return call(cursor, name)
    skipModifiers(cursor)
    const alias = readAlias(cursor)
    skipModifiers(cursor)
    return { kind: 'table', name, alias }
  }

  /** `STREAM(t)` and `TABLE(t)` are the table; `READ_FILES` and its like are files; anything else is a function. */
  function call(cursor: Cursor, path: readonly string[]): FromItem {
    const name = path.at(-1) ?? ''
    const upper = name.toUpperCase()
    if (/^(?:STREAM|SNAPSHOT|LIVE)$/.test(upper)) {
      cursor.next()
      const inner = unreshaped(cursor)
      cursor.expectSymbol(')')
      return renamed(inner, readAlias(cursor))
    }
    const parts: Part[] = []
    const columns: string[] = []
    if (upper === 'NODES' && path.length > 1)
      parts.push({ kind: 'reference', path: path.slice(0, -1), soft: false })
    if (upper === 'JSON_TABLE') columns.push(...jsonTable(cursor, parts))
    else group(cursor, parts, upper)
    const files =
      /^(?:READ_|PARQUET_SCAN|CLOUD_FILES|OPENROWSET|EXTERNAL_QUERY|GENERATE_SERIES|SEQUENCE_|RANGE$|GENERATOR)/.test(
        upper,
      )
    if (cursor.at('WITH') && cursor.isSymbol('(', 1)) {
      cursor.next()
      columns.push(...cursor.nameList())
    }
    const aliasIsColumn = upper === 'UNNEST' && cursor.dialect.name === 'bigquery'
    const alias = readAlias(cursor)
    if (cursor.accept('WITH', 'OFFSET')) {
      cursor.accept('AS')
      const offset =
        cursor.peek().kind === 'word' && !clauseWords.has(cursor.peek().upper) ? cursor.name() : 'offset'
      return functionItem(name, parts, [...columns, offset], alias, aliasIsColumn)
    }
    if (files && parts.length === 0 && columns.length === 0) return { kind: 'files', alias }
    return functionItem(name, parts, columns, alias, aliasIsColumn)
  }

  /** `JSON_TABLE(document, path COLUMNS (name type …, NESTED PATH … COLUMNS (…)))`: its columns derive from the document. */
  function jsonTable(cursor: Cursor, parts: Part[]): string[] {
    const end = cursor.closing()
    cursor.expectSymbol('(')
    parts.push(...expression(cursor).parts)
    const names: string[] = []
    let starts = false
    for (; cursor.index < end; cursor.next()) {
      const token = cursor.peek()
      const opens = token.text === '(' && cursor.peek(-1).upper === 'COLUMNS'
      if (starts && (token.kind === 'word' || token.kind === 'quoted') && token.upper !== 'NESTED')
        names.push(token.text)
      starts = opens || (token.text === ',' && (starts || names.length > 0))
    }
    cursor.next()
    return names
  }

  function bareValues(cursor: Cursor): FromItem {
    cursor.index -= 1
    const query = readQuery(cursor)
    return { kind: 'query', query, lateral: false, alias: readAlias(cursor) }
  }

  function bracketed(cursor: Cursor, isLateral: boolean): FromItem {
    cursor.expectSymbol('(')
    if (startsQuery(cursor) || cursor.at('FROM')) {
      const inner = readQuery(cursor)
      cursor.expectSymbol(')')
      skipModifiers(cursor)
      return { kind: 'query', query: inner, lateral: isLateral, alias: readAlias(cursor) }
    }
    let item = fromItem(cursor)
    while (cursor.acceptSymbol(',')) item = { ...plainJoin, left: item, right: fromItem(cursor) }
    cursor.expectSymbol(')')
    return renamed(item, readAlias(cursor))
  }

  return { fromClause, fromItem }
}

const plainJoin = {
  kind: 'join',
  using: [],
  natural: false,
  keeps: 'left',
  hidesRight: false,
  on: [],
} as const

function functionItem(
  name: string,
  parts: readonly Part[],
  columns: readonly string[],
  alias: Alias | undefined,
  aliasIsColumn = false,
): FromItem {
  return { kind: 'function', name, arguments: parts, columns, aliasIsColumn, alias }
}

function lateral(item: FromItem): FromItem {
  return item.kind === 'query' ? { ...item, lateral: true } : item
}

function renamed(item: FromItem, alias: Alias | undefined): FromItem {
  if (alias === undefined) return item
  if (item.kind === 'table' || item.kind === 'query' || item.kind === 'files' || item.kind === 'function')
    return { ...item, alias }
  return { kind: 'nested', item, alias }
}

function skipToClosing(cursor: Cursor): FromItem {
  while (!cursor.isSymbol(')') && !cursor.ended) if (!cursor.skipBrackets()) cursor.next()
  return { kind: 'files', alias: undefined }
}

/** `[AS] name [(columns)]`; T-SQL and MySQL put hints behind it. */
export function readAlias(cursor: Cursor): Alias | undefined {
  const explicit = cursor.accept('AS')
  const { kind, upper } = cursor.peek()
  const reserved =
    kind === 'word' &&
    (notAnAlias.has(upper) || (cursor.dialect.looseStatements && statementWords.has(upper)))
  if (!explicit && (reserved || (kind !== 'word' && kind !== 'quoted'))) return undefined
  if (explicit && cursor.isSymbol('(')) return { name: '', columns: cursor.nameList() }
  const name = cursor.name()
  const columns = cursor.isSymbol('(') ? cursor.nameList() : []
  return { name, columns }
}

/** Time travel, samples, partitions, hints: they choose rows, not columns. */
function skipModifiers(cursor: Cursor): void {
  for (;;) {
    const bracket = cursor.isSymbol('(', 1)
    if (bracket && /^(?:WITH|AT|BEFORE|CHANGES|PARTITION|SAMPLE|TABLESAMPLE)$/.test(cursor.peek().upper)) {
      cursor.next()
      cursor.skipBrackets()
      if (cursor.acceptOneOf('REPEATABLE', 'SEED') !== undefined) cursor.skipBrackets()
      cursor.acceptOneOf('PERCENT', 'ROWS')
    } else if (cursor.acceptOneOf('TABLESAMPLE', 'SAMPLE') !== undefined) {
      cursor.acceptOneOf('BERNOULLI', 'SYSTEM', 'RESERVOIR', 'ROW', 'BLOCK')
      cursor.skipBrackets()
      if (cursor.acceptOneOf('REPEATABLE', 'SEED') !== undefined) cursor.skipBrackets()
    } else if (
      cursor.at('FOR', 'SYSTEM_TIME') ||
      cursor.at('FOR', 'VERSION') ||
      cursor.at('FOR', 'TIMESTAMP')
    ) {
      cursor.index += 2
      skipMoment(cursor)
    } else if (cursor.at('TIMESTAMP', 'AS', 'OF') || cursor.at('VERSION', 'AS', 'OF')) {
      cursor.next()
      skipMoment(cursor)
    } else if (
      /^(?:USE|FORCE|IGNORE)$/.test(cursor.peek().upper) &&
      /^(?:INDEX|KEY)$/.test(cursor.peek(1).upper)
    ) {
      cursor.index += 2
      while (!cursor.isSymbol('(') && !cursor.ended) cursor.next()
      cursor.skipBrackets()
    } else if (cursor.at('AS', 'OF') && /^(?:TIMESTAMP|SCN)$/.test(cursor.peek(2).upper)) {
      skipMoment(cursor)
    } else if (cursor.peek().kind === 'variable' && cursor.dialect.name === 'oracle') {
      // A database link: what it leads to is not in this database.
      cursor.next()
    } else if (cursor.peek().kind === 'variable' && /^@v?\d*$/.test(cursor.peek().text)) {
      cursor.next()
      if (cursor.peek().kind === 'number') cursor.next()
    } else if (cursor.isSymbol('(') && /^(?:NOLOCK|READUNCOMMITTED)$/.test(cursor.peek(1).upper))
      cursor.skipBrackets()
    else return
  }
}

/** `AS OF t`, `ALL`, `FROM t1 TO t2`, `BETWEEN t1 AND t2`, `CONTAINED IN (…)` */
function skipMoment(cursor: Cursor): void {
  if (cursor.accept('ALL')) return
  const operand = (): void => {
    cursor.next()
    cursor.skipBrackets()
    while (cursor.isSymbol('-') || cursor.isSymbol('+')) {
      cursor.index += 2
      if (cursor.peek(-1).upper === 'INTERVAL') cursor.index += 2
      cursor.skipBrackets()
    }
  }
  if (cursor.accept('AS', 'OF')) {
    cursor.acceptOneOf('TIMESTAMP', 'SCN')
    operand()
  } else if (cursor.accept('CONTAINED', 'IN')) cursor.skipBrackets()
  else if (cursor.acceptOneOf('FROM', 'BETWEEN') !== undefined) {
    operand()
    cursor.acceptOneOf('TO', 'AND')
    operand()
  }
}
