/** Statements that change rows: INSERT, UPDATE, DELETE, MERGE. */
import type { Cursor } from './cursor.ts'
import type {
  Assignment,
  CommonTable,
  Expression,
  FromItem,
  MergeBranch,
  Output,
  Part,
  Query,
  Receiver,
  Statement,
} from './query-tree.ts'
import { readAlias } from './read-from.ts'
import { atQuery, expression, fromClause, fromItem, readList, readQuery, readRows } from './read-query.ts'
import { readSelectItems } from './select-items.ts'

type CommonTables = readonly CommonTable[]

/** INSERT and REPLACE, in all their forms; the cursor stands behind the first word. */
export function readInsert(cursor: Cursor, commonTables: CommonTables): Statement {
  if (
    cursor.at('ALL') ||
    cursor.at('FIRST') ||
    cursor.at('OVERWRITE', 'ALL') ||
    cursor.at('OVERWRITE', 'FIRST')
  )
    return readInsertMany(cursor)
  skipInsertOptions(cursor)
  const into = readReceiver(cursor)
  const output = readOutput(cursor)
  const query = readInserted(cursor, into)
  const conflict = readConflict(cursor)
  return { kind: 'insert', into: query.into, query: query.query, output, conflict, commonTables }
}

function skipInsertOptions(cursor: Cursor): void {
  if (cursor.accept('TOP')) cursor.skipBrackets()
  if (cursor.accept('OR')) cursor.next()
  const options = ['IGNORE', 'LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED', 'OVERWRITE', 'INTO', 'TABLE']
  while (options.some((word) => cursor.accept(word)));
}

function readReceiver(cursor: Cursor): Receiver {
  const table = cursor.path()
  const constant: string[] = []
  if (cursor.at('PARTITION') && cursor.isSymbol('(', 1)) {
    cursor.index += 2
    // A partition column with a value is static: the query does not hand it over.
    do {
      const name = cursor.path().at(-1) ?? ''
      if (cursor.acceptSymbol('=')) {
        cursor.next()
        constant.push(name)
      }
    } while (cursor.acceptSymbol(','))
    cursor.expectSymbol(')')
  }
  cursor.accept('IF', 'NOT', 'EXISTS')
  // SQLite and Redshift allow an alias.
  if (cursor.at('AS') && !atQueryAfter(cursor)) {
    cursor.next()
    cursor.name()
  }
  const byNameFirst = cursor.accept('BY', 'NAME')
  const isList =
    cursor.isSymbol('(') && !/^(?:SELECT|WITH|FROM)$/.test(cursor.peek(1).upper) && !cursor.isSymbol('(', 1)
  const columns = isList ? cursor.nameList() : undefined
  const byName = byNameFirst || cursor.accept('BY', 'NAME')
  return { table, columns, constant, byName }
}

const atQueryAfter = (cursor: Cursor): boolean => /^(?:SELECT|WITH)$/.test(cursor.peek(1).upper)

function readInserted(cursor: Cursor, into: Receiver): { into: Receiver; query: Query | undefined } {
  if (cursor.accept('OVERRIDING')) cursor.index += 2
  if (cursor.accept('REPLACE')) {
    // Databricks: which rows the new ones replace.
    cursor.acceptOneOf('WHERE', 'ON')
    expression(cursor)
  }
  if (cursor.accept('DEFAULT', 'VALUES')) return { into, query: undefined }
  if (cursor.accept('SET')) {
    const assignments = readAssignments(cursor)
    const columns = assignments.map(({ column }) => column.at(-1) ?? '')
    return { into: { ...into, columns }, query: rowOf(assignments.map(({ value }) => value)) }
  }
  if (cursor.acceptOneOf('VALUES', 'VALUE') !== undefined)
    return { into, query: { commonTables: [], body: { kind: 'values', rows: readRows(cursor) }, tail: [] } }
  if (cursor.acceptOneOf('EXEC', 'EXECUTE') !== undefined) {
    skipCall(cursor)
    return { into, query: undefined }
  }
  cursor.accept('AS')
  if (!atQuery(cursor)) cursor.fail('a query or VALUES is expected')
  return { into, query: readQuery(cursor) }
}

