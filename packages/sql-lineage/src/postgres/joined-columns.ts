/** The equalities of two columns that a condition demands: `a.x = b.y AND …`. */
import type { Node } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { readTables } from './expression.ts'
import { resolveColumn, type Scope } from './scope.ts'
import { isNode, names } from './syntax-tree.ts'

/** For WHERE and ON: the tables that subqueries in it read, and the columns that it joins by. */
export function readCondition(analysis: Analysis, condition: Node | undefined, scope: Scope): void {
  readTables(analysis, condition, scope)
  const pending = condition ? [condition] : []
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isNode(node, 'BoolExpr') && node.BoolExpr.boolop === 'AND_EXPR') {
      pending.push(...(node.BoolExpr.args ?? []).toReversed())
    } else if (isNode(node, 'A_Expr') && node.A_Expr.kind === 'AEXPR_OP') {
      const { name, lexpr, rexpr } = node.A_Expr
      const [left, right] = [columnOf(lexpr, scope), columnOf(rexpr, scope)]
      if (left && right && names(name).at(-1) === '=') analysis.joins(left, right)
    }
  }
}

function columnOf(node: Node | undefined, scope: Scope) {
  if (node === undefined || !isNode(node, 'ColumnRef')) return undefined
  const path = names(node.ColumnRef.fields)
  if (path.length === 0) return undefined
  const resolved = resolveColumn(scope, path)
  return 'found' in resolved ? resolved.found : undefined
}
