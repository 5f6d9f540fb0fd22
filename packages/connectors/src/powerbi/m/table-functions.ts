/**
 * Functions of M that change which columns a table has. Those that are not here (sorting, filtering, typing, filling) leave columns
 * as they are. https://learn.microsoft.com/powerquery-m/table-functions
 */
import { constant, type Flow, type Origin, renamed, union, withColumns, withProblem } from './flow.ts'
import { argument, type LibraryFunction } from './library.ts'
import type { Expression } from './syntax.ts'
import { eitherOf, flowOf, itemsOf, type Lazy, tableOf, textsOf, unknown, type Value } from './value.ts'

/** A function whose first argument is the table that it changes. */
function changing(change: (flow: Flow, args: readonly Lazy[]) => Flow): LibraryFunction {
  return (args) => {
    const flow = flowOf(argument(args, 0))
    return typeof flow === 'string' ? unknown(flow) : tableOf(change(flow, args))
  }
}

/** Pairs of texts: `{{"a","b"}}`, or one alone. */
function pairsOf(value: Value): readonly (readonly [string, string])[] {
  const rows = itemsOf(value).some((item) => item.kind === 'list') ? itemsOf(value) : [value]
  return rows.flatMap((row) => {
    const [from, to] = textsOf(row)
    return from !== undefined && to !== undefined ? [[from, to] as const] : []
  })
}

/** The fields of its row that a function uses; undefined where it uses the row as a whole. */
function fieldsUsed(fn: Value): readonly string[] {
  if (fn.kind !== 'function' || !fn.written) return []
  const [row] = fn.written.parameters
  const used = new Set<string>()
  const visit = (expression: Expression): void => {
    if (expression.kind === 'field' && expression.target.kind === 'name' && expression.target.name === row)
      used.add(expression.name)
    // Its own `_` hides the outer one.
    if (expression.kind === 'function' && row !== undefined && expression.parameters.includes(row)) return
    for (const part of partsOf(expression)) visit(part)
  }
  visit(fn.written.body)
  return [...used]
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'let':
      return [...expression.bindings.map(({ value }) => value), expression.body]
    case 'record':
      return expression.fields.map(({ value }) => value)
    case 'list':
      return expression.items
    case 'range':
      return [expression.from, expression.to]
    case 'call':
      return [expression.target, ...expression.arguments]
    case 'item':
      return [expression.target, expression.selector]
    case 'field':
    case 'projection':
      return [expression.target]
    case 'function':
    case 'error':
      return [expression.body]
    case 'if':
      return [expression.condition, expression.whenTrue, expression.whenFalse]
    case 'try':
      return expression.otherwise ? [expression.body, expression.otherwise] : [expression.body]
    case 'binary':
      return [expression.left, expression.right]
    case 'unary':
      return [expression.operand]
    default:
      return []
  }
}

function originsOf(flow: Flow, columns: readonly string[]): readonly Origin[] {
  return columns.flatMap((column) => flow.origins(column))
}

const added = changing((flow, args) => {
  const [name] = textsOf(argument(args, 1))
  const fn = argument(args, 2)
  const from = originsOf(flow, fieldsUsed(fn))
  const inner = tableMadeBy(fn)
  const wider = inner ? union([flow, inner]) : flow
  return {
    ...withColumns(wider, (column) => (column === name ? from : flow.origins(column))),
    nested: (column) => (column === name ? inner : flow.nested(column)),
  }
})

/** What a function of a row reads besides the row: `each Customers`, `each Csv.Document([Content])`. */
function tableMadeBy(fn: Value): Flow | undefined {
  if (fn.kind !== 'function' || !fn.written) return undefined
  const made = fn.call([() => unknown('a row is only known when it runs')])
  return made.kind === 'table' && made.flow.sources.length > 0 ? made.flow : undefined
}

const nestedJoin: LibraryFunction = (args) => {
  const left = flowOf(argument(args, 0))
  const right = flowOf(argument(args, 2))
  const [name] = textsOf(argument(args, 4))
  if (typeof left === 'string') return unknown(left)
  if (typeof right === 'string') return tableOf(withProblem(left, right))
  return tableOf({
    ...withColumns(union([left, right]), (column) => (column === name ? [] : left.origins(column))),
    nested: (column) => (column === name ? right : left.nested(column)),
  })
}

/** Columns of a nested table or record become the table's own, under new names where these are given. */
const expanded = changing((flow, args) => {
  const [outer = ''] = textsOf(argument(args, 1))
  const names = textsOf(argument(args, 2))
  const given = textsOf(argument(args, 3))
  const inner = flow.nested(outer)
  const before = new Map(names.map((name, position) => [given[position] ?? name, name]))
  // Foreign keys show as columns; what they lead to is not said.
  const isForeignKey =
    !inner &&
    flow
      .origins(outer)
      .some(
        ({ source, column }) => source.kind === 'place' && source.place.type === 'table' && column === outer,
      )
  const originsInside = (name: string): readonly Origin[] => {
    if (inner) return inner.origins(name)
    // Files that a function opens: their columns are those of the folder.
    return isForeignKey ? [] : flow.origins(outer).map(({ source }) => ({ source, column: name }))
  }
  const result = withColumns(flow, (column) => {
    const name = before.get(column)
    if (name !== undefined) return originsInside(name)
    return column === outer ? [] : undefined
  })
  return isForeignKey
    ? withProblem(result, `what the column '${outer}' leads to is not named, so its columns are not followed`)
    : result
})

