/** Queries: the columns that they produce. */
import type { Body, CommonTable, Query, SelectItem } from '../reader/query-tree.ts'
import type { Analysis } from './analysis.ts'
import {
  type Column,
  columnsNamed,
  mergeOrigins,
  noOrigins,
  type Origins,
  type Relation,
  relationOf,
  renameColumns,
  sameName,
} from './relation.ts'
import { originsOf, readTables } from './resolve-expression.ts'
import { fromClause } from './resolve-from.ts'
import { inside, relationNamed, type Scope } from './scope.ts'

/** Reads a query inside `outer`, the scope of the query level around it. */
export function readQuery(analysis: Analysis, query: Query, outer: Scope): Relation {
  const scope = withCommonTables(analysis, query.commonTables, outer)
  const relation = readBody(analysis, query.body, scope)
  readTables(analysis, query.tail, scope)
  return analysis.afford(relation.columns.length) ? relation : { ...relation, columns: [], open: true }
}

export function withCommonTables(analysis: Analysis, tables: readonly CommonTable[], outer: Scope): Scope {
  if (tables.length === 0) return outer
  const commonTables = new Map(outer.commonTables)
  const scope: Scope = { ...outer, commonTables }
  for (const table of tables) {
    const key = table.name.toLowerCase()
    const { body } = table.query
    const anchor = body.kind === 'set' ? body.branches[0] : undefined
    if (!table.recursive || anchor === undefined) {
      commonTables.set(key, renameColumns(analysis.query(table.query, scope), table.columns))
      continue
    }
    // Columns of a recursive table derive from those of its first branch, and from each other: until nothing is added.
    let relation = renameColumns(analysis.query(anchor.query, scope), table.columns)
    for (let round = 0, size = -1; round < 8 && originCount(relation) !== size; round += 1) {
      size = originCount(relation)
      commonTables.set(key, relation)
      relation = renameColumns(analysis.query(table.query, scope), table.columns)
    }
    commonTables.set(key, relation)
  }
  return scope
}

function originCount(relation: Relation): number {
  return relation.columns.reduce((sum, { origins }) => sum + origins.size, 0)
}

function readBody(analysis: Analysis, body: Body, scope: Scope): Relation {
  if (body.kind === 'values') return readValues(analysis, body.rows, scope)
  if (body.kind === 'set') return readSet(analysis, body, scope)
  const level = inside(scope, fromClause(analysis, body.from, scope), body.windows)
  const relation = selectList(analysis, body.items, level)
  readTables(analysis, body.filters, level)
  for (const window of body.windows.values()) readTables(analysis, window, level)
  const variables = body.into.filter((target) => target.kind === 'variable')
  for (const [index, { name }] of variables.entries())
    setVariable(analysis, name, relation.columns[index]?.origins ?? noOrigins)
  return relation
}

export function setVariable(analysis: Analysis, name: string, origins: Origins): void {
  const { variables } = analysis.session
  const key = name.toLowerCase()
  variables.set(key, mergeOrigins([variables.get(key) ?? noOrigins, origins]))
}

/** Columns are called column1, column2, …; a column's origins are those of its expression in every row. */
function readValues(
  analysis: Analysis,
  rows: Extract<Body, { kind: 'values' }>['rows'],
  scope: Scope,
): Relation {
  const columns: Origins[][] = []
  for (const row of rows)
    for (const [index, value] of row.entries()) {
      const column = columns[index] ?? []
      columns[index] = column
      const origins = originsOf(analysis, value, scope)
      if (origins.size > 0) column.push(origins)
    }
  return relationOf(columns.map((all, index) => ({ name: `column${index + 1}`, origins: mergeOrigins(all) })))
}

/** INTERSECT passes on values that both sides hold; EXCEPT only removes rows, so no value comes from its right side. */
function readSet(analysis: Analysis, body: Extract<Body, { kind: 'set' }>, scope: Scope): Relation {
  const relations = body.branches.flatMap(({ query, removes }) => {
    const relation = analysis.query(query, scope)
    return removes ? [] : [relation]
  })
  const [first] = relations
  if (first === undefined) return relationOf([])
  const open = relations.some((relation) => relation.open)
  if (body.byName) {
    const names = [
      ...new Map(
        relations.flatMap(({ columns }) => columns).map(({ name }) => [name.toLowerCase(), name]),
      ).values(),
    ]
    const columns = names.map((name) => ({
      name,
      origins: mergeOrigins(
        relations.flatMap((each) => columnsNamed(each, name).map(({ origins }) => origins)),
      ),
    }))
    return { columns, open, unlisted: undefined }
  }
  if (!open && relations.some(({ columns }) => columns.length !== first.columns.length))
    analysis.note(
      'the sides of a set operation have different numbers of columns; they are paired as far as they go',
    )
  const columns = first.columns.map(({ name }, index): Column => {
    const origins = relations.flatMap((each) => each.columns[index]?.origins ?? [])
    return { name, origins: mergeOrigins(origins) }
  })
  return { columns, open, unlisted: undefined }
}

export function selectList(analysis: Analysis, items: readonly SelectItem[], scope: Scope): Relation {
  const columns: Column[] = []
  let open = false
  let unlisted: Origins | undefined
  for (const item of items) {
    const level = analysis.dialect.earlierNames ? { ...scope, earlier: columns } : scope
    if (item.kind === 'value')
      columns.push({ name: item.name, origins: originsOf(analysis, item.value, level) })
    else if (item.kind === 'assignment') {
      const origins = originsOf(analysis, item.value, level)
      setVariable(analysis, item.variable, origins)
      columns.push({ name: item.variable, origins })
    } else {
      const expanded = expandStar(analysis, item, level)
      if (!analysis.afford(expanded.columns.length)) break
      // Not spread: a star may have more columns than a call has room for arguments.
      for (const column of expanded.columns) columns.push(column)
      unlisted = open ? undefined : expanded.unlisted
      open ||= expanded.open
    }
  }
  return { columns, open, unlisted }
}

function expandStar(analysis: Analysis, item: Extract<SelectItem, { kind: 'star' }>, scope: Scope): Relation {
  const { qualifier, except, replace, rename } = item
  const relation = qualifier.length === 0 ? scope.namespace.visible : relationNamed(scope, qualifier)
  if (relation === undefined) {
    // A struct's fields: `column.*`
    const origins = originsOf(analysis, [{ kind: 'reference', path: qualifier, soft: false }], scope)
    return { columns: [], open: true, unlisted: origins }
  }
  if (relation.open && relation.unlisted === undefined) {
    const of = qualifier.length === 0 ? '*' : `${qualifier.join('.')}.*`
    analysis.note(`${of} is not expanded in full: its columns are not all known`)
  }
  const columns = relation.columns
    .filter(({ name }) => !except.some((each) => sameName(each, name)))
    .map((column) => {
      const replaced = replace.find(({ name }) => sameName(name, column.name))
      const renamed = rename.find(({ from }) => sameName(from, column.name))
      const origins = replaced ? originsOf(analysis, replaced.value, scope) : column.origins
      return { name: renamed?.to ?? column.name, origins }
    })
  return { ...relation, columns }
}
