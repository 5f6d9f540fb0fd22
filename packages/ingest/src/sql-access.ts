/** What the profiler, data quality tests and classification need of a source that speaks SQL. */

/** SQL as the server understands it; Azure SQL, Synapse and Fabric are `tsql`, MariaDB is `mysql`, Redshift `postgres`. */
export type SqlDialect =
  | 'postgres'
  | 'mysql'
  | 'sqlite'
  | 'duckdb'
  | 'tsql'
  | 'snowflake'
  | 'databricks'
  | 'bigquery'
  | 'oracle'

/** One row: values by the column's name as the query gave it. */
export type SqlRow = Readonly<Record<string, unknown>>

/** What a server knows of a table without reading it. */
export interface TableFacts {
  /** The planner's estimate; undefined where the table was never analysed. */
  readonly estimatedRows?: number
  readonly sizeInByte?: number
  /** ISO 8601. */
  readonly createDateTime?: string
  /** Rows changed in all since the server began to count, and when that was (milliseconds since 1970). */
  readonly changes?: {
    readonly sinceMs: number | undefined
    readonly inserted: number
    readonly updated: number
    readonly deleted: number
  }
}

/** A read-only way to ask one database of the source. Closed with the source that gave it. */
export interface SqlAccess {
  readonly dialect: SqlDialect
  /**
   * `parameters` stand for `?` in `text`, in order, whatever the driver's own placeholder is. All rows come at once:
   * callers limit what they ask for.
   * @throws SourceError: `skippable` when this statement failed (rights, a broken view, a time limit), `retriable` or
   *   `fatal` when the connection is gone
   */
  query(text: string, parameters: readonly unknown[], signal: AbortSignal): Promise<readonly SqlRow[]>
  /** The quoted SQL name of a table: its schema and bare name, or the name alone where the source has no schemas. */
  qualify(schema: string, table: string): string
  /** One name in the dialect's quotes, inner quotes doubled. */
  quote(name: string): string
  /** Absent where the server keeps none. */
  facts?(schema: string, table: string, signal: AbortSignal): Promise<TableFacts>
}

/** One statement of a query log. */
export interface LoggedQuery {
  readonly query: string
  /** Bare names; where the log has none, names in the text are looked up in all schemas of the service. */
  readonly database?: string
  readonly schema?: string
  /** Database user that ran it. */
  readonly user?: string
  /** Milliseconds since 1970 of the run, or of the last one where the log sums runs up. */
  readonly atMs?: number
  /** Runs that this entry stands for. Default 1. */
  readonly count?: number
  /** Milliseconds that the runs of this entry took in all. */
  readonly durationMs?: number
  /** What the runs of this entry cost in all, in the unit of the log (its connector's page says which). */
  readonly cost?: number
}

/** Which part of the log is wanted. */
export interface QueryLogRequest {
  /** Not older than this, milliseconds since 1970. */
  readonly sinceMs: number
  /** At most so many entries, the newest or most frequent. */
  readonly limit: number
  /** A SQL condition of the workflow file (`filterCondition`), over the log's own columns; undefined for none. */
  readonly condition: string | undefined
  readonly signal: AbortSignal
}
