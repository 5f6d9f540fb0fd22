/** SELECT, VALUES, TABLE and set operations: the columns that a query produces. */
import type { SelectStmt, WindowDef } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { withCommonTables } from './common-table.ts'
import { originsOf, readTables } from './expression.ts'
import { fromClause } from './from-clause.ts'
import { readCondition } from './joined-columns.ts'
import { mergeOrigins, type Origins } from './origins.ts'
import { createRelation, type Relation, unknownRelation } from './relation.ts'
import { nestedScope, type Scope } from './scope.ts'
import { selectList } from './select-list.ts'
import { combineBranches } from './set-operation.ts'
import { isNode } from './syntax-tree.ts'

/** Reads a query inside `outer`, the scope of the query level around it (with the siblings that LATERAL shows). */
export function readQuery(analysis: Analysis, select: SelectStmt, outer: Scope): Relation {
  return analysis.nested(() => readLevel(analysis, select, outer)) ?? unknownRelation()
}

function readLevel(analysis: Analysis, select: SelectStmt, outer: Scope): Relation {
  const scope = withCommonTables(analysis, select.withClause, outer)
  if (select.valuesLists) return readValues(analysis, select, scope)
  if (select.larg && select.rarg) return readSetOperation(analysis, select, scope)
  const inside = nestedScope(scope, fromClause(analysis, select.fromClause, scope), windowsOf(select))
  const relation = selectList(analysis, select.targetList ?? [], inside)
  readCondition(analysis, select.whereClause, inside)
  for (const part of [
    select.groupClause,
    select.havingClause,
    select.windowClause,
    select.distinctClause,
    select.sortClause,
    select.limitCount,
    select.limitOffset,
  ])
    readTables(analysis, part, inside)
  return relation
}

function windowsOf(select: SelectStmt): ReadonlyMap<string, WindowDef> {
  return new Map(
    (select.windowClause ?? []).flatMap((node): [string, WindowDef][] =>
      isNode(node, 'WindowDef') ? [[node.WindowDef.name ?? '', node.WindowDef]] : [],
    ),
  )
}

/** Columns are called column1, column2, …; a column's origins are those of its expression in every row. */
function readValues(analysis: Analysis, select: SelectStmt, scope: Scope): Relation {
  const columns: Origins[][] = []
  for (const row of select.valuesLists ?? [])
    if (isNode(row, 'List'))
      for (const [index, value] of (row.List.items ?? []).entries()) {
        const origins = originsOf(analysis, value, scope)
        const column = columns[index]
        if (column === undefined) columns[index] = [origins]
        else if (origins.size > 0) column.push(origins)
      }
  readTables(analysis, [select.sortClause, select.limitCount, select.limitOffset].filter(isPresent), scope)
  return createRelation(
    columns.map((origins, index) => ({ name: `column${index + 1}`, origins: mergeOrigins(origins) })),
  )
}

/**
 * `a UNION b UNION c …` leans left and may be long: its spine is followed in a loop. INTERSECT passes on values that both sides hold;
 * EXCEPT only removes rows, so its right side is read, like a filter, but no value comes from it.
 */
function readSetOperation(analysis: Analysis, outermost: SelectStmt, scope: Scope): Relation {
  const operations: SelectStmt[] = [outermost]
  let first = outermost.larg ?? {}
  while (first.larg && first.rarg && !first.withClause) {
    operations.push(first)
    first = first.larg
  }
  const branches = [analysis.query(first, scope)]
  for (const operation of operations.toReversed()) {
    const right = analysis.query(operation.rarg ?? {}, scope)
    if (operation.op !== 'SETOP_EXCEPT') branches.push(right)
    readTables(
      analysis,
      [operation.sortClause, operation.limitCount, operation.limitOffset].filter(isPresent),
      scope,
    )
  }
  return combineBranches(analysis, branches)
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined
}
