/** The texts of an asset that people edit: where they are, and the JSON Patch (RFC 6902) that changes them. */
import type { Column, JsonPatch } from '@waymark/spec'
import { assetTexts as texts } from '../../texts/asset.ts'
import type { Asset } from './asset.ts'

export interface EditableText {
  readonly label: string
  /** Undefined when the asset has no such place any more (the column was dropped). */
  read(asset: Asset): string | undefined
  write(asset: Asset, text: string): Asset
  patch(asset: Asset, text: string): JsonPatch
}

export const assetDescription: EditableText = {
  label: texts.description,
  read: (asset) => asset.description ?? '',
  write: (asset, description) => ({ ...asset, description }),
  // `add` replaces a member that is there (RFC 6902 §4.1), so one operation fits both cases.
  patch: (_asset, value) => [{ op: 'add', path: '/description', value }],
}

/** The columns of a table; none of anything else. */
export function columnsOf(asset: Asset): readonly Column[] {
  return 'columns' in asset && Array.isArray(asset.columns) ? (asset.columns as Column[]) : [] // a table's columns
}

/** Positions that lead to a column: `[3, 0]` is the first child of the fourth. */
export function columnPosition(columns: readonly Column[], fqn: string): number[] | undefined {
  for (const [index, column] of columns.entries()) {
    if (column.fullyQualifiedName === fqn) return [index]
    if (!column.children || !fqn.startsWith(`${column.fullyQualifiedName}.`)) continue
    const below = columnPosition(column.children, fqn)
    if (below) return [index, ...below]
  }
  return undefined
}

export function columnPointer(position: readonly number[]): string {
  return `/columns/${position.join('/children/')}`
}

function columnAt(columns: readonly Column[], [first, ...rest]: readonly number[]): Column | undefined {
  const column = first === undefined ? undefined : columns[first]
  return rest.length === 0 ? column : columnAt(column?.children ?? [], rest)
}

function replaceAt(
  columns: readonly Column[],
  [first, ...rest]: readonly number[],
  change: (column: Column) => Column,
): Column[] {
  return columns.map((column, index) => {
    if (index !== first) return column
    return rest.length === 0
      ? change(column)
      : { ...column, children: replaceAt(column.children ?? [], rest, change) }
  })
}

/** The description of one column, found by its fully qualified name at the moment of the change. */
export function columnDescription(fqn: string, name: string): EditableText {
  return {
    label: texts.descriptionOf(name),
    read(asset) {
      const position = columnPosition(columnsOf(asset), fqn)
      return position && (columnAt(columnsOf(asset), position)?.description ?? '')
    },
    write(asset, description) {
      const columns = columnsOf(asset)
      const position = columnPosition(columns, fqn)
      if (!position) return asset
      const changed = replaceAt(columns, position, (column) => ({ ...column, description }))
      return { ...asset, columns: changed } as Asset
    },
    patch(asset, value) {
      const columns = columnsOf(asset)
      const position = columnPosition(columns, fqn)
      const column = position && columnAt(columns, position)
      if (!position || !column) return []
      const pointer = columnPointer(position)
      return [
        // A place in an array says little by itself: the server checks that it still holds this column.
        { op: 'test', path: `${pointer}/name`, value: column.name },
        { op: 'add', path: `${pointer}/description`, value },
      ]
    },
  }
}

export const assetDisplayName: EditableText = {
  label: texts.displayName,
  read: (asset) => asset.displayName ?? '',
  write: (asset, displayName) => ({ ...asset, displayName }),
  patch: (_asset, value) => [{ op: 'add', path: '/displayName', value }],
}
