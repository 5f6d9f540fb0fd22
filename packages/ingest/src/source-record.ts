/** What a connector yields: entities parents first, then what changes, measures or links them. */
import type { AddLineage } from '@waymark/spec'
import type { LineageEnd } from './source-place.ts'

/** An entity to create or update. `body` is the create request; references are fully qualified names. */
export interface EntityRecord {
  readonly kind: 'entity'
  /** Entity type, e.g. `table`. */
  readonly type: string
  readonly fullyQualifiedName: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A tag or glossary term that a source puts on something. */
export interface ChangeTag {
  readonly tagFQN: string
  readonly source: 'Classification' | 'Glossary'
  /** Default `Automated`; what a program found out (`Automated`, `Generated`) is a suggestion until a person confirms it. */
  readonly labelType?: 'Automated' | 'Generated' | 'Propagated' | 'Derived' | 'Manual'
  /** Why it is there, for people. */
  readonly reason?: string
  /** Which recognizer found it, and how sure it is: `TagLabelMetadata` of the API. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** What a second source says about one column of a table (or field of a topic). */
export interface ColumnChange {
  /** Path of names from the outermost column inwards. */
  readonly path: readonly string[]
  readonly description?: string
  readonly displayName?: string
  readonly tags?: readonly ChangeTag[]
}

/**
 * Merged into an entity that another connector made (dbt, classification). What people wrote stays: a description,
 * display name or owner is set only where there is none, unless `overwrite` names the member; tags are only added.
 * Sent after all entities before it; an entity that the catalog lacks is reported and skipped.
 */
export interface ChangeRecord {
  readonly kind: 'change'
  readonly type: string
  readonly fullyQualifiedName: string
  readonly description?: string
  readonly displayName?: string
  readonly tags?: readonly ChangeTag[]
  /**
   * By type and fully qualified name; those that the catalog lacks are reported and left out. `userOrTeam` where the
   * source gives a name alone.
   */
  readonly owners?: readonly {
    readonly type: 'user' | 'team' | 'userOrTeam'
    readonly fullyQualifiedName: string
  }[]
  readonly columns?: readonly ColumnChange[]
  /** Members that this source alone fills (`dataModel`, `tableConstraints`): set as they are. */
  readonly members?: Readonly<Record<string, unknown>>
  /** Members whose present value gives way. */
  readonly overwrite?: readonly ('description' | 'displayName' | 'owners')[]
}

/** Something that was measured, appended below what it belongs to; each kind is one sub-resource of the API. */
export type Measurement =
  /** Of a test case: `timestamp` (ms), `testCaseStatus`, `result`, `testResultValue` … */
  | 'testCaseResult'
  /** Of a pipeline: `timestamp` (ms), `executionStatus`, `taskStatus` … */
  | 'pipelineStatus'
  /** Of a table: `tableProfile`, `columnProfile`, `systemProfile`. */
  | 'tableProfile'
  /** Of a table or container: `columns` and `rows`; of a topic: `messages`. Replaces the last one. */
  | 'sampleData'
  /** Of a table, dashboard, chart …: `date` (YYYY-MM-DD) and `count`. */
  | 'usage'

/** Sent after all entities before it. */
export interface MeasurementRecord {
  readonly kind: 'measurement'
  readonly measurement: Measurement
  readonly type: string
  readonly fullyQualifiedName: string
  readonly body: Readonly<Record<string, unknown>>
}

/** An edge between two entities by type and fully qualified name; sent after both ends are. */
export interface LineageRecord {
  readonly kind: 'lineage'
  readonly from: { readonly type: string; readonly fullyQualifiedName: string }
  readonly to: { readonly type: string; readonly fullyQualifiedName: string }
  readonly details: NonNullable<AddLineage['edge']['lineageDetails']>
}

/**
 * An edge with an end in another source. Sent after all entities before it; where the catalog has no such end yet, the run
 * reports where it was looked for.
 */
export interface CrossLineageRecord {
  readonly kind: 'crossLineage'
  readonly from: LineageEnd
  readonly to: LineageEnd
  /** The pipeline that moves the data. */
  readonly through?: { readonly type: 'pipeline'; readonly fullyQualifiedName: string }
  readonly details: Omit<LineageRecord['details'], 'columnsLineage' | 'pipeline'>
  /** Names from the outermost column inwards; those that an end of another source does not have are left out. */
  readonly columns: readonly {
    readonly from: readonly (readonly string[])[]
    readonly to: readonly string[]
  }[]
}

/** Something that was left out and why: a filter, an unsupported kind, an error of one table. */
export interface SkippedRecord {
  readonly kind: 'skipped'
  readonly type: string
  readonly fullyQualifiedName: string
  readonly reason: 'filtered' | 'error' | 'not-understood'
  /** A sentence for people, without secrets. */
  readonly message: string
  readonly hint?: string
}

/** The connector has yielded everything below this parent: what the catalog has beyond it is stale. */
export interface CompletedRecord {
  readonly kind: 'completed'
  readonly type: string
  /** Fully qualified name of the parent whose children of `type` are complete. */
  readonly parent: string
}

/** How much there is to do, as soon as it is known: for progress bars. */
export interface TotalRecord {
  readonly kind: 'total'
  readonly type: string
  readonly count: number
}

export type SourceRecord =
  | EntityRecord
  | ChangeRecord
  | MeasurementRecord
  | LineageRecord
  | CrossLineageRecord
  | SkippedRecord
  | CompletedRecord
  | TotalRecord
