/** What is read of the connections of SQL Server and its relatives; their schemas know the rest. */

export interface MssqlConfig {
  /** `host:port`, `host,port` or `host\instance`. */
  readonly hostPort?: string
  readonly database?: string
  readonly username?: string
  readonly password?: string
  /** An Entra application (Synapse, Fabric). */
  readonly clientId?: string
  readonly clientSecret?: string
  readonly tenantId?: string
  readonly encrypt?: boolean
  readonly trustServerCertificate?: boolean
  /** How to sign in, in the words of ODBC (Azure SQL, Synapse). */
  readonly authenticationMode?: {
    readonly authentication?: string
    readonly encrypt?: boolean
    readonly trustServerCertificate?: boolean
    readonly connectionTimeout?: number
  }
  readonly sslConfig?: { readonly caCertificate?: string }
  /** Read every database of the server. */
  readonly ingestAllDatabases?: boolean
  /** `Authentication`, `clientId`, `clientSecret`, `clientCertificate`, `tenantId` where the type has no members for them. */
  readonly connectionOptions?: Readonly<Record<string, string>>
  /** The same for types that have no `connectionOptions` (Fabric). */
  readonly connectionArguments?: Readonly<Record<string, unknown>>
}

/** What stands in `connectionOptions` or `connectionArguments`, whose keys are written as drivers of Microsoft take them: in any case. */
export function driverOption(config: MssqlConfig, name: string): string | undefined {
  const all = Object.entries({ ...config.connectionArguments, ...config.connectionOptions })
  const [, value] = all.find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? []
  return value === undefined || value === null ? undefined : String(value)
}

/** `yes`, `true`, `no`, `false`; undefined where it is not said. */
export function driverFlag(config: MssqlConfig, name: string): boolean | undefined {
  const value = driverOption(config, name)
  return value === undefined ? undefined : /^(yes|true|1|mandatory)$/i.test(value)
}
