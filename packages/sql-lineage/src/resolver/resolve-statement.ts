/** One statement to lineage results, and what it leaves behind for the statements after it. */
import type { KnownSchemas, LineageResult, LineageTable, SourceColumn } from '../lineage.ts'
import type { Dialect } from '../reader/dialect.ts'
import type { Query, Statement, TableName } from '../reader/query-tree.ts'
import { type Analysis, createAnalysis, createdTable, type Session, tableKey } from './analysis.ts'
import {
  type Column,
  columnsNamed,
  mergeOrigins,
  noOrigins,
  type Relation,
  relationOf,
  renameColumns,
} from './relation.ts'
import {
  readDelete,
  readInsert,
  readInsertMany,
  readMerge,
  readUpdate,
  type Write,
} from './resolve-change.ts'
import { originsOf } from './resolve-expression.ts'
import { fromItem } from './resolve-from.ts'
import { readQuery, setVariable } from './resolve-query.ts'
import { emptyNamespace, outermost } from './scope.ts'

/** Results of a statement: one per table that it writes, one without a target for a bare query. */
export function readStatement(
  statement: Statement,
  text: string,
  known: KnownSchemas,
  dialect: Dialect,
  session: Session,
): readonly LineageResult[] {
  const analysis = createAnalysis(dialect, known, session, readQuery)
  const writes = writesOf(analysis, statement)
  if (writes === undefined) return analysis.notes.size > 0 ? [toResult(analysis, [], undefined, text)] : []
  for (const { target, columns } of writes) if (target?.temporary) remember(session, target, columns)
  return writes.map(({ target, columns }) => toResult(analysis, columns, target, text))
}

type Found = Omit<Write, 'target'> & { readonly target: LineageTable | undefined }

/** Undefined where a statement only leaves something behind. */
function writesOf(analysis: Analysis, statement: Statement): readonly Found[] | undefined {
  switch (statement.kind) {
    case 'query':
      return queryWrites(analysis, statement.query)
    case 'create':
      return [creation(analysis, statement.name, statement.temporary, createdRelation(analysis, statement))]
    case 'copy': {
      const source = fromItem(
        analysis,
        { kind: 'table', name: statement.from, alias: undefined },
        emptyNamespace,
        outermost,
      )
      return [creation(analysis, statement.name, statement.temporary, source.visible)]
    }
    case 'insert':
      return readInsert(analysis, statement)
    case 'insert many':
      return readInsertMany(analysis, statement)
    case 'update':
      return readUpdate(analysis, statement)
    case 'delete':
      return readDelete(analysis, statement)
    case 'merge':
      return readMerge(analysis, statement)
    case 'declare table': {
      const columns = statement.columns.map((name) => ({ name, origins: noOrigins }))
      declare(analysis, statement.name, true, relationOf(columns))
      return undefined
    }
    case 'assign': {
      const origins = originsOf(analysis, statement.value, outermost)
      for (const name of statement.variables) setVariable(analysis, name, origins)
      return undefined
    }
    case 'row source': {
      const { query } = statement
      const relation =
        typeof query === 'string'
          ? analysis.session.rows.get(query.toLowerCase())
          : analysis.query(query, outermost)
      analysis.session.rows.set(statement.name.toLowerCase(), relation ?? relationOf([]))
      return undefined
    }
    case 'fetch': {
      const row = analysis.session.rows.get(statement.cursor.toLowerCase())
      for (const [index, name] of statement.into.entries())
        setVariable(analysis, name, row?.columns[index]?.origins ?? noOrigins)
      return undefined
    }
    case 'opaque':
      analysis.note(`${statement.what} is not read: what it does is not in this text or not in SQL`)
      return undefined
  }
}

/** A bare query reads only; SELECT … INTO creates, or sets variables. */
function queryWrites(analysis: Analysis, query: Query): readonly Found[] | undefined {
  const relation = analysis.query(query, outermost)
  const into = intoOf(query)
  if (into) return [creation(analysis, into, (into.at(-1) ?? '').startsWith('#'), relation)]
  return [{ target: undefined, columns: relation.columns }]
}

/** INTO stands in the first SELECT of a set operation. */
function intoOf({ body }: Query): TableName | undefined {
  if (body.kind === 'set') return body.branches[0] && intoOf(body.branches[0].query)
  if (body.kind !== 'select') return undefined
  const target = body.into.find(({ kind }) => kind === 'table')
  return target?.kind === 'table' ? target.name : undefined
}

function createdRelation(analysis: Analysis, statement: Extract<Statement, { kind: 'create' }>): Relation {
  return renameColumns(analysis.query(statement.query, outermost), statement.columns)
}

function creation(analysis: Analysis, name: TableName, temporary: boolean, relation: Relation): Found {
  return { target: declare(analysis, name, temporary, relation), columns: relation.columns }
}

/** Later statements of the text know the table: a temporary one by what it was made of, any other as itself. */
function declare(analysis: Analysis, name: TableName, temporary: boolean, relation: Relation): LineageTable {
  const target = createdTable(analysis, name, temporary)
  const own = relation.columns.map(({ name: column }): Column => {
    const { schema, table, database } = target
    const origin = database === undefined ? { schema, table, column } : { database, schema, table, column }
    return { name: column, origins: new Set([origin]) }
  })
  analysis.session.tables.set(name.join('.').toLowerCase(), {
    temporary,
    target,
    relation: temporary ? relation : { ...relation, columns: own },
  })
  return target
}

/** Rows put into a temporary table add to what its columns derive from. */
function remember(session: Session, target: LineageTable, written: readonly Column[]): void {
  const made = [...session.tables.values()].find(
    (each) => each.target === target || each.target.table === target.table,
  )
  if (made === undefined) {
    session.tables.set(target.table.toLowerCase(), { temporary: true, target, relation: relationOf(written) })
    return
  }
  const added = relationOf(written)
  const columns = made.relation.columns.map(({ name, origins }) => ({
    name,
    origins: mergeOrigins([origins, ...columnsNamed(added, name).map((column) => column.origins)]),
  }))
  made.relation = { ...made.relation, columns }
}

function toResult(
  analysis: Analysis,
  columns: readonly Column[],
  target: LineageTable | undefined,
  statement: string,
): LineageResult {
  const traced = columns.map(({ name, origins }) => ({ toColumn: name, from: [...origins] }))
  const sources = new Map(analysis.sources)
  for (const { from } of traced)
    for (const origin of from) {
      const table = withoutColumn(origin)
      if (!sources.has(tableKey(table))) sources.set(tableKey(table), table)
    }
  const result = {
    statement,
    sources: [...sources.values()],
    columns: traced,
    ...(analysis.joined.length > 0 ? { joins: analysis.joined } : {}),
    notUnderstood: [...analysis.notes],
  }
  return target ? { ...result, target } : result
}

function withoutColumn({ database, schema, table }: SourceColumn): LineageTable {
  return database === undefined ? { schema, table } : { database, schema, table }
}
