/** INSERT, UPDATE, DELETE and MERGE: which columns they write, and what their RETURNING hands back. */
import type {
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  ReturningClause,
  UpdateStmt,
} from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { insertAssignments, mergeAssignments, updateAssignments } from './assignment.ts'
import { withCommonTables } from './common-table.ts'
import { originsOf, readTables } from './expression.ts'
import { fromClause } from './from-clause.ts'
import { readCondition } from './joined-columns.ts'
import {
  type Column,
  createRelation,
  emptyRelation,
  type Relation,
  renameColumns,
  unknownRelation,
} from './relation.ts'
import {
  concatNamespaces,
  emptyNamespace,
  type Namespace,
  namespaceOf,
  nestedScope,
  type Scope,
} from './scope.ts'
import { selectList } from './select-list.ts'
import { isNode, names } from './syntax-tree.ts'

/** What a statement writes and what RETURNING makes of it. */
export interface Modification {
  readonly target: RangeVar
  readonly columns: readonly Column[]
  readonly returning: Relation
}

/** Reads a data-modifying statement inside `outer`; undefined when it is none. */
export function readModification(
  analysis: Analysis,
  statement: Node,
  outer: Scope,
): Modification | undefined {
  if (isNode(statement, 'InsertStmt')) return readInsert(analysis, statement.InsertStmt, outer)
  if (isNode(statement, 'UpdateStmt')) return readUpdate(analysis, statement.UpdateStmt, outer)
  if (isNode(statement, 'DeleteStmt')) return readDelete(analysis, statement.DeleteStmt, outer)
  if (isNode(statement, 'MergeStmt')) return readMerge(analysis, statement.MergeStmt, outer)
  return undefined
}

/** The written table under its alias. It is not recorded as read: it is a source only where a column of it is used. */
function targetNamespace(analysis: Analysis, target: RangeVar): Namespace {
  const known = analysis.lookUp(target)
  const relation = known ? analysis.columnsOf(known) : unknownRelation()
  const schema = known?.schema ?? target.schemaname
  if (target.alias)
    return namespaceOf(target.alias.aliasname ?? '', renameColumns(relation, names(target.alias.colnames)))
  const name = target.relname ?? ''
  return namespaceOf(name, relation, schema === undefined ? undefined : { schema, name })
}

function returningOf(
  analysis: Analysis,
  clause: ReturningClause | undefined,
  scope: Scope,
  namespace: Namespace,
  target: Relation,
): Relation {
  if (clause === undefined) return emptyRelation
  const aliases = new Map(
    (clause.options ?? []).flatMap((node) =>
      isNode(node, 'ReturningOption') ? [[node.ReturningOption.option, node.ReturningOption.value]] : [],
    ),
  )
  const versions = [
    { name: aliases.get('RETURNING_OPTION_OLD') ?? 'old', table: undefined, relation: target },
    { name: aliases.get('RETURNING_OPTION_NEW') ?? 'new', table: undefined, relation: target },
  ].filter((version) => !namespace.items.some(({ name }) => name === version.name))
  const inside = { items: [...namespace.items, ...versions], visible: namespace.visible }
  return selectList(analysis, clause.exprs ?? [], nestedScope(scope, inside))
}

function readInsert(analysis: Analysis, insert: InsertStmt, outer: Scope): Modification {
  const scope = withCommonTables(analysis, insert.withClause, outer)
  const target = insert.relation ?? {}
  const namespace = targetNamespace(analysis, target)
  const query = insert.selectStmt
  const values =
    query && isNode(query, 'SelectStmt') ? analysis.query(query.SelectStmt, scope) : emptyRelation
  const inserted = insertAssignments(analysis, insert.cols, namespace.visible, values)
  const byName = new Map(inserted.map((column) => [column.name, column]))
  const excluded = createRelation(
    namespace.visible.openFrom === undefined
      ? namespace.visible.columns.map(({ name }) => byName.get(name) ?? { name, origins: new Set() })
      : inserted,
  )
  const conflict = insert.onConflictClause
  const onConflict = nestedScope(scope, {
    items: [...namespace.items, ...namespaceOf('excluded', excluded).items],
    visible: namespace.visible,
  })
  const updated = updateAssignments(analysis, conflict?.targetList, onConflict)
  readTables(analysis, conflict?.whereClause, onConflict)
  return {
    target,
    columns: mergeAssignments([...inserted, ...updated]),
    returning: returningOf(analysis, insert.returningClause, scope, namespace, namespace.visible),
  }
}

function readUpdate(analysis: Analysis, update: UpdateStmt, outer: Scope): Modification {
  const scope = withCommonTables(analysis, update.withClause, outer)
  const target = update.relation ?? {}
  const own = targetNamespace(analysis, target)
  const namespace = fromClause(analysis, update.fromClause, scope, own)
  const inside = nestedScope(scope, namespace)
  const columns = mergeAssignments(updateAssignments(analysis, update.targetList, inside))
  readCondition(analysis, update.whereClause, inside)
  return {
    target,
    columns,
    returning: returningOf(analysis, update.returningClause, scope, namespace, own.visible),
  }
}

function readDelete(analysis: Analysis, statement: DeleteStmt, outer: Scope): Modification {
  const scope = withCommonTables(analysis, statement.withClause, outer)
  const target = statement.relation ?? {}
  const own = targetNamespace(analysis, target)
  const namespace = fromClause(analysis, statement.usingClause, scope, own)
  readCondition(analysis, statement.whereClause, nestedScope(scope, namespace))
  return {
    target,
    columns: [],
    returning: returningOf(analysis, statement.returningClause, scope, namespace, own.visible),
  }
}

function readMerge(analysis: Analysis, merge: MergeStmt, outer: Scope): Modification {
  const scope = withCommonTables(analysis, merge.withClause, outer)
  const target = merge.relation ?? {}
  const own = targetNamespace(analysis, target)
  const source = merge.sourceRelation ? fromClause(analysis, [merge.sourceRelation], scope) : emptyNamespace
  const both = concatNamespaces(own, source)
  readCondition(analysis, merge.joinCondition, nestedScope(scope, both))
  const columns: Column[] = []
  for (const node of merge.mergeWhenClauses ?? []) {
    if (!isNode(node, 'MergeWhenClause')) continue
    const { commandType, matchKind, targetList, values, condition } = node.MergeWhenClause
    const visible =
      matchKind === 'MERGE_WHEN_MATCHED'
        ? both
        : matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE'
          ? own
          : source
    const inside = nestedScope(scope, visible)
    readTables(analysis, condition, inside)
    if (commandType === 'CMD_UPDATE') columns.push(...updateAssignments(analysis, targetList, inside))
    if (commandType === 'CMD_INSERT') {
      const row = (values ?? []).map((value) => ({ name: '', origins: originsOf(analysis, value, inside) }))
      columns.push(...insertAssignments(analysis, targetList, own.visible, createRelation(row)))
    }
  }
  // MERGE … RETURNING * lists the source's columns first.
  const returned = concatNamespaces(source, own)
  return {
    target,
    columns: mergeAssignments(columns),
    returning: returningOf(analysis, merge.returningClause, scope, returned, own.visible),
  }
}
