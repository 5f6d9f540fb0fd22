/** What lineage needs to know of a statement, the same for all dialects: which queries read which names, and what they are written to. */

/** A name of a relation, from the most general part to its own: `[database, schema, name]` or less. */
export type TableName = readonly string[]

/**
 * A part of an expression, in reading order. Operators, literals and functions are left out: a value depends on all columns that
 * its expression names.
 */
export type Part =
  | {
      readonly kind: 'reference'
      readonly path: readonly string[]
      /** The word also has a meaning of its own (`day`, `first`): no column is missed where none has this name. */
      readonly soft: boolean
    }
  /** `t.*` or `*` as an argument. */
  | { readonly kind: 'row'; readonly qualifier: readonly string[] }
  | { readonly kind: 'query'; readonly query: Query }
  /** Two names that have to be equal, beside their own references. */
  | { readonly kind: 'equality'; readonly left: readonly string[]; readonly right: readonly string[] }
  /** EXISTS depends on no column's value. */
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'window'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  /** A cell of a row by its position: `$1`, `t.$1`. */
  | { readonly kind: 'position'; readonly qualifier: readonly string[]; readonly position: number }

export type Expression = readonly Part[]

export type SelectItem =
  | { readonly kind: 'value'; readonly name: string; readonly value: Expression }
  | {
      readonly kind: 'star'
      readonly qualifier: readonly string[]
      readonly except: readonly string[]
      readonly replace: readonly { readonly name: string; readonly value: Expression }[]
      readonly rename: readonly { readonly from: string; readonly to: string }[]
    }
  /** T-SQL's `@x = value`. */
  | { readonly kind: 'assignment'; readonly variable: string; readonly value: Expression }

export interface Alias {
  readonly name: string
  readonly columns: readonly string[]
}

export interface Pivot {
  readonly kind: 'pivot'
  /** One per aggregate: what it reads, and what its columns are called where there are several aggregates. */
  readonly aggregates: readonly { readonly value: Expression; readonly name: string }[]
  readonly keys: readonly (readonly string[])[]
  /** Names of the columns that the listed values become; undefined where the values are not in the text. */
  readonly values: readonly string[] | undefined
  readonly alias: Alias | undefined
}

export interface Unpivot {
  readonly kind: 'unpivot'
  readonly value: string
  readonly key: string
  readonly columns: readonly string[]
  readonly alias: Alias | undefined
}

export type FromItem =
  | { readonly kind: 'table'; readonly name: TableName; readonly alias: Alias | undefined }
  | {
      readonly kind: 'query'
      readonly query: Query
      readonly lateral: boolean
      readonly alias: Alias | undefined
    }
  /** A function, or an array unnested: its columns derive from its arguments; `columns` are listed where the text declares them. */
  | {
      readonly kind: 'function'
      readonly name: string
      readonly arguments: Expression
      readonly columns: readonly string[]
      /** Whether the alias is the column itself, as in BigQuery's UNNEST. */
      readonly aliasIsColumn: boolean
      readonly alias: Alias | undefined
    }
  /** Files, stages: nothing that a catalog holds as a table. */
  | { readonly kind: 'files'; readonly alias: Alias | undefined }
  | {
      readonly kind: 'join'
      readonly left: FromItem
      readonly right: FromItem
      readonly using: readonly string[]
      readonly natural: boolean
      /** Which side's value a joined column has. */
      readonly keeps: 'left' | 'right' | 'both'
      /** Semi and anti joins show the left side only. */
      readonly hidesRight: boolean
      readonly on: Expression
    }
  | { readonly kind: 'reshaped'; readonly item: FromItem; readonly by: Pivot | Unpivot }
  /** `(a JOIN b)` with an alias of its own. */
  | { readonly kind: 'nested'; readonly item: FromItem; readonly alias: Alias | undefined }

export interface CommonTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly recursive: boolean
  readonly query: Query
}

