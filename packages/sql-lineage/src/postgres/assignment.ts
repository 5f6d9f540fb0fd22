/** Writing into columns: which target column receives which origins, in INSERT, UPDATE and MERGE. */
import type { Node } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { originsOf } from './expression.ts'
import { mergeOrigins, noOrigins, type Origins } from './origins.ts'
import type { Column, Relation } from './relation.ts'
import type { Scope } from './scope.ts'
import { isNode } from './syntax-tree.ts'

/** `SET a = …, (b, c) = (…), d[1] = …`: a column assigned in parts is listed once per part. */
export function updateAssignments(
  analysis: Analysis,
  targets: readonly Node[] | undefined,
  scope: Scope,
): Column[] {
  let sources: readonly Origins[] = []
  return (targets ?? []).flatMap((target) => {
    if (!isNode(target, 'ResTarget')) return []
    const { name, val } = target.ResTarget
    if (val === undefined || !isNode(val, 'MultiAssignRef'))
      return [{ name: name ?? '', origins: originsOf(analysis, val, scope) }]
    const { source, colno = 1 } = val.MultiAssignRef
    // Every column of the list carries a copy of the same source: it is read with the first.
    if (colno === 1) sources = multipleSources(analysis, source, scope)
    return [{ name: name ?? '', origins: sources[colno - 1] ?? noOrigins }]
  })
}

function multipleSources(analysis: Analysis, source: Node | undefined, scope: Scope): readonly Origins[] {
  if (source && isNode(source, 'RowExpr'))
    return (source.RowExpr.args ?? []).map((value) => originsOf(analysis, value, scope))
  const select = source && isNode(source, 'SubLink') ? source.SubLink.subselect : undefined
  if (select && isNode(select, 'SelectStmt')) {
    const relation = analysis.query(select.SelectStmt, scope)
    return relation.columns.slice(0, relation.openFrom ?? relation.width).map(({ origins }) => origins)
  }
  analysis.note('the right side of SET (…) = … is not a row or a subquery; its columns are not traced')
  return []
}

/** INSERT pairs values with the listed columns, or with the target's own columns in their order. */
export function insertAssignments(
  analysis: Analysis,
  columns: readonly Node[] | undefined,
  target: Relation,
  values: Relation,
): Column[] {
  const listed = columns?.flatMap((node) => (isNode(node, 'ResTarget') ? [node.ResTarget.name ?? ''] : []))
  const receivers = listed ?? target.columns.map(({ name }) => name)
  const known = values.columns.slice(0, values.openFrom ?? values.width)
  if (listed === undefined && target.openFrom !== undefined && receivers.length < known.length)
    analysis.note('INSERT names no columns and its target is not known; its columns are not traced')
  else if (values.openFrom !== undefined)
    analysis.note(
      `INSERT columns from position ${known.length + 1} on are not traced: not all columns are known`,
    )
  else if (known.length > receivers.length)
    analysis.note(
      `INSERT hands ${known.length} values to ${receivers.length} columns; the surplus is not traced`,
    )
  return known.flatMap((value, index) => {
    const name = receivers[index]
    return name === undefined ? [] : [{ name, origins: value.origins }]
  })
}

/** One entry per column, in order of first assignment. */
export function mergeAssignments(columns: readonly Column[]): Column[] {
  return [...Map.groupBy(columns, ({ name }) => name)].map(([name, same]) => ({
    name,
    origins: mergeOrigins(same.map(({ origins }) => origins)),
  }))
}
