/**
 * Texts of many statements, routines included: flattened to the statements that move data, in the order of the text. Which branch of an
 * IF is taken, and how often a loop runs, is not lineage's business.
 */
import { Cursor } from './cursor.ts'
import type { Dialect } from './dialect.ts'
import { statementWords } from './keywords.ts'
import type { Query, Statement } from './query-tree.ts'
import { readDelete, readInsert, readInsertsFrom, readMerge, readUpdate, skipCall } from './read-change.ts'
import { type Created, columnNames, readCreate } from './read-create.ts'
import { expression, fromClause, readQuery, readWith } from './read-query.ts'
import { assignment, declaration, declaredCursor, fetch, loop } from './read-variables.ts'
import { connectors, isStatementEnd, restOf, skipToEnd } from './statement-end.ts'
import { tokenize, UnreadableSql } from './tokens.ts'

/** One statement with its text, or why it could not be read. */
export type ReadStatement =
  | { readonly text: string; readonly statement: Statement }
  | { readonly text: string; readonly problem: string }

const maximumStatements = 20_000
const maximumRoutineDepth = 4

/** Never throws. */
export function readScript(sql: string, dialect: Dialect, depth = 0): readonly ReadStatement[] {
  const text = dialect.name === 'mysql' || dialect.name === 'mariadb' ? withSemicolons(sql) : sql
  const read: ReadStatement[] = []
  let cursor: Cursor
  try {
    cursor = new Cursor(tokenize(text, dialect), dialect, text)
  } catch (error) {
    return [{ text: sql.slice(0, 2000), problem: reasonOf(error, text) }]
  }
  while (!cursor.ended) {
    if (read.length >= maximumStatements) {
      const problem = `the text holds more than ${maximumStatements} statements; the rest is not read`
      read.push({ text: '', problem })
      break
    }
    const { start } = cursor.peek()
    const before = cursor.index
    const said = (): string => text.slice(start, cursor.index > before ? cursor.peek(-1).end : start).trim()
    try {
      for (const found of nextStatement(cursor, depth))
        read.push('text' in found ? found : { text: said(), statement: found.statement })
      checkEnd(cursor, before)
    } catch (error) {
      skipStatement(cursor, before)
      read.push({ text: said(), problem: reasonOf(error, text) })
    }
    // Nothing may stand still, whatever the text.
    if (cursor.index === before) cursor.next()
  }
  return read
}

function reasonOf(error: unknown, sql: string): string {
  if (!(error instanceof UnreadableSql))
    return `the SQL cannot be read: ${error instanceof Error ? error.message : String(error)}`
  const before = sql.slice(0, error.position)
  const line = before.split('\n').length
  return `${error.message} (line ${line}, column ${error.position - before.lastIndexOf('\n')})`
}

/** Words that end the head of a routine or a handler: its first statement follows. */
const openers = new Set(['AS', 'IS', 'ROW', 'FOUND', 'SQLEXCEPTION', 'SQLWARNING'])

/** What may stand behind BEGIN, and behind the END that closes it; and what only END closes. */
const openings = ['TRY', 'CATCH', 'TRAN', 'TRANSACTION', 'WORK', 'ATOMIC']
const blocks = ['IF', 'LOOP', 'WHILE', 'CASE', 'REPEAT', 'FOR']

/** What a statement left behind must be an end: a text that goes on was not understood. */
function checkEnd(cursor: Cursor, before: number): void {
  const token = cursor.peek()
  if (cursor.ended || cursor.index === before || cursor.isSymbol(';') || cursor.peek(-1).text === ';') return
  const last = cursor.peek(-1).upper
  if (connectors.has(token.upper) || connectors.has(last) || openers.has(last)) return
  if (
    cursor.dialect.looseStatements &&
    (statementWords.has(token.upper) || /^(?:FETCH|WITH|LABEL)$/.test(token.upper))
  )
    return
  if (/^(?:UNTIL|WHEN|ELSEIF|ELSIF)$/.test(token.upper)) return
  cursor.fail('the statement ends')
}

function skipStatement(cursor: Cursor, before: number): void {
  if (cursor.index === before) cursor.next()
  while (!cursor.ended && !cursor.isSymbol(';') && !cursor.at('GO')) cursor.next()
}

type Found = { readonly statement: Statement } | ReadStatement

