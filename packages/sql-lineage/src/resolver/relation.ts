/** A relation inside a query: named columns with their origins. Names compare without case. */
import type { SourceColumn } from '../lineage.ts'

export type Origins = ReadonlySet<SourceColumn>

export interface Column {
  readonly name: string
  readonly origins: Origins
}

export interface Relation {
  readonly columns: readonly Column[]
  /** Whether there are columns beyond those listed. */
  readonly open: boolean
  /** What a column that is not listed derives from (a function's arguments); undefined when nothing can be said. */
  readonly unlisted: Origins | undefined
}

export const noOrigins: Origins = new Set()
export const emptyRelation: Relation = { columns: [], open: false, unlisted: undefined }
export const unknownRelation: Relation = { columns: [], open: true, unlisted: undefined }

export function relationOf(columns: readonly Column[]): Relation {
  return { columns, open: false, unlisted: undefined }
}

export function sameName(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase()
}

export function columnsNamed(relation: Relation, name: string): readonly Column[] {
  return relation.columns.filter((column) => sameName(column.name, name))
}

/** The union, in order of first appearance. */
export function mergeOrigins(sets: readonly Origins[]): Origins {
  const filled = sets.filter(({ size }) => size > 0)
  if (filled.length <= 1) return filled[0] ?? noOrigins
  const merged = new Set<SourceColumn>()
  for (const set of filled) for (const origin of set) merged.add(origin)
  return merged
}

export function wholeRow(relation: Relation): Origins {
  return mergeOrigins([...relation.columns.map(({ origins }) => origins), relation.unlisted ?? noOrigins])
}

/** Columns of both, left first. */
export function concat(left: Relation, right: Relation): Relation {
  return {
    columns: [...left.columns, ...right.columns],
    open: left.open || right.open,
    // Two relations that hide columns leave open which of them an unlisted one belongs to.
    unlisted: left.open && right.open ? undefined : (left.unlisted ?? right.unlisted),
  }
}

/** Renames the leading columns, as `AS x (a, b)` and `CREATE VIEW v (a, b)` do. */
export function renameColumns(relation: Relation, names: readonly string[]): Relation {
  if (names.length === 0) return relation
  const renamed = relation.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
  if (!relation.open) return { ...relation, columns: renamed }
  const beyond = names.slice(renamed.length)
  const added = beyond.map((name) => ({ name, origins: relation.unlisted ?? noOrigins }))
  return { ...relation, columns: [...renamed, ...added] }
}
