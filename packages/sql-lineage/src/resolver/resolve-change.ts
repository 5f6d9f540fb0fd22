/** INSERT, UPDATE, DELETE and MERGE: which column of which table receives which origins. */
import type { LineageTable } from '../lineage.ts'
import type { Assignment, FromItem, Output, Receiver, Statement, TableName } from '../reader/query-tree.ts'
import { type Analysis, createdTable, writtenName } from './analysis.ts'
import {
  type Column,
  columnsNamed,
  emptyRelation,
  mergeOrigins,
  noOrigins,
  type Relation,
  relationOf,
  sameName,
  unknownRelation,
} from './relation.ts'
import { originsOf, readTables } from './resolve-expression.ts'
import { fromClause, fromItem } from './resolve-from.ts'
import { selectList, withCommonTables } from './resolve-query.ts'
import { both, emptyNamespace, inside, type Namespace, namespaceOf, outermost, type Scope } from './scope.ts'

/** One table that a statement writes, with the columns that it hands over. */
export interface Write {
  readonly target: LineageTable
  readonly columns: readonly Column[]
}

type Of<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>

interface Target {
  readonly table: LineageTable
  readonly relation: Relation
}

/** The written table: known, made by the text, or new. It is a source only where a column of it is used. */
export function targetOf(analysis: Analysis, name: TableName): Target {
  const made = analysis.session.tables.get(name.join('.').toLowerCase())
  if (made?.temporary) return { table: made.target, relation: made.relation }
  const known = analysis.find(name)
  if (known) return { table: createdTable(analysis, name, false), relation: analysis.columnsOf(known) }
  if (made) return { table: made.target, relation: made.relation }
  const own = name.at(-1) ?? ''
  const temporary = own.startsWith('#') || own.startsWith('@')
  return { table: createdTable(analysis, name, temporary), relation: unknownRelation }
}

export function readInsert(analysis: Analysis, statement: Of<'insert'>): Write[] {
  const scope = withCommonTables(analysis, statement.commonTables, outermost)
  const target = targetOf(analysis, statement.into.table)
  const values = statement.query ? analysis.query(statement.query, scope) : emptyRelation
  if (statement.query === undefined)
    analysis.note(
      `${writtenName(statement.into.table)} is filled by EXECUTE or by defaults; its columns are not traced`,
    )
  const inserted = paired(analysis, statement.into, target.relation, values)
  const own = namespaceOf(statement.into.table.at(-1) ?? '', target.relation)
  const excluded = relationOf(
    target.relation.columns.map(({ name }) => ({
      name,
      origins: inserted.find((each) => sameName(each.name, name))?.origins ?? noOrigins,
    })),
  )
  const conflict = inside(scope, {
    items: [...own.items, ...namespaceOf('excluded', excluded).items, ...namespaceOf('new', excluded).items],
    visible: own.visible,
  })
  const updated = statement.conflict.map(({ column, value }) => ({
    name: spelled(target.relation, column.at(-1) ?? ''),
    origins: originsOf(analysis, value, conflict),
  }))
  const columns = byColumn([...inserted, ...updated])
  return [
    { target: target.table, columns },
    ...output(analysis, statement.output, scope, target.relation, columns, emptyNamespace),
  ]
}

export function readInsertMany(analysis: Analysis, statement: Of<'insert many'>): Write[] {
  const source = fromItem(analysis, statement.from, emptyNamespace, outermost)
  return statement.inserts.map(({ into, query, values }) => {
    const target = targetOf(analysis, into.table)
    const scope = inside(outermost, source)
    const handed = query
      ? analysis.query(query, outermost)
      : values
        ? relationOf(values.map((value) => ({ name: '', origins: originsOf(analysis, value, scope) })))
        : source.visible
    return { target: target.table, columns: paired(analysis, into, target.relation, handed) }
  })
}

