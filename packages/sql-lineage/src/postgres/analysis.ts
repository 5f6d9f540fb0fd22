/** What one statement's analysis carries along: the known schemas, and what has been found out so far. */
import type { Node, RangeVar, SelectStmt } from 'libpg-query'
import { createColumnJoins } from '../column-joins.ts'
import type { ColumnJoin, KnownSchemas, KnownTable, SourceColumn } from '../lineage.ts'
import { isSourceColumn, type Origins } from './origins.ts'
import { createRelation, type Relation } from './relation.ts'
import type { Scope } from './scope.ts'

export interface Analysis {
  /** The known relation a name in the text means; undefined when unknown. */
  lookUp(name: RangeVar): KnownTable | undefined
  /** A known table's columns, each with itself as origin. */
  columnsOf(table: KnownTable): Relation
  /** Records that a relation is read. */
  reads(table: { readonly schema: string; readonly name: string }): void
  /** Records that two columns have to be equal. */
  joins(left: Origins, right: Origins): void
  /** Records a sentence about something that could not be traced. */
  note(sentence: string): void
  /** Columns of a SELECT, VALUES, TABLE or set operation; the reader of everything that nests a query. */
  query(select: SelectStmt, outer: Scope): Relation
  /** Columns that a data-modifying statement in a CTE hands back with RETURNING. */
  modification(statement: Node, outer: Scope): Relation
  /** Charges a step that costs this many column visits; false, with a note, when the statement has used up what it may cost. */
  afford(columnVisits: number): boolean
  /** Runs a nested step; beyond the nesting limit it notes so and answers `undefined` instead. */
  nested<T>(step: () => T): T | undefined
}

/** Query levels (subqueries, CTEs, parenthesised joins) that one analysis follows into each other; each costs a few stack frames. */
const maximumQueryNesting = 200

/** Enough for hundreds of joins of the widest tables; a chain of CTEs that doubles its columns each time must end somewhere. */
const maximumColumnVisits = 5_000_000

/** What an analysis has gathered, next to the parts that the readers of queries and statements plug in. */
export interface Findings {
  readonly sources: ReadonlyMap<string, { readonly schema: string; readonly table: string }>
  readonly joined: readonly ColumnJoin[]
  readonly notes: ReadonlySet<string>
}

/** The readers are parameters, so that FROM clause, expressions and queries can nest without importing each other. */
export function createAnalysis(
  known: KnownSchemas,
  readers: {
    query(analysis: Analysis, select: SelectStmt, outer: Scope): Relation
    modification(analysis: Analysis, statement: Node, outer: Scope): Relation
  },
): Analysis & Findings {
  const sources = new Map<string, { readonly schema: string; readonly table: string }>()
  const joins = createColumnJoins()
  const notes = new Set<string>()
  const relations = new Map<string, Relation>()
  let depth = 0
  let columnVisits = 0

  const analysis: Analysis & Findings = {
    sources,
    get joined() {
      return joins.all
    },
    notes,
    lookUp(name) {
      const table = known.find(name.schemaname, name.relname ?? '')
      const elsewhere =
        name.catalogname !== undefined && table?.database !== undefined && table.database !== name.catalogname
      return elsewhere ? undefined : table
    },
    columnsOf(table) {
      const key = relationKey(table.schema, table.name)
      const existing = relations.get(key)
      if (existing) return existing
      const relation = createRelation(
        table.columns.map((column) => {
          const origin: SourceColumn = { schema: table.schema, table: table.name, column }
          return { name: column, origins: new Set([origin]) }
        }),
      )
      relations.set(key, relation)
      return relation
    },
    reads(table) {
      const key = relationKey(table.schema, table.name)
      if (!sources.has(key)) sources.set(key, { schema: table.schema, table: table.name })
    },
    joins: (left, right) => joins.add([...left].filter(isSourceColumn), [...right].filter(isSourceColumn)),
    note(sentence) {
      notes.add(sentence)
    },
    query: (select, outer) => readers.query(analysis, select, outer),
    modification: (statement, outer) => readers.modification(analysis, statement, outer),
    afford(visits) {
      columnVisits += visits
      if (columnVisits <= maximumColumnVisits) return true
      notes.add(`the statement combines more than ${maximumColumnVisits} columns; the rest is not traced`)
      return false
    },
    nested(step) {
      if (depth >= maximumQueryNesting) {
        notes.add(`queries nest deeper than ${maximumQueryNesting} levels; what lies below is not traced`)
        return undefined
      }
      depth += 1
      try {
        return step()
      } finally {
        depth -= 1
      }
    },
  }
  return analysis
}

/** NUL cannot occur in a PostgreSQL name, so this pair of names is unambiguous. */
export function relationKey(schema: string, name: string): string {
  return `${schema}\0${name}`
}

/** A relation's name as the text wrote it, for sentences. */
export function writtenName(name: RangeVar): string {
  return [name.catalogname, name.schemaname, name.relname]
    .filter((part) => part !== undefined)
    .map((part) => JSON.stringify(part))
    .join('.')
}