const grouped = changing((flow, args) => {
  const keys = textsOf(argument(args, 1))
  const made = new Map<string, readonly Origin[]>()
  const rows = new Set<string>()
  for (const aggregation of itemsOf(argument(args, 2))) {
    const [name, fn] = itemsOf(aggregation)
    if (name?.kind !== 'text' || !fn) continue
    const fields = fieldsUsed(fn)
    made.set(name.value, originsOf(flow, fields))
    // `each _` keeps the rows of the group, to be opened later.
    if (fields.length === 0) rows.add(name.value)
  }
  return {
    ...withColumns(flow, (column) => made.get(column) ?? (keys.includes(column) ? undefined : [])),
    nested: (column) => (rows.has(column) ? flow : undefined),
  }
})

const combinedColumns = changing((flow, args) => {
  const sources = textsOf(argument(args, 1))
  const name = textsOf(argument(args, 3))[0]
  return withColumns(flow, (column) =>
    column === name ? originsOf(flow, sources) : sources.includes(column) ? [] : undefined,
  )
})

/** Names and values of columns become rows. @param kept - whether the named columns stay, or all others */
function unpivoted(kept: boolean): LibraryFunction {
  return changing((flow, args) => {
    const named = textsOf(argument(args, 1))
    const [attribute] = textsOf(argument(args, 2))
    const [value] = textsOf(argument(args, 3))
    return withColumns(flow, (column) => {
      if (column === attribute) return []
      if (column === value) return kept ? [] : originsOf(flow, named)
      return named.includes(column) === kept ? undefined : []
    })
  })
}

const combined: LibraryFunction = (args) => {
  const tables = argument(args, 0)
  if (tables.kind !== 'list') return tables
  return tables.items.length === 0 ? tableOf(constant) : eitherOf(itemsOf(tables))
}

export const tableFunctions: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  [
    'Table.RenameColumns',
    changing((flow, args) => {
      const pairs = pairsOf(argument(args, 1))
      const before = new Map(pairs.map(([from, to]) => [to, from]))
      const gone = new Set(pairs.map(([from]) => from))
      return renamed(flow, (column) => before.get(column) ?? (gone.has(column) ? undefined : column))
    }),
  ],
  [
    'Table.PrefixColumns',
    changing((flow, args) => {
      const prefix = `${textsOf(argument(args, 1))[0] ?? ''}.`
      return renamed(flow, (column) => (column.startsWith(prefix) ? column.slice(prefix.length) : undefined))
    }),
  ],
  [
    'Table.SelectColumns',
    changing((flow, args) => {
      const kept = textsOf(argument(args, 1))
      // A list that is made at run time keeps nobody knows what.
      return kept.length === 0
        ? flow
        : renamed(flow, (column) => (kept.includes(column) ? column : undefined))
    }),
  ],
  [
    'Table.RemoveColumns',
    changing((flow, args) => {
      const gone = textsOf(argument(args, 1))
      return renamed(flow, (column) => (gone.includes(column) ? undefined : column))
    }),
  ],
  [
    'Table.DuplicateColumn',
    changing((flow, args) => {
      const [from = '', to] = [...textsOf(argument(args, 1)), ...textsOf(argument(args, 2))]
      return withColumns(flow, (column) => (column === to ? flow.origins(from) : undefined))
    }),
  ],
  [
    'Table.TransformColumnNames',
    changing((flow) => ({
      ...withProblem(flow, 'columns are renamed by a function, so they are not followed'),
      origins: () => [],
    })),
  ],
  [
    'Table.AddIndexColumn',
    changing((flow, args) => {
      const [name] = textsOf(argument(args, 1))
      return withColumns(flow, (column) => (column === name ? [] : undefined))
    }),
  ],
  ['Table.AddColumn', added],
  ['Table.NestedJoin', nestedJoin],
  ['Table.FuzzyNestedJoin', nestedJoin],
  ['Table.ExpandTableColumn', expanded],
  ['Table.ExpandRecordColumn', expanded],
  ['Table.Group', grouped],
  ['Table.CombineColumns', combinedColumns],
  ['Table.Unpivot', unpivoted(false)],
  ['Table.UnpivotOtherColumns', unpivoted(true)],
  ['Table.Combine', combined],
  ['Table.Join', (args) => eitherOf([argument(args, 0), argument(args, 2)])],
  ['Table.FuzzyJoin', (args) => eitherOf([argument(args, 0), argument(args, 2)])],
])