/** Pairs values with the listed columns, or with the target's own columns in their order, or by name. */
function paired(analysis: Analysis, into: Receiver, target: Relation, values: Relation): Column[] {
  if (into.byName && into.columns === undefined)
    return values.columns.map(({ name, origins }) => ({ name: spelled(target, name), origins }))
  const receivers =
    into.columns?.map((name) => spelled(target, name)) ??
    target.columns
      .map(({ name }) => name)
      .filter((name) => !into.constant.some((each) => sameName(each, name)))
  if (values.open) analysis.note('INSERT is not traced in full: not all columns that it hands over are known')
  if (into.columns === undefined && target.open && receivers.length < values.columns.length) {
    analysis.note(
      'INSERT names no columns and its target is not known; columns are paired by their own names',
    )
    return values.columns.map(({ name, origins }) => ({ name, origins }))
  }
  if (values.columns.length > receivers.length)
    analysis.note(
      `INSERT hands ${values.columns.length} values to ${receivers.length} columns; the surplus is not traced`,
    )
  return values.columns.flatMap(({ origins }, index) => {
    const name = receivers[index]
    return name === undefined ? [] : [{ name, origins }]
  })
}

/** A column's name as the target spells it. */
function spelled(target: Relation, name: string): string {
  return columnsNamed(target, name)[0]?.name ?? name
}

function byColumn(columns: readonly Column[]): Column[] {
  return [...Map.groupBy(columns, ({ name }) => name.toLowerCase()).values()].map((same) => ({
    name: same[0]?.name ?? '',
    origins: mergeOrigins(same.map(({ origins }) => origins)),
  }))
}

export function readUpdate(analysis: Analysis, statement: Of<'update'>): Write[] {
  const scope = withCommonTables(analysis, statement.commonTables, outermost)
  // T-SQL may name an alias that FROM gives: UPDATE a SET … FROM t AS a.
  const namedInFrom =
    statement.target.kind === 'table' ? tableBehind(statement.from, statement.target.name) : undefined
  const own = namedInFrom ? emptyNamespace : ownNamespace(analysis, statement.target, scope)
  const namespace = fromClause(analysis, statement.from, scope, own)
  const level = inside(scope, namespace)
  const writes = new Map<string, { target: Target; columns: Column[] }>()
  for (const { column, value } of statement.assignments) {
    const table = namedInFrom ?? tableOfAssignment(analysis, statement.target, column)
    const target = targetOf(analysis, table)
    const write = writes.get(table.join('.').toLowerCase()) ?? { target, columns: [] }
    writes.set(table.join('.').toLowerCase(), write)
    if ((column[0] ?? '').startsWith('@')) {
      originsOf(analysis, value, level)
      continue
    }
    write.columns.push({
      name: spelled(target.relation, column.at(-1) ?? ''),
      origins: originsOf(analysis, value, level),
    })
  }
  readTables(analysis, statement.filters, level)
  return [...writes.values()].flatMap(({ target, columns }) => {
    const all = byColumn(columns)
    return [
      { target: target.table, columns: all },
      ...output(analysis, statement.output, scope, target.relation, all, namespace),
    ]
  })
}

/** The target of an UPDATE or DELETE: not recorded as read, but the tables joined to it are. */
function ownNamespace(analysis: Analysis, item: FromItem, scope: Scope): Namespace {
  if (item.kind !== 'table')
    return item.kind === 'join'
      ? joinedTarget(analysis, item, scope)
      : fromItem(analysis, item, emptyNamespace, scope)
  const name = item.name.at(-1) ?? ''
  if (item.name.length === 1 && scope.commonTables.has(name.toLowerCase()))
    return fromItem(analysis, item, emptyNamespace, scope)
  const { relation, table } = targetOf(analysis, item.name)
  if (relation.open) analysis.note(`relation ${writtenName(item.name)} is not known`)
  return namespaceOf(item.alias?.name ?? name, relation, item.alias ? [] : [table.schema])
}

function joinedTarget(
  analysis: Analysis,
  item: FromItem & { readonly kind: 'join' },
  scope: Scope,
): Namespace {
  const left = ownNamespace(analysis, item.left, scope)
  const right = fromItem(analysis, item.right, left, scope)
  const joined = both(left, right)
  readTables(analysis, item.on, inside(scope, joined))
  return joined
}

/** The table that an alias or a name means among the items of FROM. */
function tableBehind(items: readonly FromItem[], name: TableName): TableName | undefined {
  for (const item of items) {
    if (item.kind === 'join') {
      const found = tableBehind([item.left, item.right], name)
      if (found) return found
    } else if (item.kind === 'table') {
      const known = item.alias?.name ?? item.name.at(-1) ?? ''
      if (sameName(known, name.at(-1) ?? '')) return item.name
    }
  }
  return undefined
}

