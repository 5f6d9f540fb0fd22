/** The FROM clause: what each item makes visible, and to whom. */
import type { Alias, JoinExpr, Node, RangeVar } from 'libpg-query'
import { type Analysis, writtenName } from './analysis.ts'
import { readTables } from './expression.ts'
import { joinNamespaces } from './join.ts'
import { readCondition } from './joined-columns.ts'
import { type Relation, renameColumns, unknownRelation } from './relation.ts'
import {
  concatNamespaces,
  emptyNamespace,
  type Namespace,
  namespaceOf,
  nestedScope,
  type Scope,
} from './scope.ts'
import { isNode, names } from './syntax-tree.ts'
import { functionRelation, jsonTableRelation, xmlTableRelation } from './table-function.ts'

const maximumItems = 1500

/**
 * Everything a FROM clause makes visible. `outer` is the scope around the query, `before` what stands left of the clause already
 * (the target of UPDATE … FROM); items to the left are visible to LATERAL subqueries and to functions.
 */
export function fromClause(
  analysis: Analysis,
  items: readonly Node[] | undefined,
  outer: Scope,
  before: Namespace = emptyNamespace,
): Namespace {
  let namespace = before
  if (items && items.length > maximumItems)
    analysis.note(`a FROM clause lists ${items.length} items; only the first ${maximumItems} are traced`)
  for (const item of items?.slice(0, maximumItems) ?? [])
    namespace = concatNamespaces(namespace, fromItem(analysis, item, namespace, outer))
  return namespace
}

/** A table of the text: a CTE, a known relation, or an unknown one, which is noted. */
export function tableNamespace(analysis: Analysis, table: RangeVar, scope: Scope): Namespace {
  const name = table.relname ?? ''
  const commonTable = table.schemaname === undefined ? scope.commonTables.find(name) : undefined
  if (commonTable) return aliased(name, commonTable, table.alias)
  const known = analysis.lookUp(table)
  if (known === undefined) {
    analysis.note(`relation ${writtenName(table)} is not known`)
    const named = table.schemaname === undefined ? undefined : { schema: table.schemaname, name }
    return aliased(name, unknownRelation(), table.alias, named)
  }
  analysis.reads(known)
  return aliased(name, analysis.columnsOf(known), table.alias, known)
}

function aliased(
  name: string,
  relation: Relation,
  alias: Alias | undefined,
  table?: { readonly schema: string; readonly name: string },
): Namespace {
  if (alias === undefined) return namespaceOf(name, relation, table)
  return namespaceOf(alias.aliasname ?? '', renameColumns(relation, names(alias.colnames)))
}

function fromItem(analysis: Analysis, item: Node, left: Namespace, outer: Scope): Namespace {
  const lateral = nestedScope(outer, left)
  if (isNode(item, 'RangeVar')) return tableNamespace(analysis, item.RangeVar, outer)
  if (isNode(item, 'JoinExpr'))
    return analysis.nested(() => joinItem(analysis, item.JoinExpr, left, outer)) ?? unknownItem()
  if (isNode(item, 'RangeSubselect')) {
    const { subquery, alias } = item.RangeSubselect
    if (subquery && isNode(subquery, 'SelectStmt')) {
      const scope = item.RangeSubselect.lateral ? lateral : outer
      return aliased('', analysis.query(subquery.SelectStmt, scope), alias)
    }
  }
  if (isNode(item, 'RangeFunction'))
    return aliased('', functionRelation(analysis, item.RangeFunction, lateral), item.RangeFunction.alias)
  if (isNode(item, 'RangeTableFunc'))
    return aliased(
      'xmltable',
      xmlTableRelation(analysis, item.RangeTableFunc, lateral),
      item.RangeTableFunc.alias,
    )
  if (isNode(item, 'JsonTable'))
    return aliased('json_table', jsonTableRelation(analysis, item.JsonTable, lateral), item.JsonTable.alias)
  if (isNode(item, 'RangeTableSample') && item.RangeTableSample.relation) {
    readTables(analysis, item.RangeTableSample.args, lateral)
    return fromItem(analysis, item.RangeTableSample.relation, left, outer)
  }
  analysis.note(`a FROM item of kind ${Object.keys(item)[0] ?? 'unknown'} is not traced`)
  return unknownItem()
}

function unknownItem(): Namespace {
  return namespaceOf('', unknownRelation())
}

/** `a JOIN b JOIN c …` leans left and may be long: its spine is followed in a loop. */
function joinItem(analysis: Analysis, outermost: JoinExpr, left: Namespace, outer: Scope): Namespace {
  const joins: JoinExpr[] = [outermost]
  let first = outermost.larg
  while (first !== undefined && isNode(first, 'JoinExpr')) {
    joins.push(first.JoinExpr)
    first = first.JoinExpr.larg
  }
  let namespace = first ? fromItem(analysis, first, left, outer) : emptyNamespace
  for (const join of joins.toReversed()) {
    const right = join.rarg
      ? fromItem(analysis, join.rarg, concatNamespaces(left, namespace), outer)
      : emptyNamespace
    namespace = joinNamespaces(analysis, join, namespace, right)
    readCondition(analysis, join.quals, nestedScope(outer, concatNamespaces(left, namespace)))
  }
  return namespace
}
