/** The contract of a connector: it only reads its source and yields entities, parents first. */
import type { TSchema } from '@sinclair/typebox'
import type { AddLineage } from '@waymark/spec'

/** An entity to create or update. `body` is the create request; references are fully qualified names. */
export interface EntityRecord {
  readonly kind: 'entity'
  /** Entity type, e.g. `table`. */
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

export type SourceRecord = EntityRecord | LineageRecord | SkippedRecord | CompletedRecord | TotalRecord

/** Include and exclude patterns of the workflow file, compiled by the runner to linear-time regular expressions. */
export interface NameFilter {
  /** `undefined` when the name passes, else the sentence that says which pattern decided. */
  rejects(name: string): string | undefined
}

export interface ReadContext {
  readonly serviceName: string
  readonly filters: {
    readonly database: NameFilter
    readonly schema: NameFilter
    readonly table: NameFilter
    /** Match patterns against the fully qualified name instead of the bare one. */
    readonly useFqn: boolean
  }
  /** `sourceConfig.config`, validated by the runner. */
  readonly options: {
    readonly includeTables: boolean
    readonly includeViews: boolean
    readonly includeStoredProcedures: boolean
    readonly includeLineage: boolean
  }
  readonly signal: AbortSignal
  /** Sentences for the log; never secrets. */
  readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void
}

/** One step of "test connection". Throwing marks it failed; the error's `hint` says what to do. */
export interface ConnectionCheck {
  /** OpenMetadata's step name: `CheckAccess`, `GetSchemas`, … */
  readonly name: string
  readonly description: string
  readonly mandatory: boolean
}

/** An open connection to a source. Closed by the runner whatever happens. */
export interface Source {
  check(name: string, signal: AbortSignal): Promise<void>
  /** Parents before children. Bounded memory: never holds more than one schema's worth of tables. */
  read(context: ReadContext): AsyncIterable<SourceRecord>
  close(): Promise<void>
}

export interface Connector<Config = unknown> {
  /** The `type` of the workflow file's source in lower case: `postgres`. */
  readonly type: string
  /** The catalog's `serviceType`: `Postgres`. */
  readonly serviceType: string
  /** Entity type of the service: `databaseService`. */
  readonly serviceEntity: string
  readonly config: TSchema
  readonly checks: readonly ConnectionCheck[]
  /** `config` was validated against the schema. @throws SourceError */
  open(config: Config, signal: AbortSignal): Promise<Source>
}

/** Errors by what the runner does about them. */
export type Consequence = 'fatal' | 'retriable' | 'skippable'

/** What a connector throws: a sentence for people, the fix, and the consequence for the run. */
export class SourceError extends Error {
  readonly consequence: Consequence
  readonly hint: string | undefined
  constructor(consequence: Consequence, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SourceError'
    this.consequence = consequence
    this.hint = options.hint
  }
}

/** Declares a connector; keeps the config type between schema and `open`. */
export function defineConnector<Config>(connector: Connector<Config>): Connector<Config> {
  return connector
}
