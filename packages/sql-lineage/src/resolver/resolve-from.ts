/** The FROM clause: what each item makes visible. */
import type { Alias, FromItem, Pivot, TableName, Unpivot } from '../reader/query-tree.ts'
import { type Analysis, writtenName } from './analysis.ts'
import {
  type Column,
  columnsNamed,
  emptyRelation,
  mergeOrigins,
  noOrigins,
  type Relation,
  relationOf,
  renameColumns,
  sameName,
  unknownRelation,
  wholeRow,
} from './relation.ts'
import { originsOf, readTables } from './resolve-expression.ts'
import { both, emptyNamespace, inside, type Namespace, namespaceOf, type Scope } from './scope.ts'

/** Items see what stands left of them, as lateral queries and functions do; a plain subquery that names it would not run anyway. */
export function fromClause(
  analysis: Analysis,
  items: readonly FromItem[],
  outer: Scope,
  before: Namespace = emptyNamespace,
): Namespace {
  let namespace = before
  for (const item of items) namespace = both(namespace, fromItem(analysis, item, namespace, outer))
  return namespace
}

export function fromItem(analysis: Analysis, item: FromItem, left: Namespace, outer: Scope): Namespace {
  switch (item.kind) {
    case 'table':
      return table(analysis, item.name, item.alias, inside(outer, left))
    case 'query': {
      const relation = analysis.query(item.query, item.lateral ? inside(outer, left) : outer)
      return aliased('', relation, item.alias)
    }
    case 'function': {
      const origins = originsOf(analysis, item.arguments, inside(outer, left))
      const listed = item.aliasIsColumn && item.alias ? [item.alias.name, ...item.columns] : item.columns
      const columns = listed.map((name) => ({ name, origins }))
      const relation: Relation = {
        columns,
        open: item.columns.length === 0 || item.aliasIsColumn,
        unlisted: origins,
      }
      return aliased(item.name, relation, item.aliasIsColumn ? undefined : item.alias)
    }
    case 'files':
      return aliased('', { columns: [], open: true, unlisted: noOrigins }, item.alias)
    case 'join':
      return join(analysis, item, left, outer)
    case 'reshaped': {
      const inner = fromItem(analysis, item.item, left, outer)
      const relation = reshaped(analysis, inner, item.by, outer)
      const name = item.by.alias?.name ?? inner.items[0]?.name ?? ''
      return namespaceOf(name, renameColumns(relation, item.by.alias?.columns ?? []))
    }
    case 'nested':
      return aliased('', fromItem(analysis, item.item, left, outer).visible, item.alias)
  }
}

function aliased(
  name: string,
  relation: Relation,
  alias: Alias | undefined,
  place: readonly string[] = [],
): Namespace {
  if (alias === undefined) return namespaceOf(name, relation, place)
  return namespaceOf(alias.name, renameColumns(relation, alias.columns))
}

/** A common table, a table that the text made, a known one, or an unknown one, which is noted. */
function table(analysis: Analysis, name: TableName, alias: Alias | undefined, scope: Scope): Namespace {
  const own = name.at(-1) ?? ''
  const common = name.length === 1 ? scope.commonTables.get(own.toLowerCase()) : undefined
  if (common) return aliased(own, common, alias)
  const place = name.slice(0, -1)
  const made = analysis.session.tables.get(name.join('.').toLowerCase())
  if (made?.temporary) return aliased(own, made.relation, alias, place)
  const known = analysis.find(name)
  if (known) {
    analysis.reads(known)
    const found = known.database === undefined ? [known.schema] : [known.database, known.schema]
    return aliased(own, analysis.columnsOf(known), alias, found)
  }
  if (made) {
    analysis.reads({ ...made.target, name: made.target.table, columns: [] })
    return aliased(own, made.relation, alias, place)
  }
  const row = analysis.session.rows.get(own.toLowerCase())
  if (row) return aliased(own, row, alias)
  // An array of a table further left: FROM t, t.items
  const array = name.length > 1 ? arrayOf(scope, name) : undefined
  if (array)
    return aliased(
      own,
      { columns: alias ? [{ name: alias.name, origins: array }] : [], open: true, unlisted: array },
      alias,
    )
  // One row of nothing, in every dialect that has it.
  if (name.length === 1 && sameName(own, 'dual')) return aliased(own, emptyRelation, alias)
  analysis.note(`relation ${writtenName(name)} is not known`)
  return aliased(own, unknownRelation, alias, place)
}

