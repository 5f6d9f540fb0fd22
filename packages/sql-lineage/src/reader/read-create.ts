/** CREATE: tables and views made of queries, copies, and routines with the statements in them. */
import type { Cursor } from './cursor.ts'
import type { Statement } from './query-tree.ts'
import { atQuery, readQuery } from './read-query.ts'

/** What a CREATE or ALTER turned out to be. `body` stands where statements follow (index of the first token) or are held in a literal. */
export type Created =
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'routine'; readonly parameters: readonly string[]; readonly body: string | undefined }
  | { readonly kind: 'opaque'; readonly what: string }
  | { readonly kind: 'nothing' }

const objects = new Set(['TABLE', 'VIEW'])
const routines = new Set(['PROCEDURE', 'PROC', 'FUNCTION', 'TRIGGER', 'TASK', 'EVENT', 'MACRO'])

/** The cursor stands behind CREATE or ALTER. */
export function readCreate(cursor: Cursor, altered: boolean): Created {
  const start = cursor.index
  let temporary = false
  // OR REPLACE, TEMPORARY, SECURE, DYNAMIC, ALGORITHM = …, DEFINER = `a`@`b`, SQL SECURITY DEFINER …
  for (let skipped = 0; skipped < 24 && !cursor.ended; skipped += 1) {
    const { upper } = cursor.peek()
    if (objects.has(upper) || routines.has(upper)) break
    if (/^(?:TEMP|TEMPORARY|VOLATILE)$/.test(upper)) temporary = true
    if (cursor.isSymbol(';')) break
    if (!cursor.skipBrackets()) cursor.next()
  }
  if (cursor.atOneOf(routines)) return readRoutine(cursor)
  if (!cursor.atOneOf(objects)) {
    cursor.index = start
    return { kind: 'nothing' }
  }
  const isTable = cursor.next().upper === 'TABLE'
  if (altered && isTable) return { kind: 'nothing' }
  if (cursor.accept('IF')) {
    cursor.accept('NOT')
    cursor.expect('EXISTS')
  }
  const name = cursor.path()
  temporary ||= (name.at(-1) ?? '').startsWith('#')
  let columns: readonly string[] = []
  // Options stand before AS in any order; the columns of a view or a table are the first bracket.
  for (;;) {
    if (cursor.ended || cursor.isSymbol(';')) return { kind: 'nothing' }
    if (atQuery(cursor) && !cursor.at('WITH') && !cursor.at('TABLE') && !cursor.at('VALUES')) break
    if (cursor.accept('AS')) {
      if (cursor.at('REPLICA')) return { kind: 'nothing' }
      break
    }
    const copies = cursor.acceptOneOf('CLONE', 'COPY')
    if (copies !== undefined && !cursor.isSymbol('=')) {
      if (copies === 'COPY') continue
      const from = cursor.path()
      while (!cursor.ended && !cursor.isSymbol(';')) cursor.next()
      return { kind: 'statement', statement: { kind: 'copy', name, temporary, from } }
    }
    if (cursor.isSymbol('(')) {
      const before = cursor.peek(-1)
      if (
        columns.length === 0 &&
        (before.kind === 'quoted' || before.kind === 'word') &&
        before.text === name.at(-1)
      )
        columns = columnNames(cursor)
      else cursor.skipBrackets()
    } else cursor.next()
  }
  if (cursor.dialect.looseStatements && cursor.at('BEGIN')) return { kind: 'nothing' }
  if (!atQuery(cursor)) cursor.fail('a query is expected')
  const query = readQuery(cursor)
  skipViewEnd(cursor)
  return { kind: 'statement', statement: { kind: 'create', name, columns, temporary, query } }
}

/** Names in the bracket behind a table's name: column definitions start with theirs, keys and constraints with a keyword. */
export function columnNames(cursor: Cursor): string[] {
  const end = cursor.closing()
  const names: string[] = []
  let starts = true
  cursor.next()
  while (cursor.index < end) {
    if (cursor.skipBrackets()) {
      starts = false
      continue
    }
    const token = cursor.next()
    if (token.text === ',' && token.kind === 'symbol') starts = true
    else if (starts) {
      const constraint =
        /^(?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|KEY|INDEX|CHECK|LIKE|FULLTEXT|SPATIAL|PERIOD|PARTITION|EXPECT)$/
      if (!constraint.test(token.upper)) names.push(token.text)
      starts = false
    }
  }
  cursor.index = end + 1
  return names
}

