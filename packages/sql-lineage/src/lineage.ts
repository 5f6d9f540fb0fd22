/** What lineage is: the results every SQL dialect hands back and the schema knowledge it asks for. */

/** A table, view or anything else a query can read, with its columns in their order. */
export interface KnownTable {
  readonly database?: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly string[]
}

/** Answers which relation a name in SQL text means. */
export interface KnownSchemas {
  /**
   * Finds a relation by optional schema and name; undefined when unknown. searchPath is tried in order for an unqualified name.
   * `database` is what stands before the schema in a name of three parts.
   */
  find(schema: string | undefined, name: string, database?: string): KnownTable | undefined
  /** Where an unqualified name that is not known yet would be created: the first entry. Default: `public`. */
  readonly searchPath?: readonly string[]
}

/** One column of a known relation. */
export interface SourceColumn {
  /** Only where the known relation names its database. */
  readonly database?: string
  readonly schema: string
  readonly table: string
  readonly column: string
}

/** One column that a statement produces; `from` is empty for constants, in reading order otherwise, without repeats. */
export interface ColumnLineage {
  readonly toColumn: string
  readonly from: readonly SourceColumn[]
}

/** Two columns of different tables that a condition demands to be equal. */
export interface ColumnJoin {
  readonly left: SourceColumn
  readonly right: SourceColumn
}

/** A relation that is read or written. */
export interface LineageTable {
  readonly database?: string
  readonly schema: string
  readonly table: string
  /** A temporary table or table variable: later statements of the same text see through it to what it was made of. */
  readonly temporary?: true
}

/**
 * What one statement reads and writes.
 * - `statement`: its own text, where the text that was read may hold several.
 * - `sources`: every known relation read, filters and join predicates included, in reading order, without repeats.
 * - `target`: the relation written to or created; absent for a bare SELECT.
 * - `columns`: one entry per column produced, in order. A column's lineage is every column that its expression reads (arguments,
 *   CASE conditions, window definitions, aggregate filters); WHERE, HAVING, ON, GROUP BY and ORDER BY are not column lineage.
 * - `joins`: pairs of columns that WHERE, ON or USING joins by, in reading order, without repeats; absent where there are none.
 * - `notUnderstood`: sentences for a person, one per thing that could not be traced; nothing is dropped without one.
 */
export interface LineageResult {
  readonly statement?: string
  readonly sources: readonly LineageTable[]
  readonly target?: LineageTable
  readonly columns: readonly ColumnLineage[]
  readonly joins?: readonly ColumnJoin[]
  readonly notUnderstood: readonly string[]
}

/** Lineage of one SQL dialect. Neither method throws on any text. */
export interface SqlLineage {
  /** Lineage of the SELECT that defines a view: its text, with or without `CREATE [MATERIALIZED] VIEW … AS`. */
  ofView(definition: string, known: KnownSchemas): LineageResult
  /**
   * Lineage of every statement in a text that moves data: SELECT, INSERT, UPDATE, DELETE, MERGE, CREATE TABLE AS, CREATE VIEW, SELECT INTO,
   * and data-modifying CTEs (each a result of its own, before the statement that holds it). COPY, DDL and session commands yield nothing.
   * A text that does not parse yields one result that says where and why.
   */
  ofStatement(sql: string, known: KnownSchemas): readonly LineageResult[]
}