function* nextStatement(cursor: Cursor, depth: number): Generator<Found> {
  const { upper, kind, text } = cursor.peek()
  if (cursor.acceptSymbol(';')) return
  if (cursor.isSymbol('(') || upper === 'SELECT' || upper === 'VALUES') {
    yield { statement: { kind: 'query', query: readQuery(cursor) } }
    return
  }
  if (kind === 'text' && depth === 0) {
    // A routine's body alone, between $$.
    cursor.next()
    yield* readScript(text, cursor.dialect, depth + 1)
    return
  }
  if (cursor.isSymbol(':', 1) || (kind === 'symbol' && text === '<')) {
    cursor.index += cursor.isSymbol('=', 2) ? 0 : 2
    if (!cursor.isSymbol('=')) return
  }
  if (cursor.isSymbol(':=', 1)) {
    yield* assignment(cursor)
    return
  }
  switch (upper) {
    case 'WITH': {
      yield { statement: withStatement(cursor) }
      return
    }
    case 'FROM': {
      yield { statement: fromStatement(cursor) }
      return
    }
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE': {
      yield { statement: change(cursor, []) }
      return
    }
    case 'CREATE':
    case 'ALTER': {
      yield* creation(cursor, depth)
      return
    }
    case 'PROCEDURE':
    case 'FUNCTION': {
      // Of a package.
      if (cursor.dialect.name === 'oracle') yield* routine(cursor, depth)
      else restOf(cursor)
      return
    }
    case 'CURSOR': {
      yield* declaredCursor(cursor)
      return
    }
    case 'DECLARE': {
      cursor.next()
      yield* declaration(cursor)
      return
    }
    case 'SET':
    case 'LET': {
      cursor.next()
      if (upper === 'LET' || cursor.peek().kind === 'variable' || cursor.isSymbol('=', 1))
        yield* assignment(cursor)
      else restOf(cursor)
      return
    }
    case 'IF':
    case 'WHILE':
    case 'ELSEIF':
    case 'ELSIF':
    case 'UNTIL':
    case 'CASE':
    case 'WHEN': {
      skipCondition(cursor)
      return
    }
    case 'FOR': {
      yield* loop(cursor)
      return
    }
    case 'FETCH': {
      yield* fetch(cursor)
      return
    }
    case 'RETURN': {
      yield* returned(cursor)
      return
    }
    case 'EXEC':
    case 'EXECUTE':
    case 'CALL': {
      cursor.next()
      cursor.accept('IMMEDIATE')
      skipCall(cursor)
      yield { statement: { kind: 'opaque', what: upper === 'EXEC' ? 'EXECUTE' : upper } }
      return
    }
    case 'COPY':
    case 'LOAD':
    case 'UNLOAD': {
      restOf(cursor)
      return
    }
    case 'BEGIN':
    case 'END':
    case 'ELSE':
    case 'THEN':
    case 'DO':
    case 'LOOP':
    case 'REPEAT':
    case 'GO':
    case 'EXCEPTION': {
      cursor.next()
      if (upper === 'END' || upper === 'BEGIN') skipBlockWords(cursor, upper)
      return
    }
    default:
      restOf(cursor)
  }
}

/** `FROM t INSERT …` of Spark, else `FROM t SELECT …`. */
function fromStatement(cursor: Cursor): Statement {
  const start = cursor.index
  cursor.next()
  const from = fromClause(cursor)
  if (cursor.at('INSERT')) return readInsertsFrom(cursor, from)
  cursor.index = start
  return { kind: 'query', query: readQuery(cursor) }
}

/** The head of IF, WHILE, CASE and their kin; what it decides about follows as a statement of its own. */
function skipCondition(cursor: Cursor): void {
  cursor.next()
  if (!cursor.at('WHEN')) expression(cursor)
  cursor.acceptOneOf('THEN', 'DO', 'LOOP')
}

/** What a routine returns: rows, or a value that moves no data. */
function* returned(cursor: Cursor): Generator<Found> {
  cursor.next()
  const isInBrackets = cursor.isSymbol('(')
  const isQuery = /^(?:SELECT|WITH)$/.test(cursor.peek(isInBrackets ? 1 : 0).upper)
  if (isQuery) yield { statement: { kind: 'query', query: readQuery(cursor) } }
  else if (isInBrackets || (cursor.at('TABLE') && cursor.isSymbol('(', 1))) restOf(cursor)
  else if (!isStatementEnd(cursor)) expression(cursor)
}