/** A procedure's name and arguments, up to what starts the next statement. */
export function skipCall(cursor: Cursor): void {
  const start =
    /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|TRUNCATE|DECLARE|SET|IF|ELSE|BEGIN|END|WHILE|RETURN|EXEC|EXECUTE|PRINT|GO|COMMIT|ROLLBACK)$/
  while (!cursor.ended && !cursor.isSymbol(';') && !cursor.isSymbol(')')) {
    if (cursor.dialect.looseStatements && start.test(cursor.peek().upper)) return
    if (!cursor.skipBrackets()) cursor.next()
  }
}

function rowOf(values: readonly Expression[]): Query {
  return { commonTables: [], body: { kind: 'values', rows: [values] }, tail: [] }
}

function readConflict(cursor: Cursor): readonly Assignment[] {
  if (cursor.accept('AS')) {
    // MySQL 8 names the new row: VALUES (…) AS new.
    cursor.name()
    if (cursor.isSymbol('(')) cursor.skipBrackets()
  }
  if (cursor.accept('ON', 'DUPLICATE', 'KEY', 'UPDATE')) return readAssignments(cursor)
  const assignments: Assignment[] = []
  while (cursor.accept('ON', 'CONFLICT')) {
    cursor.skipBrackets()
    if (cursor.accept('WHERE')) expression(cursor)
    cursor.expect('DO')
    if (cursor.accept('NOTHING')) continue
    cursor.expect('UPDATE')
    cursor.expect('SET')
    assignments.push(...readAssignments(cursor))
    if (cursor.accept('WHERE')) expression(cursor)
  }
  if (cursor.accept('RETURNING')) readSelectItems(cursor, expression)
  return assignments
}

/** Snowflake: `INSERT ALL [WHEN … THEN] INTO t [(…)] [VALUES (…)] … query`. */
function readInsertMany(cursor: Cursor): Statement {
  cursor.accept('OVERWRITE')
  cursor.acceptOneOf('ALL', 'FIRST')
  const inserts: { into: Receiver; query: undefined; values: readonly Expression[] | undefined }[] = []
  for (;;) {
    if (cursor.accept('WHEN')) {
      expression(cursor)
      cursor.expect('THEN')
    } else if (!cursor.accept('ELSE') && !cursor.at('INTO')) break
    while (cursor.accept('INTO')) {
      const into = readReceiver(cursor)
      let values: readonly Expression[] | undefined
      if (cursor.accept('VALUES')) {
        cursor.expectSymbol('(')
        values = readList(cursor)
        cursor.expectSymbol(')')
      }
      inserts.push({ into, query: undefined, values })
    }
  }
  const query = readQuery(cursor)
  return { kind: 'insert many', from: { kind: 'query', query, lateral: false, alias: undefined }, inserts }
}

/** Hive and Spark: `FROM t INSERT INTO u SELECT … INSERT INTO w SELECT …`; the cursor stands behind FROM's items. */
export function readInsertsFrom(cursor: Cursor, from: readonly FromItem[]): Statement {
  const inserts: { into: Receiver; query: Query; values: undefined }[] = []
  while (cursor.accept('INSERT')) {
    skipInsertOptions(cursor)
    const into = readReceiver(cursor)
    const query = readQuery(cursor)
    const { body } = query
    const withFrom =
      body.kind === 'select' ? { ...query, body: { ...body, from: [...from, ...body.from] } } : query
    inserts.push({ into, query: withFrom, values: undefined })
  }
  const [first] = from
  if (first === undefined) return cursor.fail('a table is expected')
  return { kind: 'insert many', from: first, inserts }
}

