/** One connection to a MySQL or MariaDB server, with errors that say what to do. */
import { SourceError } from '@waymark/ingest'
import type { Connection, ConnectionOptions } from 'mysql2/promise'
import { parseHostPort } from '../host-port.ts'
import { isPassing, networkRemedy, type Remedy } from '../network-errors.ts'
import { optionalDriver } from '../optional-driver.ts'

/** What is read of the connections of both types; their schemas know the rest. */
export interface MysqlConfig {
  readonly username: string
  readonly hostPort: string
  /** MySQL's way to give the password; the other members of the choice are cloud identities. */
  readonly authType?: { readonly password?: string; readonly [member: string]: unknown }
  /** MariaDB's way. */
  readonly password?: string
  /** The name of the database in the catalog; a server has none above its schemas. */
  readonly databaseName?: string
  /** Read this schema alone. */
  readonly databaseSchema?: string
  readonly sslConfig?: {
    readonly caCertificate?: string
    readonly sslCertificate?: string
    readonly sslKey?: string
  }
  readonly useSlowLogs?: boolean
  readonly queryHistoryTable?: string
}

export interface Session {
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const connectTimeoutMs = 10_000
const defaultPort = 3306

/** What a person does about the errors that nearly everybody meets once, by the server's name of the error. */
const remedies: Readonly<Record<string, Remedy>> = {
  ER_ACCESS_DENIED_ERROR: {
    message: 'The server refused this user and password.',
    hint: 'Check serviceConnection.config.username and the password; a user is tied to the host it connects from.',
  },
  ER_HOST_NOT_PRIVILEGED: {
    message: 'The server lets nobody in from this machine.',
    hint: "Create the user for this host ('reader'@'%'), or open the firewall of a managed server.",
  },
  ER_SECURE_TRANSPORT_REQUIRED: {
    message: 'The server wants an encrypted connection.',
    hint: 'Add serviceConnection.config.sslConfig, empty where its certificate is signed by a public authority.',
  },
  HANDSHAKE_NO_SSL_SUPPORT: {
    message: 'The server offers no encryption.',
    hint: 'Remove serviceConnection.config.sslConfig, or switch TLS on at the server.',
  },
  ER_CON_COUNT_ERROR: {
    message: 'The server has no free connection.',
    hint: 'Try again later, or raise max_connections.',
  },
  ER_DBACCESS_DENIED_ERROR: {
    message: 'The user may not use this schema.',
    hint: 'GRANT SELECT, SHOW VIEW on the schema to the user; see the connector’s README.',
  },
  ER_TABLEACCESS_DENIED_ERROR: {
    message: 'The user may not read this table.',
    hint: 'GRANT SELECT on it to the user; see the connector’s README.',
  },
}

const retriable = /^(ER_CON_COUNT_ERROR|ER_LOCK_|ER_SERVER_SHUTDOWN|PROTOCOL_CONNECTION_LOST)/

/** Turns a driver's error into one by consequence. What the server said stays in `cause`; it may quote data. */
function sourceError(error: unknown, doing: string): SourceError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const said = error instanceof Error ? error.message : String(error)
  // The driver has one code for all that can go wrong in TLS.
  const cause = /self-signed|unable to (verify|get)/i.test(said) ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : code
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : networkRemedy(cause)
  const passing = retriable.test(code) || isPassing(code)
  const aboutStatement = code.startsWith('ER_') && !/ACCESS_DENIED_ERROR|HOST_|SECURE_/.test(code)
  const skippable =
    aboutStatement || code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR'
  return new SourceError(
    passing ? 'retriable' : skippable ? 'skippable' : 'fatal',
    `${doing}: ${remedy?.message ?? said}${code ? ` (${code})` : ''}`,
    { hint: remedy?.hint ?? 'See the server’s error log.', cause: error },
  )
}

function passwordOf(config: MysqlConfig): string | undefined {
  const { authType = {} } = config
  const [cloud] = Object.keys(authType).filter((member) => member !== 'password')
  if (cloud === undefined || authType.password !== undefined) return authType.password ?? config.password
  throw new SourceError('fatal', `Signing in with authType.${cloud} is not supported.`, {
    hint: 'Give a user and authType.password; an Entra access token can stand there for as long as it lives.',
  })
}

function connectionOptions(config: MysqlConfig): ConnectionOptions {
  const { host, port } = parseHostPort(config.hostPort, defaultPort)
  const password = passwordOf(config)
  const { caCertificate, sslCertificate, sslKey } = config.sslConfig ?? {}
  return {
    ...(host.startsWith('/') ? { socketPath: host } : { host, port }),
    user: config.username,
    ...(password === undefined ? {} : { password }),
    ...(config.sslConfig
      ? {
          ssl: {
            rejectUnauthorized: true,
            ...(caCertificate ? { ca: caCertificate } : {}),
            ...(sslCertificate ? { cert: sslCertificate } : {}),
            ...(sslKey ? { key: sslKey } : {}),
          },
        }
      : {}),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
  }
}

/** @throws SourceError */
export async function openSession(config: MysqlConfig): Promise<Session> {
  const { createConnection } = await optionalDriver('mysql2', () => import('mysql2/promise'))
  const options = connectionOptions(config)
  let connection: Connection | undefined
  try {
    connection = await createConnection(options)
    connection.on('error', () => {}) // the statement under way reports it
    // We never write, and a session's own setting can't be stricter than this.
    await connection.query('set session transaction read only')
    await connection.query("set time_zone = '+00:00'")
  } catch (error) {
    connection?.destroy()
    throw sourceError(error, `Connecting to ${config.hostPort}`)
  }
  const open = connection
  return {
    async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      try {
        const [rows] = await open.query(text, [...values])
        return rows as Row[] // every statement of ours is a SELECT
      } catch (error) {
        throw sourceError(error, `Reading ${config.hostPort}`)
      }
    },
    close: async () => {
      await open.end().catch(() => open.destroy())
    },
  }
}