export type Body =
  | {
      readonly kind: 'select'
      readonly items: readonly SelectItem[]
      readonly from: readonly FromItem[]
      /** WHERE, GROUP BY, HAVING, ORDER BY …: only the queries in them matter. */
      readonly filters: Expression
      readonly windows: ReadonlyMap<string, Expression>
      /** T-SQL's and MySQL's SELECT … INTO. */
      readonly into: readonly IntoTarget[]
    }
  | {
      readonly kind: 'set'
      readonly branches: readonly { readonly query: Query; readonly removes: boolean }[]
      readonly byName: boolean
    }
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }

export type IntoTarget =
  | { readonly kind: 'table'; readonly name: TableName }
  | { readonly kind: 'variable'; readonly name: string }

export interface Query {
  readonly commonTables: readonly CommonTable[]
  readonly body: Body
  /** ORDER BY and LIMIT of the whole. */
  readonly tail: Expression
}

export interface Assignment {
  /** The last part is the column; the parts before it name the relation in an UPDATE of several. */
  readonly column: readonly string[]
  readonly value: Expression
}

/** T-SQL's OUTPUT clause. */
export interface Output {
  readonly items: readonly SelectItem[]
  readonly into: TableName | undefined
  readonly columns: readonly string[]
}

export type MergeBranch =
  | { readonly kind: 'update'; readonly assignments: readonly Assignment[] }
  | {
      readonly kind: 'insert'
      readonly columns: readonly string[] | undefined
      readonly values: readonly Expression[]
    }
  /** `UPDATE SET *` and `INSERT *`: every column of the target that the source has. */
  | { readonly kind: 'by name' }

export interface Receiver {
  readonly table: TableName
  readonly columns: readonly string[] | undefined
  /** Columns that get a constant: static partitions. */
  readonly constant: readonly string[]
  /** Columns pair by name instead of by position. */
  readonly byName: boolean
}

export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'create'
      readonly name: TableName
      readonly columns: readonly string[]
      readonly temporary: boolean
      readonly query: Query
    }
  | { readonly kind: 'copy'; readonly name: TableName; readonly temporary: boolean; readonly from: TableName }
  | {
      readonly kind: 'insert'
      readonly into: Receiver
      readonly query: Query | undefined
      readonly output: Output | undefined
      /** ON DUPLICATE KEY UPDATE, ON CONFLICT DO UPDATE. */
      readonly conflict: readonly Assignment[]
      readonly commonTables: readonly CommonTable[]
    }
  /** One query into several tables. */
  | {
      readonly kind: 'insert many'
      readonly from: FromItem
      readonly inserts: readonly {
        readonly into: Receiver
        readonly query: Query | undefined
        readonly values: readonly Expression[] | undefined
      }[]
    }
  | {
      readonly kind: 'update'
      readonly target: FromItem
      readonly from: readonly FromItem[]
      readonly assignments: readonly Assignment[]
      readonly filters: Expression
      readonly output: Output | undefined
      readonly commonTables: readonly CommonTable[]
    }
  | {
      readonly kind: 'delete'
      readonly targets: readonly TableName[]
      readonly from: readonly FromItem[]
      readonly filters: Expression
      readonly output: Output | undefined
      readonly commonTables: readonly CommonTable[]
    }
  | {
      readonly kind: 'merge'
      readonly target: FromItem
      readonly source: FromItem
      readonly filters: Expression
      readonly branches: readonly MergeBranch[]
      readonly output: Output | undefined
      readonly commonTables: readonly CommonTable[]
    }
  /** A temporary table whose columns the text declares. */
  | { readonly kind: 'declare table'; readonly name: TableName; readonly columns: readonly string[] }
  /** What a procedure keeps between statements: variables and parameters, with what they were set from. */
  | { readonly kind: 'assign'; readonly variables: readonly string[]; readonly value: Expression }
  /** A cursor, or the row variable of a loop over a query or a cursor. */
  | { readonly kind: 'row source'; readonly name: string; readonly query: Query | string }
  | { readonly kind: 'fetch'; readonly cursor: string; readonly into: readonly string[] }
  /** Something that may move data in a way the text does not show. */
  | { readonly kind: 'opaque'; readonly what: string }
