/** What is read of a Snowflake connection; its schema knows the rest. */

export interface SnowflakeConfig {
  /** `organization-account`, or the older `locator.region.cloud`. */
  readonly account: string
  readonly username: string
  readonly warehouse: string
  readonly role?: string
  /** Read this database alone. */
  readonly database?: string
  /** A programmatic access token: the SQL API takes no passwords. */
  readonly password?: string
  /** PEM text of the private key of the user's key pair, and what it is encrypted with. */
  readonly privateKey?: string
  readonly snowflakePrivatekeyPassphrase?: string
  /** Default `SNOWFLAKE.ACCOUNT_USAGE`. */
  readonly accountUsageSchema?: string
  readonly queryTag?: string
  /** Transient tables are left out unless this says otherwise. */
  readonly includeTransientTables?: boolean
  /** Draw lineage from what statements read and wrote (Enterprise Edition). */
  readonly useAccessHistory?: boolean
  /** At most so many different writes; default 10 000. */
  readonly accessHistoryChunkSize?: number
  /** `token` of OAuth; `host` of an account that is reached over a private link. */
  readonly connectionOptions?: Readonly<Record<string, string>>
}
