/** The select list: expands stars, names columns, collects each column's origins. */
import type { Node, ResTarget } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { columnName } from './column-name.ts'
import { originsOf } from './expression.ts'
import { type Column, createRelation, type Relation } from './relation.ts'
import { type Resolved, resolveRelation, type Scope } from './scope.ts'
import { isNode, names } from './syntax-tree.ts'

/** The columns of a select list or RETURNING list, in order. */
export function selectList(analysis: Analysis, targets: readonly Node[], scope: Scope): Relation {
  const columns: Column[] = []
  let openFrom: number | undefined
  for (const target of targets) {
    if (!isNode(target, 'ResTarget')) continue
    const star = expandStar(target.ResTarget, scope)
    if (star === undefined) {
      columns.push({
        name: target.ResTarget.name ?? columnName(target.ResTarget.val),
        origins: originsOf(analysis, target.ResTarget.val, scope),
      })
      continue
    }
    if ('problem' in star) {
      openFrom ??= columns.length
      analysis.note(`${writtenStar(target.ResTarget)} cannot be expanded: ${star.problem}`)
      continue
    }
    if (star.found.openFrom !== undefined) {
      openFrom ??= columns.length + star.found.openFrom
      analysis.note(
        `${writtenStar(target.ResTarget)} cannot be fully expanded: not all of its columns are known`,
      )
    }
    if (!analysis.afford(star.found.width)) {
      openFrom ??= columns.length
      continue
    }
    for (const column of star.found.columns) columns.push(column)
  }
  return createRelation(columns, openFrom)
}

/** The relation that `*`, `t.*` or `(t).*` stands for; undefined when the target is no star. */
function expandStar(target: ResTarget, scope: Scope): Resolved<Relation> | undefined {
  const value = target.val
  if (value === undefined) return undefined
  if (isNode(value, 'ColumnRef') && endsWithStar(value.ColumnRef.fields)) {
    const qualifier = names(value.ColumnRef.fields)
    return qualifier.length === 0 ? { found: scope.namespace.visible } : resolveRelation(scope, qualifier)
  }
  if (!isNode(value, 'A_Indirection') || !endsWithStar(value.A_Indirection.indirection)) return undefined
  const row = value.A_Indirection.arg
  if (row && isNode(row, 'ColumnRef') && value.A_Indirection.indirection?.length === 1) {
    const path = names(row.ColumnRef.fields)
    const isColumn = scope.namespace.visible.find(path.at(-1) ?? '').length > 0
    const relation = resolveRelation(scope, path)
    if ('found' in relation && !isColumn) return relation
  }
  return { problem: 'the fields of a composite value are not known' }
}

function endsWithStar(fields: readonly Node[] | undefined): boolean {
  const last = fields?.at(-1)
  return last !== undefined && isNode(last, 'A_Star')
}

function writtenStar(target: ResTarget): string {
  const value = target.val
  if (value === undefined || !isNode(value, 'ColumnRef')) return '(…).*'
  return [...names(value.ColumnRef.fields).map((name) => JSON.stringify(name)), '*'].join('.')
}