function arrayOf(scope: Scope, name: TableName) {
  const owner = scope.namespace.items.find((item) => sameName(item.name, name[0] ?? ''))
  return owner && columnsNamed(owner.relation, name[1] ?? '')[0]?.origins
}

function join(
  analysis: Analysis,
  item: FromItem & { readonly kind: 'join' },
  left: Namespace,
  outer: Scope,
): Namespace {
  const one = fromItem(analysis, item.left, left, outer)
  const other = fromItem(analysis, item.right, both(left, one), outer)
  readTables(analysis, item.on, inside(outer, both(left, both(one, other))))
  if (item.hidesRight) return one
  const shared = item.natural
    ? one.visible.columns
        .map(({ name }) => name)
        .filter((name) => columnsNamed(other.visible, name).length > 0)
    : item.using
  if (item.natural && (one.visible.open || other.visible.open))
    analysis.note('a NATURAL JOIN of a relation that is not known: which columns it joins is not known')
  const joined = both(one, other)
  if (shared.length === 0) return joined
  const merged = shared.map((name): Column => {
    const [mine] = columnsNamed(one.visible, name)
    const [theirs] = columnsNamed(other.visible, name)
    if (mine && theirs) analysis.joins(mine.origins, theirs.origins)
    const chosen =
      item.keeps === 'both' ? [mine, theirs] : item.keeps === 'right' ? [theirs ?? mine] : [mine ?? theirs]
    return {
      name: mine?.name ?? theirs?.name ?? name,
      origins: mergeOrigins(chosen.flatMap((column) => (column ? [column.origins] : []))),
    }
  })
  const rest = (relation: Relation): readonly Column[] =>
    relation.columns.filter(({ name }) => !shared.some((each) => sameName(each, name)))
  return {
    items: joined.items,
    visible: { ...joined.visible, columns: [...merged, ...rest(one.visible), ...rest(other.visible)] },
  }
}

function reshaped(analysis: Analysis, input: Namespace, by: Pivot | Unpivot, outer: Scope): Relation {
  const scope = inside(outer, input)
  if (by.kind === 'unpivot') {
    const spread = by.columns.flatMap((name) =>
      columnsNamed(input.visible, name).map(({ origins }) => origins),
    )
    const kept = input.visible.columns.filter(({ name }) => !by.columns.some((each) => sameName(each, name)))
    return {
      ...input.visible,
      columns: [
        ...kept,
        { name: by.key, origins: noOrigins },
        { name: by.value, origins: mergeOrigins(spread) },
      ],
    }
  }
  const keys = mergeOrigins(
    by.keys.map((path) => originsOf(analysis, [{ kind: 'reference', path, soft: false }], scope)),
  )
  const aggregates = by.aggregates.map(({ value, name }) => ({
    name,
    read: value.flatMap((part) => (part.kind === 'reference' ? [part.path.at(-1) ?? ''] : [])),
    origins: mergeOrigins([originsOf(analysis, value, scope), keys]),
  }))
  const used = [...aggregates.flatMap(({ read }) => read), ...by.keys.map((path) => path.at(-1) ?? '')]
  const kept = input.visible.columns.filter(({ name }) => !used.some((each) => sameName(each, name)))
  const made = (by.values ?? []).flatMap((value) =>
    aggregates.map(({ name, origins }) => ({
      name: by.aggregates.length > 1 ? `${value}_${name}` : value,
      origins,
    })),
  )
  const all = mergeOrigins(aggregates.map(({ origins }) => origins))
  if (by.values !== undefined && !input.visible.open) return relationOf([...kept, ...made])
  return {
    columns: [...kept, ...made],
    open: true,
    unlisted: by.values === undefined ? all : wholeRow(input.visible),
  }
}