/** Which of several joined tables an assignment writes: the one that its qualifier names, else the one that has the column. */
function tableOfAssignment(analysis: Analysis, target: FromItem, column: readonly string[]): TableName {
  const tables = tablesIn(target)
  if (column.length > 1) {
    const found = tableBehind([target], column.slice(0, -1))
    if (found) return found
  }
  const owner = tables.find(
    (name) => columnsNamed(targetOf(analysis, name).relation, column.at(-1) ?? '').length > 0,
  )
  return owner ?? tables[0] ?? []
}

function tablesIn(item: FromItem): TableName[] {
  if (item.kind === 'join') return [...tablesIn(item.left), ...tablesIn(item.right)]
  return item.kind === 'table' ? [item.name] : []
}

export function readDelete(analysis: Analysis, statement: Of<'delete'>): Write[] {
  const scope = withCommonTables(analysis, statement.commonTables, outermost)
  const targets = statement.targets.map((name) => tableBehind(statement.from, name) ?? name)
  const [first, ...rest] = statement.from
  const own = first ? ownNamespace(analysis, first, scope) : emptyNamespace
  const namespace = fromClause(analysis, rest, scope, own)
  readTables(analysis, statement.filters, inside(scope, namespace))
  return targets.flatMap((name) => {
    const target = targetOf(analysis, name)
    return [
      { target: target.table, columns: [] },
      ...output(analysis, statement.output, scope, target.relation, [], namespace),
    ]
  })
}

export function readMerge(analysis: Analysis, statement: Of<'merge'>): Write[] {
  const scope = withCommonTables(analysis, statement.commonTables, outermost)
  const own = ownNamespace(analysis, statement.target, scope)
  const source = fromItem(analysis, statement.source, emptyNamespace, scope)
  const namespace = both(own, source)
  const level = inside(scope, namespace)
  readTables(analysis, statement.filters, level)
  const name = statement.target.kind === 'table' ? statement.target.name : []
  const target = targetOf(analysis, name)
  const columns = statement.branches.flatMap((branch): Column[] => {
    if (branch.kind === 'update') return assigned(analysis, branch.assignments, target.relation, level)
    if (branch.kind === 'by name') {
      if (source.visible.open)
        analysis.note('columns taken over by name are not traced: the source is not known in full')
      return source.visible.columns
        .filter((column) => target.relation.open || columnsNamed(target.relation, column.name).length > 0)
        .map(({ name: column, origins }) => ({ name: spelled(target.relation, column), origins }))
    }
    const fromSource = inside(scope, source)
    const row = relationOf(
      branch.values.map((value) => ({ name: '', origins: originsOf(analysis, value, fromSource) })),
    )
    return paired(
      analysis,
      { table: name, columns: branch.columns, constant: [], byName: false },
      target.relation,
      row,
    )
  })
  const all = byColumn(columns)
  return [
    { target: target.table, columns: all },
    ...output(analysis, statement.output, scope, target.relation, all, namespace),
  ]
}

function assigned(
  analysis: Analysis,
  assignments: readonly Assignment[],
  target: Relation,
  scope: Scope,
): Column[] {
  return assignments.map(({ column, value }) => ({
    name: spelled(target, column.at(-1) ?? ''),
    origins: originsOf(analysis, value, scope),
  }))
}

/** OUTPUT … INTO: `inserted` holds the rows as written, `deleted` as they were. */
function output(
  analysis: Analysis,
  clause: Output | undefined,
  scope: Scope,
  before: Relation,
  written: readonly Column[],
  joined: Namespace,
): Write[] {
  if (clause?.into === undefined) return []
  const after: Relation = before.open
    ? { columns: written, open: true, unlisted: undefined }
    : relationOf(
        before.columns.map((column) => written.find(({ name }) => sameName(name, column.name)) ?? column),
      )
  const rows = both(namespaceOf('inserted', after), namespaceOf('deleted', before))
  const namespace = { items: [...rows.items, ...joined.items], visible: rows.visible }
  const relation = selectList(analysis, clause.items, inside(scope, namespace))
  const target = targetOf(analysis, clause.into)
  const into = {
    table: clause.into,
    columns: clause.columns.length > 0 ? clause.columns : undefined,
    constant: [],
    byName: false,
  }
  return [{ target: target.table, columns: paired(analysis, into, target.relation, relation) }]
}