/** WITH CHECK OPTION, WITH NO SCHEMA BINDING, WITH [NO] DATA */
function skipViewEnd(cursor: Cursor): void {
  const ends = /^(?:CHECK|NO|DATA|LOCAL|CASCADED|READ|SCHEMA)$/
  if (cursor.at('WITH') && ends.test(cursor.peek(1).upper))
    while (!cursor.ended && !cursor.isSymbol(';') && !cursor.at('GO')) cursor.next()
}

/** The head of a routine up to its body: parameters have names, and the body's language decides whether it is read. */
function readRoutine(cursor: Cursor): Created {
  const what = cursor.next().upper
  if (cursor.accept('IF')) {
    cursor.accept('NOT')
    cursor.expect('EXISTS')
  }
  cursor.path()
  // A trigger's rows before and after are not columns of a table that is read.
  const parameters: string[] = what === 'TRIGGER' ? ['new', 'old'] : []
  if (cursor.isSymbol('(')) parameters.push(...parameterNames(cursor))
  let language = 'SQL'
  for (;;) {
    if (cursor.ended) return { kind: 'nothing' }
    const token = cursor.peek()
    if (cursor.dialect.name === 'oracle') {
      // Declared in a package, defined further down.
      if (cursor.isSymbol(';')) return { kind: 'nothing' }
      if (cursor.accept('IS')) return { kind: 'routine', parameters, body: undefined }
    }
    if (token.kind === 'variable') parameters.push(token.text)
    if (cursor.accept('LANGUAGE')) language = cursor.next().text.toUpperCase()
    else if (token.kind === 'text' && cursor.peek(-1).upper === 'AS') {
      cursor.next()
      // Redshift names the language behind the body.
      while (!cursor.ended && !cursor.isSymbol(';'))
        if (cursor.accept('LANGUAGE')) language = cursor.next().text.toUpperCase()
        else cursor.next()
      if (language === 'SQL' || language === 'PLPGSQL')
        return { kind: 'routine', parameters, body: token.text }
      return { kind: 'opaque', what: `the body of a ${what.toLowerCase()} in ${language}` }
    } else if (cursor.at('BEGIN') || (cursor.at('RETURN') && cursor.peek(-1).upper !== ')'))
      return { kind: 'routine', parameters, body: undefined }
    else if (what === 'TRIGGER' && cursor.at('FOR', 'EACH', 'ROW')) {
      cursor.index += 3
      return { kind: 'routine', parameters, body: undefined }
    } else if (token.upper === 'AS' && cursor.peek(1).kind !== 'text' && !typeFollows(cursor, what)) {
      cursor.next()
      return { kind: 'routine', parameters, body: undefined }
    } else if (cursor.accept('DO')) return { kind: 'routine', parameters, body: undefined }
    else if (
      /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|REPLACE)$/.test(token.upper) &&
      cursor.dialect.name.startsWith('m') &&
      what !== 'TRIGGER' &&
      cursor.peek(-1).text !== 'ON'
    )
      return { kind: 'routine', parameters, body: undefined }
    else if (!cursor.skipBrackets()) cursor.next()
  }
}

/** T-SQL: `@x AS int` and `EXECUTE AS OWNER` are not the AS that starts the body. */
function typeFollows(cursor: Cursor, what: string): boolean {
  const before = cursor.peek(-1)
  if (before.upper === 'EXECUTE' || before.upper === 'EXEC') return true
  return what !== 'TASK' && before.kind === 'variable'
}

function parameterNames(cursor: Cursor): string[] {
  const end = cursor.closing()
  const names: string[] = []
  let starts = true
  cursor.next()
  while (cursor.index < end) {
    if (cursor.skipBrackets()) continue
    if (starts && cursor.acceptOneOf('IN', 'OUT', 'INOUT') !== undefined) continue
    const token = cursor.next()
    if (starts && token.kind !== 'symbol') names.push(token.text)
    starts = token.kind === 'symbol' && token.text === ','
  }
  cursor.index = end + 1
  return names
}