export function readAssignments(cursor: Cursor): Assignment[] {
  const assignments: Assignment[] = []
  do {
    if (cursor.isSymbol('(')) {
      const columns = cursor.nameList()
      cursor.expectSymbol('=')
      const { parts } = expression(cursor)
      for (const [at, column] of columns.entries())
        assignments.push({ column: [column], value: valueAt(parts, at, columns.length) })
      continue
    }
    const column = cursor.path()
    while (cursor.isSymbol('[')) cursor.skipBrackets()
    // `@x = column = value` sets both.
    const steps = /^(?:=|:=)$/
    while (!steps.test(cursor.peek().text) && cursor.peek().kind === 'symbol') cursor.next()
    if (cursor.isSymbol('(')) cursor.skipBrackets()
    if (!steps.test(cursor.next().text)) cursor.fail('= is expected')
    assignments.push({ column, value: expression(cursor).parts })
  } while (cursor.acceptSymbol(','))
  return assignments
}

/** What one of several columns is set to: its own item, where a query selects as many. */
function valueAt(parts: Expression, at: number, count: number): Expression {
  const [only, ...others] = parts
  if (only?.kind !== 'query' || others.length > 0 || only.query.body.kind !== 'select') return parts
  const { items } = only.query.body
  const item = items[at]
  if (item === undefined || items.length !== count || items.some(({ kind }) => kind !== 'value')) return parts
  return [{ kind: 'query', query: { ...only.query, body: { ...only.query.body, items: [item] } } }]
}

/** `OUTPUT items [INTO table [(columns)]]` */
function readOutput(cursor: Cursor): Output | undefined {
  if (cursor.dialect.name !== 'tsql' || !cursor.accept('OUTPUT')) return undefined
  const items = readSelectItems(cursor, expression)
  if (!cursor.accept('INTO')) return { items, into: undefined, columns: [] }
  const into = cursor.path()
  const columns =
    cursor.isSymbol('(') && !/^(?:SELECT|WITH)$/.test(cursor.peek(1).upper) ? cursor.nameList() : []
  return { items, into, columns }
}

/** The cursor stands behind UPDATE. */
export function readUpdate(cursor: Cursor, commonTables: CommonTables): Statement {
  if (cursor.accept('TOP')) cursor.skipBrackets()
  while (['LOW_PRIORITY', 'IGNORE'].some((word) => cursor.accept(word)));
  if (cursor.accept('OR')) cursor.next()
  let target = fromItem(cursor)
  // MySQL: several tables with commas between them.
  while (cursor.acceptSymbol(',')) target = crossJoin(target, fromItem(cursor))
  cursor.expect('SET')
  const assignments = readAssignments(cursor)
  const output = readOutput(cursor)
  const from = cursor.accept('FROM') ? fromClause(cursor) : []
  const filters = readEnd(cursor)
  return { kind: 'update', target, from, assignments, filters, output, commonTables }
}

function crossJoin(left: FromItem, right: FromItem): FromItem {
  return { kind: 'join', left, right, using: [], natural: false, keeps: 'left', hidesRight: false, on: [] }
}

/** The cursor stands behind DELETE. */
export function readDelete(cursor: Cursor, commonTables: CommonTables): Statement {
  if (cursor.accept('TOP')) cursor.skipBrackets()
  while (['LOW_PRIORITY', 'QUICK', 'IGNORE'].some((word) => cursor.accept(word)));
  const early = cursor.accept('FROM')
  const targets: string[][] = []
  const start = cursor.index
  do {
    targets.push(cursor.path())
    if (cursor.isSymbol('.') && cursor.isSymbol('*', 1)) cursor.index += 2
  } while (cursor.acceptSymbol(','))
  let from: FromItem[] = []
  const outputFirst = readOutput(cursor)
  if (cursor.accept('FROM')) from = fromClause(cursor)
  else if (early && cursor.accept('USING')) {
    // MySQL repeats the target behind USING, the others do not.
    const items = fromClause(cursor)
    const [only = []] = targets
    const repeated = mentions(items, only.at(-1) ?? '')
    from = repeated ? items : [{ kind: 'table', name: only, alias: undefined }, ...items]
  } else if (targets.length === 1) {
    // DELETE FROM t [AS a]: the alias belongs to the only table.
    cursor.index = start
    from = [fromItem(cursor)]
    if (cursor.accept('USING') || cursor.accept('FROM')) from = [...from, ...fromClause(cursor)]
  }
  const output = outputFirst ?? readOutput(cursor)
  return { kind: 'delete', targets, from, filters: readEnd(cursor), output, commonTables }
}

