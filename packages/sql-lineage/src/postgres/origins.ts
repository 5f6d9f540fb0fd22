/** The columns a value comes from, as sets of shared objects: equal columns are the same object. */
import type { SourceColumn } from '../lineage.ts'

/** Stands for a column of a recursive CTE while that CTE's own query is still being read. */
export interface SelfColumn {
  readonly recursiveColumn: number
}

export type Origin = SourceColumn | SelfColumn
export type Origins = ReadonlySet<Origin>

export function isSourceColumn(origin: Origin): origin is SourceColumn {
  return 'column' in origin
}

export const noOrigins: Origins = new Set()

/** The union, in order of first appearance; reuses the input when it alone says it all. */
export function mergeOrigins(sets: Iterable<Origins>): Origins {
  let first = noOrigins
  let merged: Set<Origin> | undefined
  for (const set of sets) {
    if (set.size === 0 || set === first) continue
    if (first.size === 0) {
      first = set
      continue
    }
    merged ??= new Set(first)
    for (const origin of set) merged.add(origin)
  }
  return merged ?? first
}
