/** What a relational source says about itself, in the catalog's words: all that `readRelational` asks for. */
import type { Column, TablePartition } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'

/** Something with a bare name and the comment that people gave it. */
export interface NamedObject {
  readonly name: string
  readonly comment?: string | undefined
}

export interface RelationalKey {
  readonly kind: 'PRIMARY_KEY' | 'UNIQUE' | 'FOREIGN_KEY'
  readonly columns: readonly string[]
  /** What a foreign key points at, in the same database. */
  readonly refersTo?: { readonly schema: string; readonly table: string; readonly columns: readonly string[] }
}

/** A table or view. */
export interface Relation extends NamedObject {
  /** `Regular`, `View`, `MaterializedView`, `Partitioned` … as the catalog's `tableType`. */
  readonly tableType: string
  /** Without the constraints that follow from `keys`. */
  readonly columns: readonly Column[]
  readonly keys: readonly RelationalKey[]
  /** The SELECT of a view, with or without its `CREATE VIEW`. */
  readonly definition?: string | undefined
  readonly partition?: TablePartition | undefined
  /** The relations that a view reads, where the source itself knows them; then its SQL only adds the columns. */
  readonly reads?: readonly { readonly schema: string; readonly name: string }[]
}

export interface Routine extends NamedObject {
  /** Tells overloads apart: `a integer, b integer`. */
  readonly signature?: string
  readonly procedure: boolean
  /** The catalog's word: `SQL`, `Java`, `JavaScript`, `Python` or `External`. */
  readonly language: string
  readonly code: string
}

/** What of a schema is wanted; the rest need not be read. */
export interface WantedRelations {
  readonly tables: boolean
  readonly views: boolean
}

/**
 * One database of a source. Each method takes a constant number of statements, however many tables there are.
 * @throws SourceError `skippable` where one schema cannot be read; the others then are
 */
export interface RelationalDatabase extends NamedObject {
  schemas(): Promise<readonly NamedObject[]>
  /** The configuration leaves schemas out: those that `schemas` does not name may well be there. Default false. */
  readonly someSchemas?: boolean
  /** In order of their names. */
  relations(schema: string, wanted: WantedRelations): Promise<readonly Relation[]>
  routines?(schema: string): Promise<readonly Routine[]>
  /** Reads the SQL of views; absent where nobody can read the dialect. */
  readonly lineage?: SqlLineage
  /** Whether unquoted names in SQL mean a relation however it is spelled. Default false. */
  readonly ignoresCase?: boolean
  /** Where names without a schema are looked for when the schema of the view has no such relation: `dbo`. */
  readonly fallbackSchema?: string
}

export function isView(relation: Pick<Relation, 'tableType'>): boolean {
  return relation.tableType.endsWith('View')
}
