/** Name resolution: which column or relation a reference means, by PostgreSQL's rules for nested query levels. */
import type { WindowDef } from 'libpg-query'
import { noOrigins, type Origins } from './origins.ts'
import { type Column, concatRelations, emptyRelation, type Relation } from './relation.ts'

/** A relation that can be named in front of a dot. */
interface RangeItem {
  readonly name: string
  /** Set where no alias hides the table's own name, so `schema.table.column` works too. */
  readonly table: { readonly schema: string; readonly name: string } | undefined
  readonly relation: Relation
}

/** What a FROM clause makes visible: relations by name, and the columns that need no qualifier, in the order of `*`. */
export interface Namespace {
  readonly items: readonly RangeItem[]
  readonly visible: Relation
}

/** The common table expressions in sight, innermost first. */
export interface CommonTables {
  find(name: string): Relation | undefined
}

/** One query level and those around it. */
export interface Scope {
  readonly namespace: Namespace
  readonly parent: Scope | undefined
  readonly commonTables: CommonTables
  readonly windows: ReadonlyMap<string, WindowDef>
}

export const emptyNamespace: Namespace = { items: [], visible: emptyRelation }

export const outermostScope: Scope = {
  namespace: emptyNamespace,
  parent: undefined,
  commonTables: { find: () => undefined },
  windows: new Map(),
}

/** A level inside `parent`. */
export function nestedScope(
  parent: Scope,
  namespace: Namespace,
  windows: ReadonlyMap<string, WindowDef> = new Map(),
): Scope {
  return { namespace, parent, commonTables: parent.commonTables, windows }
}

export function namespaceOf(name: string, relation: Relation, table?: RangeItem['table']): Namespace {
  return { items: [{ name, table, relation }], visible: relation }
}

export function concatNamespaces(left: Namespace, right: Namespace): Namespace {
  if (left === emptyNamespace) return right
  return {
    items: [...left.items, ...right.items],
    visible: concatRelations(left.visible, right.visible),
  }
}

/** Either what was found, or a sentence that says why nothing was. */
export type Resolved<T> = { readonly found: T } | { readonly problem: string }

const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'])

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join('.')

/** The relation that a qualifier of one (alias), two (schema.table) or three (database.schema.table) names means. */
export function resolveRelation(scope: Scope, qualifier: readonly string[]): Resolved<Relation> {
  const name = qualifier.at(-1)
  const schema = qualifier.at(-2)
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const matches = level.namespace.items.filter((item) =>
      schema === undefined ? item.name === name : item.table?.schema === schema && item.table.name === name,
    )
    const [match] = matches
    if (matches.length > 1) return { problem: `table reference ${quoted(qualifier)} is ambiguous` }
    if (match) return { found: match.relation }
  }
  return { problem: `${quoted(qualifier)} is not a relation of this query` }
}

/** The columns a reference reads: `column`, `alias.column`, `schema.table.column`, or an alias as a whole row. */
export function resolveColumn(scope: Scope, reference: readonly string[]): Resolved<Origins> {
  const name = reference.at(-1) ?? ''
  if (reference.length > 1) {
    const relation = resolveRelation(scope, reference.slice(0, -1))
    if ('problem' in relation) return relation
    return columnOf(relation.found, name, reference) ?? missing(reference)
  }
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const listed = level.namespace.visible.find(name)
    if (listed.length > 0) return single(listed, reference)
  }
  if ('found' in resolveRelation(scope, reference)) return resolveWholeRow(scope, reference)
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const { visible } = level.namespace
    const mayHideIt = visible.openFrom !== undefined || systemColumns.has(name)
    const unlisted = mayHideIt ? columnOf(visible, name, reference) : undefined
    if (unlisted) return unlisted
  }
  return missing(reference)
}

/** A relation used as one value: `t` or `t.*` inside an expression. */
export function resolveWholeRow(scope: Scope, qualifier: readonly string[]): Resolved<Origins> {
  const relation =
    qualifier.length === 0 ? { found: scope.namespace.visible } : resolveRelation(scope, qualifier)
  if ('problem' in relation) return relation
  if (relation.found.openFrom !== undefined && relation.found.unlisted === undefined)
    return { problem: `the row ${quoted(qualifier)} cannot be traced: its columns are not all known` }
  return { found: relation.found.wholeRow() }
}

function columnOf(
  relation: Relation,
  name: string,
  reference: readonly string[],
): Resolved<Origins> | undefined {
  const listed = relation.find(name)
  if (listed.length > 0) return single(listed, reference)
  if (relation.unlisted) return { found: relation.unlisted }
  if (relation.openFrom !== undefined)
    return {
      problem: `column ${quoted(reference)} cannot be traced: it may belong to a relation that is not known`,
    }
  return systemColumns.has(name) && relation.columns.length > 0 ? { found: noOrigins } : undefined
}

function single(columns: readonly Column[], reference: readonly string[]): Resolved<Origins> {
  const [column] = columns
  if (column === undefined || columns.length > 1)
    return { problem: `column reference ${quoted(reference)} is ambiguous` }
  return { found: column.origins }
}

function missing(reference: readonly string[]): Resolved<Origins> {
  return { problem: `column ${quoted(reference)} does not exist in the relations of this query` }
}