function mentions(items: readonly FromItem[], name: string): boolean {
  return items.some((item) => {
    if (item.kind === 'join') return mentions([item.left, item.right], name)
    if (item.kind !== 'table') return false
    return (item.alias?.name ?? item.name.at(-1) ?? '').toLowerCase() === name.toLowerCase()
  })
}

function readEnd(cursor: Cursor): Expression {
  const filters: Part[] = []
  for (;;) {
    if (cursor.accept('WHERE')) {
      if (cursor.accept('CURRENT', 'OF')) cursor.next()
      else filters.push(...expression(cursor).parts)
    } else if (cursor.accept('ORDER', 'BY') || cursor.accept('LIMIT')) {
      do filters.push(...expression(cursor).parts)
      while (cursor.acceptSymbol(','))
    } else if (cursor.at('OPTION') && cursor.isSymbol('(', 1)) {
      cursor.next()
      cursor.skipBrackets()
    } else if (cursor.accept('RETURNING')) readSelectItems(cursor, expression)
    else return filters
  }
}

/** The cursor stands behind MERGE. */
export function readMerge(cursor: Cursor, commonTables: CommonTables): Statement {
  if (cursor.accept('TOP')) cursor.skipBrackets()
  cursor.accept('WITH', 'SCHEMA', 'EVOLUTION')
  cursor.accept('INTO')
  const target = mergeTarget(cursor)
  cursor.expect('USING')
  const source = fromItem(cursor)
  const filters: Part[] = []
  cursor.expect('ON')
  filters.push(...expression(cursor).parts)
  const branches: MergeBranch[] = []
  while (cursor.accept('WHEN')) {
    while (!cursor.at('THEN') && !cursor.at('AND') && !cursor.ended) cursor.next()
    if (cursor.accept('AND')) filters.push(...expression(cursor).parts)
    cursor.expect('THEN')
    const branch = readBranch(cursor)
    if (branch) branches.push(branch)
  }
  const output = readOutput(cursor)
  if (cursor.at('OPTION') && cursor.isSymbol('(', 1)) {
    cursor.next()
    cursor.skipBrackets()
  }
  return { kind: 'merge', target, source, filters, branches, output, commonTables }
}

function mergeTarget(cursor: Cursor): FromItem {
  const name = cursor.path()
  if (cursor.at('WITH') && cursor.isSymbol('(', 1)) {
    cursor.next()
    cursor.skipBrackets()
  }
  return { kind: 'table', name, alias: cursor.at('USING') ? undefined : readAlias(cursor) }
}

function readBranch(cursor: Cursor): MergeBranch | undefined {
  if (cursor.accept('UPDATE')) {
    if (cursor.accept('ALL', 'BY', 'NAME')) return { kind: 'by name' }
    cursor.expect('SET')
    if (cursor.acceptSymbol('*')) return { kind: 'by name' }
    const assignments = readAssignments(cursor)
    // Oracle's habit, which Snowflake and Spark leave out but old scripts keep.
    if (cursor.accept('WHERE')) expression(cursor)
    if (cursor.accept('DELETE', 'WHERE')) expression(cursor)
    return { kind: 'update', assignments }
  }
  if (cursor.accept('INSERT')) {
    if (cursor.acceptSymbol('*') || cursor.accept('ALL', 'BY', 'NAME') || cursor.accept('ROW'))
      return { kind: 'by name' }
    const columns = cursor.isSymbol('(') ? cursor.nameList() : undefined
    if (cursor.accept('DEFAULT', 'VALUES')) return { kind: 'insert', columns, values: [] }
    cursor.expect('VALUES')
    cursor.expectSymbol('(')
    const values = readList(cursor)
    cursor.expectSymbol(')')
    if (cursor.accept('WHERE')) expression(cursor)
    return { kind: 'insert', columns, values }
  }
  if (cursor.accept('DELETE')) return undefined
  if (cursor.accept('DO', 'NOTHING')) return undefined
  return cursor.fail('UPDATE, INSERT or DELETE is expected')
}
