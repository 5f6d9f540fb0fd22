/** A relation inside a query: named columns with their origins, possibly with columns that are not known. */
import { mergeOrigins, noOrigins, type Origins } from './origins.ts'

export interface Column {
  readonly name: string
  readonly origins: Origins
}

export interface Relation {
  readonly columns: readonly Column[]
  /** How many columns are listed; costs nothing to ask. */
  readonly width: number
  /** Position at which an unknown number of unknown columns stands; undefined when every column is known. */
  readonly openFrom: number | undefined
  /** What a column that is not listed derives from (a function's arguments); undefined when nothing can be said. */
  readonly unlisted: Origins | undefined
  /** The relations this one strings together, where it does. */
  readonly parts: readonly Relation[] | undefined
  /** Every column with this name; more than one makes a reference ambiguous. */
  find(name: string): readonly Column[]
  /** Origins of the relation used as one value, as in `to_jsonb(t)`. */
  wholeRow(): Origins
}

const noColumns: readonly Column[] = []

export function createRelation(columns: readonly Column[], openFrom?: number, unlisted?: Origins): Relation {
  return lazyRelation(() => columns, columns.length, openFrom, unlisted, undefined)
}

function lazyRelation(
  columns: () => readonly Column[],
  width: number,
  openFrom: number | undefined,
  unlisted: Origins | undefined,
  parts: readonly Relation[] | undefined,
): Relation {
  let byName: Map<string, Column[]> | undefined
  let row: Origins | undefined
  return {
    get columns() {
      return columns()
    },
    width,
    openFrom,
    unlisted,
    parts,
    find(name) {
      if (width === 0) return noColumns
      byName ??= Map.groupBy(columns(), (column) => column.name)
      return byName.get(name) ?? noColumns
    },
    wholeRow() {
      row ??= mergeOrigins([...columns().map(({ origins }) => origins), unlisted ?? noOrigins])
      return row
    },
  }
}

export const emptyRelation: Relation = createRelation([])

/** A relation of which nothing is known. */
export function unknownRelation(): Relation {
  return createRelation([], 0)
}

/** The columns of both, left first, as in `FROM a, b`; strung together only when asked for, since joins come in long chains. */
export function concatRelations(left: Relation, right: Relation): Relation {
  if (right === emptyRelation) return left
  if (left === emptyRelation) return right
  const parts = [...(left.parts ?? [left]), right]
  const openFrom = left.openFrom ?? (right.openFrom === undefined ? undefined : left.width + right.openFrom)
  let columns: readonly Column[] | undefined
  const strung = (): readonly Column[] => {
    columns ??= parts.flatMap((part) => part.columns)
    return columns
  }
  return lazyRelation(strung, left.width + right.width, openFrom, unlistedOfBoth(left, right), parts)
}

/** With two relations that both hide columns nobody can tell which one an unlisted column belongs to. */
export function unlistedOfBoth(left: Relation, right: Relation): Origins | undefined {
  if (left.unlisted === undefined && left.openFrom === undefined) return right.unlisted
  if (right.unlisted === undefined && right.openFrom === undefined) return left.unlisted
  return undefined
}

/**
 * Renames the leading columns, as `AS x (a, b)` and `CREATE VIEW v (a, b)` do. Names that fall on unknown columns become columns
 * with the unlisted origins (or none), and the unknown rest moves behind them.
 */
export function renameColumns(relation: Relation, names: readonly string[]): Relation {
  if (names.length === 0) return relation
  const known = relation.columns.slice(0, relation.openFrom ?? relation.width)
  const renamed = known.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
  if (relation.openFrom === undefined) return createRelation(renamed, undefined, relation.unlisted)
  const beyond = names.slice(known.length)
  const added = beyond.map((name) => ({ name, origins: relation.unlisted ?? noOrigins }))
  const rest = beyond.length === 0 ? relation.columns.slice(known.length) : []
  return createRelation([...renamed, ...added, ...rest], renamed.length + added.length, relation.unlisted)
}
