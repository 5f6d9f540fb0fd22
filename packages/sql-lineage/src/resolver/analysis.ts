/** What the analysis of one statement carries along, and what a text's statements know of each other. */
import { createColumnJoins } from '../column-joins.ts'
import type { ColumnJoin, KnownSchemas, KnownTable, LineageTable, SourceColumn } from '../lineage.ts'
import type { Dialect } from '../reader/dialect.ts'
import type { Query, TableName } from '../reader/query-tree.ts'
import { type Origins, type Relation, relationOf } from './relation.ts'
import type { Scope } from './scope.ts'

/** What earlier statements of a text leave behind for later ones. */
export interface Session {
  /** Tables that the text made, by their written names in lower case. */
  readonly tables: Map<string, MadeTable>
  /** Variables and parameters, by name in lower case, with what they were set from. */
  readonly variables: Map<string, Origins>
  /** Cursors, and rows of loops. */
  readonly rows: Map<string, Relation>
}

export interface MadeTable {
  readonly temporary: boolean
  readonly target: LineageTable
  /** A temporary table is seen through: its columns have the origins of what was put into it. */
  relation: Relation
}

export function createSession(): Session {
  return { tables: new Map(), variables: new Map(), rows: new Map() }
}

export interface Analysis {
  readonly dialect: Dialect
  readonly known: KnownSchemas
  readonly session: Session
  readonly sources: ReadonlyMap<string, LineageTable>
  readonly joined: readonly ColumnJoin[]
  readonly notes: ReadonlySet<string>
  find(name: TableName): KnownTable | undefined
  /** A known table's columns, each with itself as origin. */
  columnsOf(table: KnownTable): Relation
  reads(table: KnownTable): void
  /** Records that two columns have to be equal. */
  joins(left: Origins, right: Origins): void
  note(sentence: string): void
  query(query: Query, outer: Scope): Relation
  /** Charges a step that costs this many columns; false, with a note, when the statement has used up what it may cost. */
  afford(columns: number): boolean
}

/**
 * The limit of a statement is in steps and not in time, so that the answer does not depend on how busy the machine is: enough for hundreds
 * of joins of the widest tables, and under a second. A chain of common tables that doubles its columns each time must end somewhere.
 */
const maximumColumnVisits = 2_000_000
const maximumQueryDepth = 150

export function createAnalysis(
  dialect: Dialect,
  known: KnownSchemas,
  session: Session,
  readQuery: (analysis: Analysis, query: Query, outer: Scope) => Relation,
): Analysis {
  const sources = new Map<string, LineageTable>()
  const joins = createColumnJoins()
  const notes = new Set<string>()
  const relations = new Map<KnownTable, Relation>()
  let visits = 0
  let depth = 0
  const analysis: Analysis = {
    dialect,
    known,
    session,
    sources,
    get joined() {
      return joins.all
    },
    notes,
    find: (name) => findTable(known, name, dialect),
    columnsOf(table) {
      const existing = relations.get(table)
      if (existing) return existing
      const relation = relationOf(
        table.columns.map((column) => ({ name: column, origins: new Set([sourceColumn(table, column)]) })),
      )
      relations.set(table, relation)
      return relation
    },
    reads(table) {
      const key = tableKey(tableOf(table))
      if (!sources.has(key)) sources.set(key, tableOf(table))
    },
    joins: joins.add,
    note(sentence) {
      notes.add(sentence)
    },
    query(query, outer) {
      if (depth >= maximumQueryDepth) {
        notes.add(`queries nest deeper than ${maximumQueryDepth} levels; what lies below is not traced`)
        return { columns: [], open: true, unlisted: undefined }
      }
      depth += 1
      try {
        return readQuery(analysis, query, outer)
      } finally {
        depth -= 1
      }
    },
    afford(columns) {
      visits += columns
      if (visits <= maximumColumnVisits) return true
      notes.add(`the statement combines more than ${maximumColumnVisits} columns; the rest is not traced`)
      return false
    },
  }
  return analysis
}

function sourceColumn(table: KnownTable, column: string): SourceColumn {
  return { ...tableOf(table), column }
}

export function tableOf({ database, schema, name }: KnownTable): LineageTable {
  return database === undefined ? { schema, table: name } : { database, schema, table: name }
}

/** NUL cannot occur in a name. */
export function tableKey({ database, schema, table }: LineageTable): string {
  return `${database ?? ''}\0${schema}\0${table}`
}

/** The known table of a name of one to three parts (a server's name in front of them is left out). */
export function findTable(known: KnownSchemas, name: TableName, dialect: Dialect): KnownTable | undefined {
  const table = name.at(-1) ?? ''
  const written = name.at(-2)
  // LIVE is the pipeline's own schema in Databricks' declarative pipelines.
  const own = dialect.name === 'databricks' && written?.toUpperCase() === 'LIVE'
  const schema = written === '' ? dialect.defaultSchema : written
  return known.find(own ? undefined : schema, table, name.at(-3))
}

export function writtenName(name: TableName): string {
  return name.map((part) => JSON.stringify(part)).join('.')
}

/** A table that need not exist yet: an unqualified name belongs to the first schema of the search path. */
export function createdTable(
  { known, dialect }: Pick<Analysis, 'known' | 'dialect'>,
  name: TableName,
  temporary: boolean,
): LineageTable {
  const table = name.at(-1) ?? ''
  if (temporary) return { schema: name.at(-2) ?? '', table, temporary: true }
  const existing = findTable(known, name, dialect)
  if (existing) return tableOf(existing)
  const written = name.at(-2) === '' ? dialect.defaultSchema : name.at(-2)
  const schema = written ?? known.searchPath?.[0] ?? dialect.defaultSchema ?? 'public'
  const database = name.at(-3)
  return database === undefined ? { schema, table } : { database, schema, table }
}
