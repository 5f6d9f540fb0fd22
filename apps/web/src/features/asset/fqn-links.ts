/** Links made from fully qualified names: breadcrumbs, and the table that a foreign key points at. */
import { parentFqn, splitFqn } from '@waymark/spec'
import type { Asset } from './asset.ts'

export interface Crumb {
  readonly type: string
  readonly fqn: string
  readonly name: string
}

/** Members that name what stands above, outermost first, and the type where the reference does not say it. */
const levels = [
  ['service', 'databaseService'],
  ['database', 'database'],
  ['databaseSchema', 'databaseSchema'],
  ['apiCollection', 'apiCollection'],
  ['spreadsheet', 'spreadsheet'],
  ['classification', 'classification'],
  ['glossary', 'glossary'],
  ['parent', 'glossaryTerm'],
] as const

/** The assets above, outermost first, as far as the asset names them. */
export function breadcrumbs(asset: Asset): Crumb[] {
  return levels.flatMap(([level, type]) => {
    const reference = asset[level]
    const fqn = reference?.fullyQualifiedName ?? reference?.name
    if (!reference || !fqn) return []
    return [
      {
        type: reference.type || type,
        fqn,
        name: reference.displayName || reference.name || splitFqn(fqn).at(-1) || fqn,
      },
    ]
  })
}

export interface ColumnAddress {
  readonly tableFqn: string
  readonly table: string
  readonly column: string
}

/** Takes `svc.db.schema.table.column` apart; undefined when it is no name of a column. */
export function columnAddress(columnFqn: string): ColumnAddress | undefined {
  try {
    const parts = splitFqn(columnFqn)
    const tableFqn = parentFqn(columnFqn)
    const [table, column] = parts.slice(-2)
    if (parts.length < 2 || tableFqn === undefined || table === undefined || column === undefined)
      return undefined
    return { tableFqn, table, column }
  } catch {
    return undefined
  }
}

/** The name of a column inside its table, nested parts joined: `address.city`. */
export function columnPathIn(tableFqn: string, columnFqn: string): string {
  if (!columnFqn.startsWith(`${tableFqn}.`)) return columnFqn
  try {
    return splitFqn(columnFqn.slice(tableFqn.length + 1)).join('.')
  } catch {
    return columnFqn
  }
}

/** The last part of a name, without quotes; the whole text when it is no name. */
export function lastPart(fqn: string): string {
  try {
    return splitFqn(fqn).at(-1) ?? fqn
  } catch {
    return fqn
  }
}
