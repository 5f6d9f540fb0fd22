/** The name PostgreSQL gives a result column without AS (parse_target.c, FigureColnameInternal). */
import type { Node } from 'libpg-query'
import { isNode, type Kind, names } from './syntax-tree.ts'

/** A weak name (a type's, or `case`) gives way to a name found further out. */
interface Named {
  readonly name: string
  readonly weak?: boolean
}

const unnamed = '?column?'

/** Expressions whose keyword is their name. */
const keywordNames = new Map<Kind, string>([
  ['GroupingFunc', 'grouping'],
  ['MergeSupportFunc', 'merge_action'],
  ['A_ArrayExpr', 'array'],
  ['RowExpr', 'row'],
  ['CoalesceExpr', 'coalesce'],
  ['XmlSerialize', 'xmlserialize'],
  ['JsonParseExpr', 'json'],
  ['JsonScalarExpr', 'json_scalar'],
  ['JsonSerializeExpr', 'json_serialize'],
  ['JsonObjectConstructor', 'json_object'],
  ['JsonArrayConstructor', 'json_array'],
  ['JsonArrayQueryConstructor', 'json_array'],
  ['JsonObjectAgg', 'json_objectagg'],
  ['JsonArrayAgg', 'json_arrayagg'],
])

/** The name of a result column that has none of its own. */
export function columnName(expression: Node | undefined): string {
  return figure(expression)?.name ?? unnamed
}

function figure(root: Node | undefined): Named | undefined {
  // The outermost cast or CASE names the column when nothing further in does; a loop, since casts may be chained a thousandfold.
  let weak: Named | undefined
  for (let node = root; node !== undefined; ) {
    if (isNode(node, 'ColumnRef')) return strong(names(node.ColumnRef.fields).at(-1)) ?? weak
    if (isNode(node, 'A_Indirection')) {
      const field = names(node.A_Indirection.indirection).at(-1)
      if (field !== undefined) return strong(field)
      node = node.A_Indirection.arg
    } else if (isNode(node, 'FuncCall')) return strong(names(node.FuncCall.funcname).at(-1)) ?? weak
    else if (isNode(node, 'CollateClause')) node = node.CollateClause.arg
    else if (isNode(node, 'TypeCast')) {
      const type = names(node.TypeCast.typeName?.names).at(-1)
      weak ??= type === undefined ? undefined : { name: type, weak: true }
      node = node.TypeCast.arg
    } else if (isNode(node, 'CaseExpr')) {
      weak ??= { name: 'case', weak: true }
      node = node.CaseExpr.defresult
    } else if (isNode(node, 'SubLink'))
      return nameOfSubquery(node.SubLink.subLinkType, node.SubLink.subselect) ?? weak
    else return strong(ownKeyword(node)) ?? weak
  }
  return weak
}

function strong(name: string | undefined): Named | undefined {
  return name === undefined ? undefined : { name }
}

function nameOfSubquery(type: string | undefined, select: Node | undefined): Named | undefined {
  if (type === 'EXISTS_SUBLINK') return { name: 'exists' }
  if (type === 'ARRAY_SUBLINK') return { name: 'array' }
  if (type !== 'EXPR_SUBLINK' || select === undefined || !isNode(select, 'SelectStmt')) return undefined
  // A set operation is named by its first branch, VALUES by "column1".
  let leftmost = select.SelectStmt
  while (leftmost.larg) leftmost = leftmost.larg
  if (leftmost.valuesLists) return { name: 'column1' }
  const [column] = leftmost.targetList ?? []
  if (column === undefined || !isNode(column, 'ResTarget')) return undefined
  return { name: column.ResTarget.name ?? columnName(column.ResTarget.val) }
}

function ownKeyword(node: Node): string | undefined {
  if (isNode(node, 'A_Expr')) return node.A_Expr.kind === 'AEXPR_NULLIF' ? 'nullif' : undefined
  if (isNode(node, 'MinMaxExpr')) return node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest'
  if (isNode(node, 'SQLValueFunction'))
    return node.SQLValueFunction.op?.replace(/^SVFOP_|_N$/g, '').toLowerCase()
  if (isNode(node, 'XmlExpr'))
    return node.XmlExpr.op === 'IS_DOCUMENT' ? undefined : node.XmlExpr.op?.replace('IS_', '').toLowerCase()
  if (isNode(node, 'JsonFuncExpr')) return node.JsonFuncExpr.op?.replace('_OP', '').toLowerCase()
  const [kind] = Object.keys(node)
  for (const [candidate, name] of keywordNames) if (candidate === kind) return name
  return undefined
}
