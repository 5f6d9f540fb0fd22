/** One parsed statement to lineage results: what it creates or writes, and from what. */
import type { Node, RangeVar } from 'libpg-query'
import type { KnownSchemas, LineageResult, SourceColumn } from '../lineage.ts'
import { type Analysis, createAnalysis, type Findings, relationKey } from './analysis.ts'
import { type Modification, readModification } from './modification.ts'
import { isSourceColumn } from './origins.ts'
import { readQuery } from './query.ts'
import { emptyRelation, type Relation, renameColumns } from './relation.ts'
import { outermostScope } from './scope.ts'
import { isNode, names } from './syntax-tree.ts'

/** Statements that may move data in ways their text does not show. */
const opaque = new Map([
  ['DoStmt', 'a DO block'],
  ['CallStmt', 'CALL'],
  ['ExecuteStmt', 'EXECUTE'],
])

/** Results of a statement: those of its data-modifying CTEs, then its own. DDL, COPY and session commands have none. */
export function readStatement(statement: Node, known: KnownSchemas): readonly LineageResult[] {
  const results: LineageResult[] = []
  // Each data-modifying CTE gets an analysis of its own, so that its sources are its own; the CTEs in scope go on noting theirs
  // where they were read.
  const analyse = (): Analysis & Findings =>
    createAnalysis(known, {
      query: readQuery,
      modification(outer, nested, scope) {
        const own = analyse()
        const written = readModification(own, nested, scope)
        if (written === undefined) {
          outer.note(`a CTE that is a ${Object.keys(nested)[0] ?? 'statement'} is not traced`)
          return emptyRelation
        }
        results.push(resultOfModification(own, written, known))
        return written.returning
      },
    })
  const result = ownResult(analyse(), statement, known)
  return result ? [...results, result] : results
}

function ownResult(
  analysis: Analysis & Findings,
  statement: Node,
  known: KnownSchemas,
): LineageResult | undefined {
  const written = readModification(analysis, statement, outermostScope)
  if (written) return resultOfModification(analysis, written, known)
  if (isNode(statement, 'SelectStmt')) {
    const into = statement.SelectStmt.intoClause
    const relation = analysis.query(statement.SelectStmt, outermostScope)
    return toResult(analysis, relation.columns, into?.rel && createdName(into.rel, known))
  }
  if (isNode(statement, 'ViewStmt')) {
    const { view = {}, aliases, query } = statement.ViewStmt
    return creation(analysis, view, names(aliases), query, known)
  }
  if (isNode(statement, 'CreateTableAsStmt')) {
    const { into, query } = statement.CreateTableAsStmt
    return creation(analysis, into?.rel ?? {}, names(into?.colNames), query, known)
  }
  const carried = carriedStatement(statement)
  if (carried) return ownResult(analysis, carried, known)
  const name = opaque.get(Object.keys(statement)[0] ?? '')
  if (name === undefined) return undefined
  analysis.note(`${name} is not read: what it does is not in this text or not in SQL`)
  return toResult(analysis, [], undefined)
}

/** PREPARE, DECLARE CURSOR and EXPLAIN carry the statement they are about. */
function carriedStatement(statement: Node): Node | undefined {
  if (isNode(statement, 'PrepareStmt')) return statement.PrepareStmt.query
  if (isNode(statement, 'DeclareCursorStmt')) return statement.DeclareCursorStmt.query
  return isNode(statement, 'ExplainStmt') ? statement.ExplainStmt.query : undefined
}

function creation(
  analysis: Analysis & Findings,
  target: RangeVar,
  columnNames: readonly string[],
  query: Node | undefined,
  known: KnownSchemas,
): LineageResult {
  let relation: Relation = emptyRelation
  if (query && isNode(query, 'SelectStmt')) relation = analysis.query(query.SelectStmt, outermostScope)
  else analysis.note('CREATE TABLE … AS EXECUTE is not read: the prepared statement is not in this text')
  const renamed = renameColumns(relation, columnNames)
  return toResult(analysis, renamed.columns, createdName(target, known))
}

function resultOfModification(
  analysis: Analysis & Findings,
  { target, columns }: Modification,
  known: KnownSchemas,
): LineageResult {
  const table = analysis.lookUp(target)
  return toResult(
    analysis,
    columns,
    table ? { schema: table.schema, table: table.name } : createdName(target, known),
  )
}

/** A relation that need not exist yet: unqualified names go to the first schema of the search path. */
function createdName(target: RangeVar, known: KnownSchemas): { schema: string; table: string } {
  const table = target.relname ?? ''
  if (target.relpersistence === 't') return { schema: target.schemaname ?? 'pg_temp', table }
  const existing = known.find(target.schemaname, table)
  return { schema: target.schemaname ?? existing?.schema ?? known.searchPath?.[0] ?? 'public', table }
}

function toResult(
  analysis: Analysis & Findings,
  columns: Relation['columns'],
  target: { readonly schema: string; readonly table: string } | undefined,
): LineageResult {
  const lists = new Map<object, readonly SourceColumn[]>()
  const traced = columns.map(({ name, origins }) => {
    const from = lists.get(origins) ?? [...origins].filter(isSourceColumn)
    lists.set(origins, from)
    return { toColumn: name, from }
  })
  const sources = new Map(analysis.sources)
  for (const from of lists.values())
    for (const { schema, table } of from) {
      const key = relationKey(schema, table)
      if (!sources.has(key)) sources.set(key, { schema, table })
    }
  const result = {
    sources: [...sources.values()],
    columns: traced,
    ...(analysis.joined.length > 0 ? { joins: analysis.joined } : {}),
    notUnderstood: [...analysis.notes],
  }
  return target ? { ...result, target } : result
}
