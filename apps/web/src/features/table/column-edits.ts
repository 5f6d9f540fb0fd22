/** Changes of many columns at once: what each was and becomes, the JSON Patch for it, and what others changed meanwhile. */
import type { Column, JsonPatch, TagLabel } from '@waymark/spec'
import type { Asset } from '../asset/asset.ts'
import { columnPointer, columnsOf } from '../asset/editable-text.ts'

/** One column's tags or description, before and after. */
export type ColumnEdit = { readonly fqn: string; readonly name: string } & (
  | { readonly member: 'description'; readonly before: string; readonly after: string }
  | {
      readonly member: 'tags'
      readonly before: readonly TagLabel[]
      readonly after: readonly TagLabel[]
    }
)

export type ColumnChange =
  | { readonly kind: 'addTags' | 'removeTags'; readonly tags: readonly TagLabel[] }
  | { readonly kind: 'describe'; readonly text: string; readonly onlyMissing: boolean }

interface Placed {
  readonly column: Column
  readonly position: readonly number[]
}

function placed(columns: readonly Column[], above: readonly number[] = []): (readonly [string, Placed])[] {
  return columns.flatMap((column, index) => {
    const position = [...above, index]
    const inside = placed(column.children ?? [], position)
    const { fullyQualifiedName: fqn } = column
    return fqn === undefined ? inside : [[fqn, { column, position }] as const, ...inside]
  })
}

const byFqn = (asset: Asset): ReadonlyMap<string, Placed> => new Map(placed(columnsOf(asset)))

const names = (tags: readonly TagLabel[]): string =>
  tags
    .map(({ tagFQN }) => tagFQN)
    .sort()
    .join('\n')

/** Edits of the chosen columns; those that are as wanted already are left out. */
export function editsOf(asset: Asset, chosen: ReadonlySet<string>, change: ColumnChange): ColumnEdit[] {
  return [...byFqn(asset)].flatMap(([fqn, { column }]): ColumnEdit[] => {
    if (!chosen.has(fqn)) return []
    const { name } = column
    if (change.kind === 'describe') {
      const before = column.description ?? ''
      const keeps = before === change.text || (change.onlyMissing && before !== '')
      return keeps ? [] : [{ fqn, name, member: 'description', before, after: change.text }]
    }
    const before = column.tags ?? []
    const others = before.filter(({ tagFQN }) => !change.tags.some((tag) => tag.tagFQN === tagFQN))
    const missing = change.tags.filter(({ tagFQN }) => !before.some((tag) => tag.tagFQN === tagFQN))
    const after = change.kind === 'addTags' ? [...before, ...missing] : others
    return after.length === before.length ? [] : [{ fqn, name, member: 'tags', before, after }]
  })
}

export function reversed(edits: readonly ColumnEdit[]): ColumnEdit[] {
  return edits.map((edit) =>
    edit.member === 'tags'
      ? { ...edit, before: edit.after, after: edit.before }
      : { ...edit, before: edit.after, after: edit.before },
  )
}

/** Edits whose column is as it was, and those whose column somebody changed or dropped. */
export function stillValid(
  asset: Asset,
  edits: readonly ColumnEdit[],
): { readonly valid: readonly ColumnEdit[]; readonly stale: readonly ColumnEdit[] } {
  const columns = byFqn(asset)
  const isValid = (edit: ColumnEdit): boolean => {
    const column = columns.get(edit.fqn)?.column
    if (!column) return false
    return edit.member === 'tags'
      ? names(column.tags ?? []) === names(edit.before)
      : (column.description ?? '') === edit.before
  }
  return { valid: edits.filter(isValid), stale: edits.filter((edit) => !isValid(edit)) }
}

/** The server takes 500 operations in a patch, and a column needs two. */
const mostByColumn = 200

/**
 * For a patch that is sent with If-Match. The server checks that each place still holds its column, since a place in an
 * array says little by itself; many columns are sent as a whole.
 */
export function patchOf(asset: Asset, edits: readonly ColumnEdit[]): JsonPatch {
  if (edits.length > mostByColumn) {
    return [{ op: 'replace', path: '/columns', value: columnsOf(applied(asset, edits)) }]
  }
  const columns = byFqn(asset)
  return edits.flatMap(({ fqn, member, after }): JsonPatch => {
    const found = columns.get(fqn)
    if (!found) return []
    const pointer = columnPointer(found.position)
    return [
      { op: 'test', path: `${pointer}/name`, value: found.column.name },
      { op: 'add', path: `${pointer}/${member}`, value: after },
    ]
  })
}

export function applied(asset: Asset, edits: readonly ColumnEdit[]): Asset {
  const byColumn = new Map(edits.map((edit) => [edit.fqn, edit]))
  const visit = (columns: readonly Column[]): Column[] =>
    columns.map((column) => {
      const edit = byColumn.get(column.fullyQualifiedName ?? '')
      const children = column.children ? { children: visit(column.children) } : {}
      return { ...column, ...children, ...(edit ? { [edit.member]: edit.after } : {}) }
    })
  return { ...asset, columns: visit(columnsOf(asset)) } as Asset // the columns of a table are what it began with
}
