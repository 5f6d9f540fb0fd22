/** The contract of a connector: it only reads its source and yields records, parents first. */
import type { TSchema } from '@sinclair/typebox'
import type { SourceRecord } from './source-record.ts'
import type { LoggedQuery, QueryLogRequest, SqlAccess } from './sql-access.ts'

/** Include and exclude patterns of the workflow file, compiled by the runner to linear-time regular expressions. */
export interface NameFilter {
  /** `undefined` when the name passes, else the sentence that says which pattern decided. */
  rejects(name: string): string | undefined
}

/** What a `<kind>FilterPattern` of the workflow file can be about. */
export const filterKinds = [
  'database',
  'schema',
  'table',
  'storedProcedure',
  'topic',
  'dashboard',
  'chart',
  'dataModel',
  'project',
  'pipeline',
  'mlModel',
  'container',
  'bucket',
  'searchIndex',
  'apiCollection',
  'apiEndpoint',
  'user',
  'team',
  'tag',
  'classification',
] as const
export type FilterKind = (typeof filterKinds)[number]

export interface ReadFilters {
  /** The filter for names of a kind; one that lets every name pass where the file has no pattern. */
  filter(kind: FilterKind): NameFilter
  /** Match patterns against the fully qualified name instead of the bare one. */
  readonly useFqn: boolean
}

export interface ReadContext {
  readonly serviceName: string
  readonly filters: ReadFilters
  readonly options: {
    readonly includeTables: boolean
    readonly includeViews: boolean
    readonly includeStoredProcedures: boolean
    readonly includeLineage: boolean
    /** The whole `sourceConfig.config`, valid against OpenMetadata's schema of its `type`. */
    readonly sourceConfig: Readonly<Record<string, unknown>>
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
  /** The source's own log of queries, for usage and lineage; absent where it keeps none. */
  queries?(request: QueryLogRequest): AsyncIterable<LoggedQuery>
  /**
   * Asks one database of the source in SQL, by its bare name in the catalog; absent where the source speaks no SQL.
   * @throws SourceError when the database cannot be opened
   */
  sql?(database: string, signal: AbortSignal): Promise<SqlAccess>
  /** May be called twice. */
  close(): Promise<void>
}

export interface Connector<Config = unknown> {
  /** The `type` of the workflow file's source in lower case: `postgres`. */
  readonly type: string
  /** The catalog's `serviceType`: `Postgres`. */
  readonly serviceType: string
  /** Entity type of the service: `databaseService`. */
  readonly serviceEntity: string
  /**
   * What the runner does about the service before reading. `own` (default): it is created when missing. `existing`: it
   * must be there and may be of any type (dbt adds to the tables of another source). `none`: there is none, or the
   * connector yields services itself.
   */
  readonly service?: 'own' | 'existing' | 'none'
  /** The `sourceConfig.config.type` that is meant where a file leaves it out; default: the one of the service's kind. */
  readonly sourceConfigType?: string
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
