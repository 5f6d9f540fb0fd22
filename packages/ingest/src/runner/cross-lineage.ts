/** The edge of a record whose ends may be in other sources: names and places become ids, column names those of the catalog. */
import { type AddLineage, childFqn } from '@waymark/spec'
import { type LineageEnd, placeText } from '../source-place.ts'
import type { CrossLineageRecord, LineageRecord } from '../source-record.ts'
import type { EntityIds } from './entity-ids.ts'
import type { FoundColumn, PlaceFinder } from './place-finder.ts'

interface ResolvedEnd {
  readonly id: string
  readonly type: string
  readonly fullyQualifiedName: string
  /** The catalog's name of a column; undefined where the end has no such column. */
  column(path: readonly string[]): string | undefined
}

/** An edge, or what stands in its way; `end` is what a problem is told of: the end that belongs to the source. */
export type CrossEdge =
  | (AddLineage['edge'] & { readonly end: LineageRecord['to'] })
  | { readonly problem: string; readonly end: LineageRecord['to'] }

export async function crossEdge(
  record: CrossLineageRecord,
  ids: EntityIds,
  places: PlaceFinder,
): Promise<CrossEdge> {
  const end = ownEnd(record)
  const from = await resolved(record.from, ids, places)
  const to = await resolved(record.to, ids, places)
  if (typeof from === 'string') return { problem: `No lineage from ${nameOf(record.from)}: ${from}`, end }
  if (typeof to === 'string') return { problem: `No lineage to ${nameOf(record.to)}: ${to}`, end }
  const columnsLineage = record.columns.flatMap((column) => {
    const toColumn = to.column(column.to)
    const fromColumns = column.from.flatMap((path) => from.column(path) ?? [])
    return toColumn === undefined || fromColumns.length === 0 ? [] : [{ fromColumns, toColumn }]
  })
  const throughId = record.through && (await ids.of(record.through.type, record.through.fullyQualifiedName))
  return {
    end,
    fromEntity: { id: from.id, type: from.type, fullyQualifiedName: from.fullyQualifiedName },
    toEntity: { id: to.id, type: to.type },
    lineageDetails: {
      ...record.details,
      ...(columnsLineage.length > 0 ? { columnsLineage } : {}),
      ...(record.through && throughId ? { pipeline: { id: throughId, type: record.through.type } } : {}),
    },
  }
}

async function resolved(end: LineageEnd, ids: EntityIds, places: PlaceFinder): Promise<ResolvedEnd | string> {
  if ('place' in end) {
    const found = await places.find(end.place)
    if (typeof found === 'string') return found
    return { ...found, column: (path) => columnAt(found.columns, path) }
  }
  const { type, fullyQualifiedName } = end
  const id = await ids.of(type, fullyQualifiedName)
  if (id === undefined) return `${fullyQualifiedName} is not in the catalog.`
  return { id, type, fullyQualifiedName, column: (path) => path.reduce(childFqn, fullyQualifiedName) }
}

/** Spelled alike, or the only one that is but for its case. */
function columnAt(columns: readonly FoundColumn[], [name, ...inner]: readonly string[]): string | undefined {
  if (name === undefined) return undefined
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  const column = alike.find((each) => each.name === name) ?? (alike.length === 1 ? alike[0] : undefined)
  if (!column) return undefined
  return inner.length === 0 ? column.fullyQualifiedName : columnAt(column.children ?? [], inner)
}

function ownEnd({ from, to, through }: CrossLineageRecord): LineageRecord['to'] {
  if (!('place' in to)) return to
  if (!('place' in from)) return from
  return through ?? { type: to.place.type, fullyQualifiedName: placeText(to.place) }
}

function nameOf(end: LineageEnd): string {
  return 'place' in end ? placeText(end.place) : end.fullyQualifiedName
}
