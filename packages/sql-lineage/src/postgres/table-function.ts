/** Functions in FROM: set-returning functions, ROWS FROM, XMLTABLE and JSON_TABLE. */
import type { FuncCall, JsonTable, Node, RangeFunction, RangeTableFunc } from 'libpg-query'
import type { Analysis } from './analysis.ts'
import { columnName } from './column-name.ts'
import { originsOf } from './expression.ts'
import { mergeOrigins, noOrigins, type Origins } from './origins.ts'
import { type Column, concatRelations, createRelation, emptyRelation, type Relation } from './relation.ts'
import type { Scope } from './scope.ts'
import { isNode, names } from './syntax-tree.ts'

/** Result columns of built-in functions that have OUT parameters; PostgreSQL keeps these names whatever the alias is. */
const outColumns = new Map<string, readonly string[]>([
  ['json_each', ['key', 'value']],
  ['json_each_text', ['key', 'value']],
  ['jsonb_each', ['key', 'value']],
  ['jsonb_each_text', ['key', 'value']],
  ['json_array_elements', ['value']],
  ['json_array_elements_text', ['value']],
  ['jsonb_array_elements', ['value']],
  ['jsonb_array_elements_text', ['value']],
  ['ts_stat', ['word', 'ndoc', 'nentry']],
  ['ts_parse', ['tokid', 'token']],
  ['ts_debug', ['alias', 'description', 'token', 'dictionaries', 'dictionary', 'lexemes']],
  ['aclexplode', ['grantor', 'grantee', 'privilege_type', 'is_grantable']],
  ['pg_options_to_table', ['option_name', 'option_value']],
])

/** Built-in functions with one unnamed result: the alias, or else the function, names the column. */
const scalarFunctions = new Set([
  'generate_series',
  'generate_subscripts',
  'unnest',
  'regexp_matches',
  'regexp_split_to_table',
  'string_to_table',
  'json_object_keys',
  'jsonb_object_keys',
  'jsonb_path_query',
  'jsonb_path_query_tz',
])

/** Columns of a function in FROM; each derives from the function's arguments. WITH ORDINALITY adds one that derives from nothing. */
export function functionRelation(analysis: Analysis, item: RangeFunction, scope: Scope): Relation {
  const alias = item.functions?.length === 1 ? item.alias?.aliasname : undefined
  const aliasColumns = names(item.alias?.colnames)
  let relation = emptyRelation
  for (const entry of item.functions ?? []) {
    if (!isNode(entry, 'List')) continue
    const [call, definitions] = entry.List.items ?? []
    if (call === undefined) continue
    const own = definitions && isNode(definitions, 'List') ? definitions.List.items : undefined
    relation = concatRelations(
      relation,
      resultOf(analysis, call, own ?? item.coldeflist, alias, aliasColumns, scope),
    )
  }
  if (!item.ordinality) return relation
  return concatRelations(relation, createRelation([{ name: 'ordinality', origins: noOrigins }]))
}

function resultOf(
  analysis: Analysis,
  call: Node,
  definitions: readonly Node[] | undefined,
  alias: string | undefined,
  aliasColumns: readonly string[],
  scope: Scope,
): Relation {
  const origins = originsOf(analysis, call, scope)
  const column = (name: string, from: Origins = origins): Column => ({ name, origins: from })
  if (definitions !== undefined && definitions.length > 0)
    return createRelation(
      definitions.flatMap((node) =>
        isNode(node, 'ColumnDef') ? [column(node.ColumnDef.colname ?? '')] : [],
      ),
    )
  if (!isNode(call, 'FuncCall')) return createRelation([column(alias ?? columnName(call))])
  const name = builtInName(call.FuncCall)
  const args = call.FuncCall.args ?? []
  if (name === 'unnest' && args.length > 1)
    return createRelation(args.map((argument) => column('unnest', originsOf(analysis, argument, scope))))
  const out = outColumns.get(name ?? '')
  if (out) return createRelation(out.map((each) => column(each)))
  if (name !== undefined && scalarFunctions.has(name))
    // An array of composite values unnests into their fields, whose names only the database knows.
    return createRelation([column(alias ?? name)], undefined, name === 'unnest' ? origins : undefined)
  // A function of which nothing is known: a column list names what it returns, otherwise any column may exist.
  if (aliasColumns.length > 0) return createRelation(aliasColumns.map((each) => column(each)))
  return createRelation([], 0, origins)
}

/** The function's name when it is unqualified or in pg_catalog. */
function builtInName(call: FuncCall): string | undefined {
  const path = names(call.funcname)
  return path.length === 1 || path[0] === 'pg_catalog' ? path.at(-1) : undefined
}

/** Columns of XMLTABLE: the document, the row path, and the column's own path and default. */
export function xmlTableRelation(analysis: Analysis, table: RangeTableFunc, scope: Scope): Relation {
  const document = [table.docexpr, table.rowexpr].map((part) => originsOf(analysis, part, scope))
  return createRelation(
    (table.columns ?? []).flatMap((node) => {
      if (!isNode(node, 'RangeTableFuncCol')) return []
      const { colname, colexpr, coldefexpr, for_ordinality } = node.RangeTableFuncCol
      const own = [colexpr, coldefexpr].map((part) => originsOf(analysis, part, scope))
      return [
        { name: colname ?? '', origins: for_ordinality ? noOrigins : mergeOrigins([...document, ...own]) },
      ]
    }),
  )
}

/** Columns of JSON_TABLE, those of NESTED PATH in place: the context item, what PASSING hands in, and the column's own defaults. */
export function jsonTableRelation(analysis: Analysis, table: JsonTable, scope: Scope): Relation {
  const passed = [table.context_item, ...(table.passing ?? [])].map((part) =>
    originsOf(analysis, part, scope),
  )
  const columns: Column[] = []
  const pending = (table.columns ?? []).toReversed()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!isNode(node, 'JsonTableColumn')) continue
    const { coltype, name, columns: nested, on_empty, on_error } = node.JsonTableColumn
    if (coltype === 'JTC_NESTED') {
      pending.push(...(nested ?? []).toReversed())
      continue
    }
    const own = [on_empty, on_error].map((part) => originsOf(analysis, part, scope))
    columns.push({
      name: name ?? '',
      origins: coltype === 'JTC_FOR_ORDINALITY' ? noOrigins : mergeOrigins([...passed, ...own]),
    })
  }
  return createRelation(columns)
}
