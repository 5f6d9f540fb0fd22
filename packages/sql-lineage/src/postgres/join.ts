/** What a join makes visible: merged USING or NATURAL columns first, then the rest of both sides. */
import type { JoinExpr } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { mergeOrigins, type Origins } from './origins.ts'
import {
  type Column,
  concatRelations,
  createRelation,
  type Relation,
  renameColumns,
  unknownRelation,
  unlistedOfBoth,
} from './relation.ts'
import { type Namespace, namespaceOf } from './scope.ts'
import { names } from './syntax-tree.ts'

/** Joins two namespaces; an alias on the join hides the names inside it, an alias on USING names the merged columns. */
export function joinNamespaces(
  analysis: Analysis,
  join: JoinExpr,
  left: Namespace,
  right: Namespace,
): Namespace {
  const shared = sharedColumns(analysis, join, left.visible, right.visible)
  for (const name of shared) {
    const [[mine], [theirs]] = [left.visible.find(name), right.visible.find(name)]
    if (mine && theirs) analysis.joins(mine.origins, theirs.origins)
  }
  const merged = shared.map(
    (name): Column => ({
      name,
      origins: mergedOrigins(analysis, join, left.visible, right.visible, name),
    }),
  )
  const visible = merge(analysis, merged, left.visible, right.visible)
  if (join.alias)
    return namespaceOf(join.alias.aliasname ?? '', renameColumns(visible, names(join.alias.colnames)))
  const usingAlias = join.join_using_alias?.aliasname
  const items =
    usingAlias === undefined ? [] : [{ name: usingAlias, table: undefined, relation: createRelation(merged) }]
  return { items: [...left.items, ...right.items, ...items], visible }
}

function sharedColumns(analysis: Analysis, join: JoinExpr, left: Relation, right: Relation): string[] {
  if (!join.isNatural) return names(join.usingClause)
  if (left.openFrom !== undefined || right.openFrom !== undefined)
    analysis.note('a NATURAL JOIN cannot be fully traced: not all columns of both sides are known')
  return left.columns.map(({ name }) => name).filter((name) => right.find(name).length > 0)
}

/**
 * Where a merged column's value comes from (parse_clause.c, buildMergedJoinVar): the left side, of a RIGHT JOIN the right side, of a
 * FULL JOIN either.
 */
function mergedOrigins(
  analysis: Analysis,
  join: JoinExpr,
  left: Relation,
  right: Relation,
  name: string,
): Origins {
  const sides =
    join.jointype === 'JOIN_FULL' ? [left, right] : [join.jointype === 'JOIN_RIGHT' ? right : left]
  return mergeOrigins(
    sides.map((side) => {
      const [column, second] = side.find(name)
      if (column && !second) return column.origins
      if (side.unlisted && !second) return side.unlisted
      const reason = second
        ? 'is ambiguous'
        : side.openFrom === undefined
          ? 'does not exist'
          : 'belongs to a relation that is not known'
      analysis.note(`join column ${JSON.stringify(name)} cannot be traced: it ${reason}`)
      return mergeOrigins([])
    }),
  )
}

function merge(analysis: Analysis, merged: readonly Column[], left: Relation, right: Relation): Relation {
  if (merged.length === 0) return concatRelations(left, right)
  if (!analysis.afford(left.width + right.width)) return unknownRelation()
  const shared = new Set(merged.map(({ name }) => name))
  const rest = (relation: Relation, end?: number): Column[] =>
    relation.columns.slice(0, end).filter(({ name }) => !shared.has(name))
  const restOfLeft = rest(left)
  const openFrom =
    left.openFrom !== undefined
      ? merged.length + rest(left, left.openFrom).length
      : right.openFrom !== undefined
        ? merged.length + restOfLeft.length + rest(right, right.openFrom).length
        : undefined
  return createRelation([...merged, ...restOfLeft, ...rest(right)], openFrom, unlistedOfBoth(left, right))
}
