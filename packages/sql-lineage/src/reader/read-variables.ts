/** What scripts and routines keep between statements: variables, table variables, cursors, and the rows of loops. */
import type { Cursor } from './cursor.ts'
import type { Statement } from './query-tree.ts'
import { columnNames } from './read-create.ts'
import { expression, readQuery } from './read-query.ts'
import { isStatementEnd, restOf } from './statement-end.ts'

interface Found {
  readonly statement: Statement
}

/** `DECLARE @a int = 1, @t TABLE (…)`, `DECLARE a, b INT DEFAULT 0`, `DECLARE c CURSOR FOR …`, handlers. */
export function* declaration(cursor: Cursor): Generator<Found> {
  if (/^(?:EXIT|CONTINUE|UNDO)$/.test(cursor.peek().upper) && cursor.peek(1).upper === 'HANDLER') {
    // The handler's own statement comes next.
    while (!cursor.ended && !cursor.at('BEGIN') && !cursor.at('SET') && !cursor.isSymbol(';')) cursor.next()
    return
  }
  do {
    const names = [variableName(cursor)]
    while (cursor.isSymbol(',') && cursor.peek(2).text === ',') {
      cursor.next()
      names.push(variableName(cursor))
    }
    if (cursor.isSymbol(',') && !cursor.dialect.looseStatements) {
      cursor.next()
      names.push(variableName(cursor))
    }
    cursor.accept('AS')
    if (cursor.at('TABLE') && cursor.isSymbol('(', 1)) {
      cursor.next()
      yield { statement: { kind: 'declare table', name: names, columns: columnNames(cursor) } }
      continue
    }
    let isCursor = false
    while (!cursor.ended && !isStatementEnd(cursor) && !cursor.isSymbol(',')) {
      if (cursor.at('CURSOR')) isCursor = true
      if (isCursor && (cursor.at('SELECT') || cursor.at('WITH', 'SELECT'))) break
      if (cursor.isSymbol('=') || cursor.isSymbol(':=') || cursor.at('DEFAULT')) break
      if (!cursor.skipBrackets()) cursor.next()
    }
    if (isCursor && (cursor.at('SELECT') || cursor.at('WITH'))) {
      yield { statement: { kind: 'row source', name: names[0] ?? '', query: readQuery(cursor) } }
      continue
    }
    const valued = cursor.acceptSymbol('=') || cursor.acceptSymbol(':=') || cursor.accept('DEFAULT')
    const value = valued ? expression(cursor).parts : []
    yield { statement: { kind: 'assign', variables: names, value } }
  } while (cursor.acceptSymbol(','))
  // Snowflake: one DECLARE opens a list of declarations with semicolons between them.
  while (
    cursor.dialect.name === 'snowflake' &&
    cursor.isSymbol(';') &&
    !isStatementEnd(cursor, 1) &&
    !cursor.isSymbol(':=', 2) &&
    cursor.peek(1).kind === 'word'
  ) {
    cursor.next()
    yield* declaration(cursor)
  }
}

/** PL/SQL: `CURSOR c [(…)] [RETURN type] IS query` */
export function* declaredCursor(cursor: Cursor): Generator<Found> {
  cursor.next()
  const name = cursor.name()
  while (!isStatementEnd(cursor) && !cursor.at('IS')) if (!cursor.skipBrackets()) cursor.next()
  if (cursor.accept('IS')) yield { statement: { kind: 'row source', name, query: readQuery(cursor) } }
}

function variableName(cursor: Cursor): string {
  return cursor.peek().kind === 'variable' ? cursor.next().text : cursor.name()
}

/** `@x = value`, `x := value`, `LET x type := value`, `LET c CURSOR FOR query`, `res := (query)` */
export function* assignment(cursor: Cursor): Generator<Found> {
  const name = variableName(cursor)
  while (cursor.acceptSymbol('.')) cursor.name()
  while (
    !cursor.ended &&
    !isStatementEnd(cursor) &&
    !cursor.isSymbol('=') &&
    !cursor.isSymbol(':=') &&
    !cursor.at('FOR')
  )
    if (!cursor.skipBrackets()) cursor.next()
  if (cursor.accept('FOR')) {
    if (cursor.at('SELECT') || cursor.at('WITH'))
      yield { statement: { kind: 'row source', name, query: readQuery(cursor) } }
    else yield { statement: { kind: 'row source', name, query: cursor.path().at(-1) ?? '' } }
    return
  }
  if (!cursor.acceptSymbol('=') && !cursor.acceptSymbol(':=')) return
  const { parts } = expression(cursor)
  yield { statement: { kind: 'assign', variables: [name], value: parts } }
  const [only] = parts
  if (parts.length === 1 && only?.kind === 'query')
    yield { statement: { kind: 'row source', name, query: only.query } }
  while (cursor.acceptSymbol(',')) yield* assignment(cursor)
}

/** `FOR row IN source DO`, `FOR i IN 1 TO 10 DO`, `FOR row AS SELECT … DO` */
export function* loop(cursor: Cursor): Generator<Found> {
  cursor.next()
  const name = cursor.name()
  if (cursor.acceptOneOf('IN', 'AS') === undefined) {
    restOf(cursor)
    return
  }
  cursor.accept('REVERSE')
  if (
    cursor.at('SELECT') ||
    cursor.at('WITH') ||
    (cursor.isSymbol('(') && /^(?:SELECT|WITH)$/.test(cursor.peek(1).upper))
  )
    yield { statement: { kind: 'row source', name, query: readQuery(cursor) } }
  else if (cursor.peek().kind === 'word' && /^(?:DO|LOOP)$/.test(cursor.peek(1).upper))
    yield { statement: { kind: 'row source', name, query: cursor.name() } }
  while (!cursor.ended && !cursor.isSymbol(';') && cursor.acceptOneOf('DO', 'LOOP') === undefined)
    cursor.next()
}

/** `FETCH [NEXT FROM] c INTO a, b` */
export function* fetch(cursor: Cursor): Generator<Found> {
  cursor.next()
  while (cursor.acceptOneOf('NEXT', 'PRIOR', 'FIRST', 'LAST', 'FROM') !== undefined);
  const name = variableName(cursor)
  const into: string[] = []
  if (cursor.accept('INTO'))
    do {
      cursor.acceptSymbol(':')
      into.push(variableName(cursor))
    } while (cursor.acceptSymbol(','))
  yield { statement: { kind: 'fetch', cursor: name, into } }
}
