/** WITH: common table expressions, recursive ones included. */
import type { CommonTableExpr, Node, WithClause } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { mergeOrigins, noOrigins, type Origin, type Origins, type SelfColumn } from './origins.ts'
import { type Column, createRelation, type Relation, renameColumns, unknownRelation } from './relation.ts'
import type { CommonTables, Scope } from './scope.ts'
import { combineBranches } from './set-operation.ts'
import { isNode, names } from './syntax-tree.ts'

/** The scope in which a WITH clause's names are visible. Every CTE is read, used or not: an unused one still reads its tables. */
export function withCommonTables(analysis: Analysis, clause: WithClause | undefined, outer: Scope): Scope {
  const expressions = (clause?.ctes ?? []).flatMap((node) =>
    isNode(node, 'CommonTableExpr') ? [node.CommonTableExpr] : [],
  )
  if (expressions.length === 0) return outer
  return clause?.recursive
    ? recursiveTables(analysis, expressions, outer)
    : sequentialTables(analysis, expressions, outer)
}

/** Each CTE sees those before it. */
function sequentialTables(analysis: Analysis, expressions: readonly CommonTableExpr[], outer: Scope): Scope {
  const relations = new Map<string, Relation>()
  const scope = { ...outer, commonTables: layered(relations, outer.commonTables) }
  for (const expression of expressions)
    relations.set(expression.ctename ?? '', read(analysis, expression, scope, readQuery))
  return scope
}

function layered(relations: ReadonlyMap<string, Relation>, outer: CommonTables): CommonTables {
  return { find: (name) => relations.get(name) ?? outer.find(name) }
}

/** With RECURSIVE each CTE sees all of them, itself included, so each is read when it is first asked for. */
function recursiveTables(analysis: Analysis, expressions: readonly CommonTableExpr[], outer: Scope): Scope {
  const byName = new Map(expressions.map((expression) => [expression.ctename ?? '', expression]))
  const finished = new Map<string, Relation>()
  const underWay = new Map<string, Relation>()
  const find = (name: string): Relation | undefined => {
    const expression = byName.get(name)
    if (expression === undefined) return outer.commonTables.find(name)
    const done = finished.get(name) ?? underWay.get(name)
    if (done) return done
    underWay.set(name, selfBeforeItsColumns(analysis, name))
    const relation = read(analysis, expression, scope, (query) =>
      readRecursive(analysis, query, scope, names(expression.aliascolnames), (self) =>
        underWay.set(name, self),
      ),
    )
    underWay.delete(name)
    finished.set(name, relation)
    return relation
  }
  const scope: Scope = { ...outer, commonTables: { find } }
  for (const name of byName.keys()) find(name)
  return scope
}

/** A CTE that reads itself before its non-recursive part has given it columns. */
function selfBeforeItsColumns(analysis: Analysis, name: string): Relation {
  const relation = unknownRelation()
  return {
    ...relation,
    find(column) {
      analysis.note(
        `CTE ${JSON.stringify(name)} reads itself outside of the right side of a UNION; not traced`,
      )
      return relation.find(column)
    },
  }
}

function read(
  analysis: Analysis,
  expression: CommonTableExpr,
  scope: Scope,
  reader: (query: Node, analysis: Analysis, scope: Scope) => Relation,
): Relation {
  const query = expression.ctequery
  const relation = query ? reader(query, analysis, scope) : unknownRelation()
  return withSearchAndCycle(expression, renameColumns(relation, names(expression.aliascolnames)))
}

function readQuery(query: Node, analysis: Analysis, scope: Scope): Relation {
  return isNode(query, 'SelectStmt')
    ? analysis.query(query.SelectStmt, scope)
    : analysis.modification(query, scope)
}

/**
 * `base UNION [ALL] step`: the step is read once with stand-ins for the CTE's own columns, which are then replaced by what they stand
 * for until nothing new appears (a column may feed another one a few rounds later).
 */
function readRecursive(
  analysis: Analysis,
  query: Node,
  scope: Scope,
  aliases: readonly string[],
  announce: (self: Relation) => void,
): Relation {
  const select = isNode(query, 'SelectStmt') ? query.SelectStmt : undefined
  if (select?.op !== 'SETOP_UNION' || !select.larg || !select.rarg) return readQuery(query, analysis, scope)
  const inner = withCommonTables(analysis, select.withClause, scope)
  const base = analysis.query(select.larg, inner)
  const standIns = base.columns.map((_, index): SelfColumn => ({ recursiveColumn: index }))
  const self = createRelation(
    base.columns.map(({ name }, index): Column => ({ name, origins: new Set(only(standIns[index])) })),
    base.openFrom,
  )
  announce(renameColumns(self, aliases))
  const step = analysis.query(select.rarg, inner)
  const combined = combineBranches(analysis, [base, step])
  return createRelation(
    combined.columns.map((column, index) => ({
      ...column,
      origins: replaceStandIns(index, combined.columns, standIns),
    })),
    combined.openFrom,
  )
}

function only<T>(item: T | undefined): T[] {
  return item === undefined ? [] : [item]
}

/** Follows stand-ins of this CTE from one column to the next; those of an enclosing CTE stay. */
function replaceStandIns(
  start: number,
  columns: readonly Column[],
  standIns: readonly SelfColumn[],
): Origins {
  const own = new Map<Origin, number>(standIns.map((standIn, index) => [standIn, index]))
  const result = new Set<Origin>()
  const seen = new Set([start])
  for (const index of seen)
    for (const origin of columns[index]?.origins ?? noOrigins) {
      const next = own.get(origin)
      if (next === undefined) result.add(origin)
      else seen.add(next)
    }
  return result
}

/** SEARCH adds its sequence column, CYCLE its mark and its path. */
function withSearchAndCycle(expression: CommonTableExpr, relation: Relation): Relation {
  const originsOfColumns = (nodes: readonly Node[] | undefined): Origins =>
    mergeOrigins(names(nodes).flatMap((name) => relation.find(name).map(({ origins }) => origins)))
  const search = expression.search_clause
  const cycle = expression.cycle_clause
  const cycleOrigins = originsOfColumns(cycle?.cycle_col_list)
  const added: Column[] = []
  if (search?.search_seq_column)
    added.push({ name: search.search_seq_column, origins: originsOfColumns(search.search_col_list) })
  if (cycle?.cycle_mark_column) added.push({ name: cycle.cycle_mark_column, origins: cycleOrigins })
  if (cycle?.cycle_path_column) added.push({ name: cycle.cycle_path_column, origins: cycleOrigins })
  if (added.length === 0) return relation
  return createRelation([...relation.columns, ...added], relation.openFrom, relation.unlisted)
}
