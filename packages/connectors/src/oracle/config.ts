/** What is read of an Oracle connection; its schema knows the rest. */

export interface OracleConfig {
  readonly username: string
  readonly password?: string
  /** `host:port`; left out where a whole descriptor is given. */
  readonly hostPort?: string
  /** One of three: the SID of the database, the name of its service, or a descriptor or name of tnsnames.ora. */
  readonly oracleConnectionType: {
    readonly databaseSchema?: string
    readonly oracleServiceName?: string
    readonly oracleTNSConnection?: string
  }
  /** The name of the database in the catalog; `default` when left out. */
  readonly databaseName?: string
  /** Names in upper case, as Oracle stores those without quotes, appear in lower case unless this is set. */
  readonly preserveIdentifierCase?: boolean
  /** Read the `DBA_` views instead of the `ALL_` ones. */
  readonly useDBATable?: boolean
}
