/** The columns that an expression reads. */
import type { ColumnRef, FuncCall, Node, SubLink } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { mergeOrigins, noOrigins, type Origins } from './origins.ts'
import { type Resolved, resolveColumn, resolveWholeRow, type Scope } from './scope.ts'
import { childrenOf, isNode, names } from './syntax-tree.ts'

/**
 * Every column whose value the expression depends on: arguments, CASE conditions, window definitions, aggregate filters and orders, the
 * select list (not the filters) of subqueries. EXISTS depends on no column's value. The tables of subqueries are recorded as read.
 */
export function originsOf(analysis: Analysis, expression: object | undefined, scope: Scope): Origins {
  return walk(analysis, expression, scope, true)
}

/** For predicates, grouping and ordering, which are not column lineage: records the tables that subqueries in them read. */
export function readTables(analysis: Analysis, expression: object | undefined, scope: Scope): void {
  walk(analysis, expression, scope, false)
}

/** An own stack instead of recursion, so that the length of `a || b || c …` costs no stack frames. */
function walk(analysis: Analysis, root: object | undefined, scope: Scope, withColumns: boolean): Origins {
  if (root === undefined) return noOrigins
  const pending: object[] = [root]
  const windows = new Set<string>()
  const found: Origins[] = []
  const visit = (parts: readonly object[]): void => {
    for (const part of parts.toReversed()) pending.push(part)
  }
  const add = (resolved: Resolved<Origins>): void => {
    if ('found' in resolved) found.push(resolved.found)
    else analysis.note(resolved.problem)
  }

  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isNode(node, 'ColumnRef')) {
      if (withColumns) add(resolveReference(node.ColumnRef, scope))
    } else if (isNode(node, 'A_Indirection')) {
      const field = fieldOfRow(node.A_Indirection.arg, node.A_Indirection.indirection, scope)
      if (field) {
        if (withColumns) add(resolveColumn(scope, field))
      } else visit(childrenOf(node.A_Indirection))
    } else if (isNode(node, 'SubLink')) {
      visit(partsOfSubquery(analysis, node.SubLink, scope))
    } else if (isNode(node, 'SelectStmt')) {
      found.push(mergeOrigins(analysis.query(node.SelectStmt, scope).columns.map(({ origins }) => origins)))
    } else if (isNode(node, 'FuncCall')) {
      visit(partsOfCall(node.FuncCall, scope, windows))
    } else if (isNode(node, 'TypeCast')) {
      // Type modifiers look like columns: geometry(Point, 4326).
      visit(node.TypeCast.arg ? [node.TypeCast.arg] : [])
    } else if (!isNode(node, 'TypeName')) visit(childrenOf(node).filter((child) => !isTypeName(child)))
  }
  if (!withColumns) return noOrigins
  const cost = found.length > 1 ? found.reduce((sum, { size }) => sum + size, 0) : 1
  return analysis.afford(cost) ? mergeOrigins(found) : noOrigins
}

function resolveReference(reference: ColumnRef, scope: Scope): Resolved<Origins> {
  const path = names(reference.fields)
  const star = reference.fields?.some((field) => isNode(field, 'A_Star')) ?? false
  return star ? resolveWholeRow(scope, path) : resolveColumn(scope, path)
}

/** `(t).a`, where t is a relation and not a column, reads one column only. */
function fieldOfRow(
  row: Node | undefined,
  indirection: readonly Node[] | undefined,
  scope: Scope,
): readonly string[] | undefined {
  const [field] = names(indirection?.slice(0, 1))
  if (field === undefined || row === undefined || !isNode(row, 'ColumnRef')) return undefined
  const path = names(row.ColumnRef.fields)
  const [name] = path
  if (name === undefined || path.length !== 1) return undefined
  for (let level: Scope | undefined = scope; level; level = level.parent)
    if (level.namespace.visible.find(name).length > 0) return undefined
  return 'found' in resolveColumn(scope, [name, field]) ? [name, field] : undefined
}

/** What the value of a subquery in an expression depends on; EXISTS is read here, and depends on no column. */
function partsOfSubquery(analysis: Analysis, link: SubLink, scope: Scope): object[] {
  const select = link.subselect
  if (link.subLinkType === 'EXISTS_SUBLINK' && select && isNode(select, 'SelectStmt')) {
    analysis.query(select.SelectStmt, scope)
    return []
  }
  return [link.testexpr, select].filter((part) => part !== undefined)
}

/** Arguments, FILTER, ORDER BY and the window, named windows included (each once: a text may define them in a circle). */
function partsOfCall(call: FuncCall, scope: Scope, seen: Set<string>): object[] {
  const parts: object[] = [...(call.args ?? []), ...(call.agg_order ?? [])]
  if (call.agg_filter) parts.push(call.agg_filter)
  for (let window = call.over; window !== undefined; ) {
    parts.push(...(window.partitionClause ?? []), ...(window.orderClause ?? []))
    const bounds = [window.startOffset, window.endOffset]
    parts.push(...bounds.filter((bound) => bound !== undefined))
    const name: string | undefined = window.refname ?? (window === call.over ? window.name : undefined)
    if (name === undefined || seen.has(name)) break
    seen.add(name)
    window = scope.windows.get(name)
  }
  return parts
}

/** Fields that hold a TypeName carry it without its kind. */
function isTypeName(part: object): boolean {
  return Object.hasOwn(part, 'typemod') && Object.hasOwn(part, 'names')
}
