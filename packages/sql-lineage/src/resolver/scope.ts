/** Name resolution: which column a reference means in nested query levels. */
import type { Expression } from '../reader/query-tree.ts'
import {
  type Column,
  columnsNamed,
  concat,
  emptyRelation,
  noOrigins,
  type Origins,
  type Relation,
  sameName,
  wholeRow,
} from './relation.ts'

/** A relation that can be named in front of a dot. */
export interface Named {
  readonly name: string
  /** `[schema]` or `[database, schema]`, where no alias hides the table's own name. */
  readonly place: readonly string[]
  readonly relation: Relation
}

export interface Namespace {
  readonly items: readonly Named[]
  /** The columns that need no qualifier, in the order of `*`. */
  readonly visible: Relation
}

export interface Scope {
  readonly namespace: Namespace
  readonly parent: Scope | undefined
  readonly commonTables: ReadonlyMap<string, Relation>
  readonly windows: ReadonlyMap<string, Expression>
  /** Names given further left in the select list, in dialects that let it use them. */
  readonly earlier: readonly Column[]
}

export const emptyNamespace: Namespace = { items: [], visible: emptyRelation }

export const outermost: Scope = {
  namespace: emptyNamespace,
  parent: undefined,
  commonTables: new Map(),
  windows: new Map(),
  earlier: [],
}

export function inside(parent: Scope, namespace: Namespace, windows: Scope['windows'] = new Map()): Scope {
  return { namespace, parent, commonTables: parent.commonTables, windows, earlier: [] }
}

export function namespaceOf(name: string, relation: Relation, place: readonly string[] = []): Namespace {
  return { items: name === '' ? [] : [{ name, place, relation }], visible: relation }
}

export function both(left: Namespace, right: Namespace): Namespace {
  return { items: [...left.items, ...right.items], visible: concat(left.visible, right.visible) }
}

export type Resolved = { readonly found: Origins } | { readonly problem: string }

const written = (path: readonly string[]): string => path.map((part) => JSON.stringify(part)).join('.')

/** The relation that a qualifier means; undefined when there is none. */
export function relationNamed(scope: Scope, qualifier: readonly string[]): Relation | undefined {
  const name = qualifier.at(-1) ?? ''
  const place = qualifier.slice(0, -1)
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const match = level.namespace.items.find(
      (item) =>
        sameName(item.name, name) &&
        (place.length === 0 ||
          (item.place.length > 0 &&
            place.every(
              (part, index) => part === '' || sameName(part, item.place.at(index - place.length) ?? part),
            ))),
    )
    if (match) return match.relation
  }
  return undefined
}

/**
 * The columns a reference reads: `column`, `alias.column`, `schema.table.column`, a field of a struct (`column.field`), or an alias as a
 * whole row.
 */
export function resolveReference(scope: Scope, path: readonly string[], soft: boolean): Resolved {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const relation = relationNamed(scope, path.slice(0, length))
    if (relation === undefined) continue
    const found = columnIn(relation, path[length] ?? '', path)
    if (found) return found
    if (length === 1) break
  }
  const name = path[0] ?? ''
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const listed = columnsNamed(level.namespace.visible, name)
    if (listed.length > 0) return single(listed, path)
    const earlier = level.earlier.findLast((column) => sameName(column.name, name))
    if (earlier) return { found: earlier.origins }
  }
  const row = path.length === 1 ? relationNamed(scope, path) : undefined
  if (row) return { found: wholeRow(row) }
  if (soft) return { found: noOrigins }
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const { visible } = level.namespace
    if (!visible.open) continue
    if (visible.unlisted) return { found: visible.unlisted }
    return {
      problem: `column ${written(path)} cannot be traced: it may belong to a relation that is not known`,
    }
  }
  return { problem: `column ${written(path)} does not exist in the relations of this query` }
}

function columnIn(relation: Relation, name: string, path: readonly string[]): Resolved | undefined {
  const listed = columnsNamed(relation, name)
  if (listed.length > 0) return single(listed, path)
  if (relation.unlisted) return { found: relation.unlisted }
  return relation.open
    ? { problem: `column ${written(path)} cannot be traced: its relation is not known` }
    : undefined
}

function single(columns: readonly Column[], path: readonly string[]): Resolved {
  const [column] = columns
  if (column === undefined || columns.length > 1)
    return { problem: `column reference ${written(path)} is ambiguous` }
  return { found: column.origins }
}
