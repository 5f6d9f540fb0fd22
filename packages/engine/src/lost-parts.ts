/** Columns and fields that a write leaves out: lineage speaks of them no longer. */
import type { LineageDetails } from '@waymark/spec'
import type { Tx } from './database.ts'
import { partNames } from './descendants.ts'
import { renamedFqn } from './fqn-range.ts'
import { rewriteEdges } from './lineage/edge-rows.ts'
import type { Plan } from './plan.ts'

type ColumnLineage = NonNullable<LineageDetails['columnsLineage']>[number]

/** Names as they are after the write, of an entity that may have got another name with it. */
function lostParts({ type, before, after, changed }: Plan): readonly string[] {
  if (!before || !type.partPaths.some((path) => changed.includes(path.split('.', 1)[0] ?? path))) return []
  const { stored } = before
  const kept = new Set(partNames(type, after))
  return partNames(type, stored)
    .map((name) => renamedFqn(name, stored.fqn, after.fqn) ?? name)
    .filter((name) => !kept.has(name))
}

/** An edge stays without its columns: the tables are made from one another as before. */
export async function forgetLostParts(tx: Tx, plans: readonly Plan[]): Promise<void> {
  const lost = new Set<string>()
  const ids: string[] = []
  for (const plan of plans) {
    const names = lostParts(plan)
    if (names.length === 0) continue
    ids.push(plan.after.id)
    for (const name of names) lost.add(name)
  }
  if (ids.length > 0) await rewriteEdges(tx, ids, ({ details }) => without(details, lost))
}

function without(details: LineageDetails, lost: ReadonlySet<string>): LineageDetails {
  const { columnsLineage = [], ...rest } = details
  const isTouched = ({ fromColumns = [], toColumn = '' }: ColumnLineage) =>
    lost.has(toColumn) || fromColumns.some((name) => lost.has(name))
  if (!columnsLineage.some(isTouched)) return details
  const left = columnsLineage.flatMap((column): ColumnLineage[] => {
    if (!isTouched(column)) return [column]
    const fromColumns = (column.fromColumns ?? []).filter((name) => !lost.has(name))
    return fromColumns.length === 0 || lost.has(column.toColumn ?? '') ? [] : [{ ...column, fromColumns }]
  })
  return left.length === 0 ? rest : { ...rest, columnsLineage: left }
}