/** What stands behind BEGIN or END: END IF, END LOOP label, BEGIN TRY, BEGIN TRANSACTION name, BEGIN NOT ATOMIC. */
function skipBlockWords(cursor: Cursor, edge: 'BEGIN' | 'END'): void {
  cursor.accept('NOT')
  // An IF behind BEGIN is the first statement of the block.
  const word = cursor.acceptOneOf(...(edge === 'END' ? [...blocks, ...openings] : openings))
  if (word !== undefined && /^TRAN|WORK/.test(word)) {
    skipToEnd(cursor)
    return
  }
  const isLabelled =
    cursor.peek().kind === 'word' && (cursor.isSymbol(';', 1) || cursor.peek(1).kind === 'end')
  if (edge === 'END' && isLabelled) cursor.next()
}

function withStatement(cursor: Cursor): Statement {
  const start = cursor.index
  const commonTables = readWith(cursor)
  if (/^(?:INSERT|UPDATE|DELETE|MERGE|REPLACE)$/.test(cursor.peek().upper))
    return change(cursor, commonTables)
  cursor.index = start
  return { kind: 'query', query: readQuery(cursor) }
}

function change(cursor: Cursor, commonTables: Query['commonTables']): Statement {
  const { upper } = cursor.next()
  if (upper === 'UPDATE') return readUpdate(cursor, commonTables)
  if (upper === 'DELETE') return readDelete(cursor, commonTables)
  return upper === 'MERGE' ? readMerge(cursor, commonTables) : readInsert(cursor, commonTables)
}

function* creation(cursor: Cursor, depth: number): Generator<Found> {
  const start = cursor.index
  const altered = cursor.next().upper === 'ALTER'
  const created = readCreate(cursor, altered)
  yield* made(created, cursor, depth)
  if (created.kind !== 'nothing') return
  cursor.index = start
  const declared = temporaryTable(cursor)
  if (declared) yield { statement: declared }
  cursor.index = start
  restOf(cursor)
}

function* routine(cursor: Cursor, depth: number): Generator<Found> {
  yield* made(readCreate(cursor, false), cursor, depth)
}

function* made(created: Created, cursor: Cursor, depth: number): Generator<Found> {
  if (created.kind === 'statement') yield { statement: created.statement }
  else if (created.kind === 'opaque') yield { statement: { kind: 'opaque', what: created.what } }
  else if (created.kind === 'routine') {
    yield { statement: { kind: 'assign', variables: created.parameters, value: [] } }
    if (created.body === undefined) return
    if (depth >= maximumRoutineDepth)
      yield { statement: { kind: 'opaque', what: 'a routine inside routines' } }
    else yield* readScript(created.body, cursor.dialect, depth + 1)
  }
}

/** CREATE TABLE #t (…), CREATE TEMPORARY TABLE t (…): later statements see through it, so its columns matter. */
function temporaryTable(cursor: Cursor): Statement | undefined {
  let temporary = false
  cursor.next()
  while (!cursor.at('TABLE')) {
    if (cursor.ended || cursor.isSymbol(';') || cursor.isSymbol('(')) return undefined
    temporary ||= /^(?:TEMP|TEMPORARY)$/.test(cursor.next().upper)
  }
  cursor.next()
  if (cursor.accept('IF')) cursor.index += 2
  const name = cursor.path()
  if (!temporary && !(name.at(-1) ?? '').startsWith('#')) return undefined
  return cursor.isSymbol('(') ? { kind: 'declare table', name, columns: columnNames(cursor) } : undefined
}

/** MySQL's client changes what ends a statement (`DELIMITER //`) so that bodies can hold semicolons; here bodies are read as they are. */
function withSemicolons(sql: string): string {
  if (!/^\s*DELIMITER\s/im.test(sql)) return sql
  let delimiter = ';'
  return sql
    .split('\n')
    .map((line) => {
      const change = /^\s*DELIMITER\s+(\S+)/i.exec(line)
      if (change) {
        delimiter = change[1] ?? ';'
        return ''
      }
      return delimiter === ';' ? line : line.replace(delimiter, ';')
    })
    .join('\n')
}
