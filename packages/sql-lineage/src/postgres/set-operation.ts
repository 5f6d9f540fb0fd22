/** Positional combination of the branches of UNION, INTERSECT and recursive CTEs. */
import type { Analysis } from './analysis.ts'
import { mergeOrigins } from './origins.ts'
import { createRelation, emptyRelation, type Relation } from './relation.ts'

/** The first branch names the columns; each column's origins are those of every branch at its position. */
export function combineBranches(analysis: Analysis, branches: readonly Relation[]): Relation {
  const [first = emptyRelation, ...others] = branches
  if (others.length === 0) return first
  const reliable = branches.map(({ openFrom }) => openFrom ?? Number.POSITIVE_INFINITY)
  const upTo = Math.min(...reliable)
  if (upTo !== Number.POSITIVE_INFINITY)
    analysis.note(
      `columns of a set operation from position ${upTo + 1} on are traced in its first branch only: not all columns are known`,
    )
  const odd = others.find(({ width }) => upTo === Number.POSITIVE_INFINITY && width !== first.width)
  if (odd)
    analysis.note(
      `a set operation combines ${first.width} with ${odd.width} columns; the surplus is not traced`,
    )
  const cost = branches.reduce(
    (sum, { columns }) => sum + columns.reduce((all, c) => all + c.origins.size, 1),
    0,
  )
  if (!analysis.afford(cost)) return first
  return createRelation(
    first.columns.map((column, index) =>
      index < upTo
        ? {
            ...column,
            origins: mergeOrigins(branches.flatMap(({ columns }) => columns[index]?.origins ?? [])),
          }
        : column,
    ),
    first.openFrom,
  )
}
