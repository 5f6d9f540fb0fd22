/** One connection to a server that speaks PostgreSQL's protocol, with errors that say what to do. */
import { SourceError } from '@waymark/ingest'
import pg from 'pg'
import { type CloudSignIn, cloudPassword } from './cloud-password.ts'
import { parseHostPort } from './host-port.ts'
import { isPassing, networkRemedy, type Remedy } from './network-errors.ts'

/** What is read of a connection to such a server. */
export interface PgConnection {
  readonly username: string
  readonly authType?: CloudSignIn & { readonly password?: string }
  readonly password?: string
  readonly hostPort: string
  readonly sslMode?: string
  readonly sslConfig?: {
    readonly caCertificate?: string
    readonly sslCertificate?: string
    readonly sslKey?: string
  }
}

export interface PgSession {
  readonly database: string
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const connectTimeoutMs = 10_000
const statementTimeoutMs = 120_000

/** What a person does about the errors that nearly everybody meets once, by SQLSTATE. */
const remedies: Readonly<Record<string, Remedy>> = {
  '28P01': {
    message: 'The server refused the password.',
    hint: 'Check serviceConnection.config.username and authType.password; try them with psql.',
  },
  '28000': {
    message: 'The server does not let this role in from here.',
    hint: 'Check pg_hba.conf, or the firewall rules of a managed server, and whether it wants SSL (sslMode: require).',
  },
  '3D000': {
    message: 'The database does not exist.',
    hint: 'Check serviceConnection.config.database; names are case-sensitive.',
  },
  '42501': {
    message: 'The role lacks a permission.',
    hint: 'GRANT CONNECT on the database, USAGE on its schemas and SELECT on its tables; see the connector’s README.',
  },
  '53300': {
    message: 'The server has no free connection.',
    hint: 'Try again later, or raise max_connections.',
  },
}

const retriable = /^(08|57P0|53|40001|40P01)/

/**
 * Errors of one statement, by class of SQLSTATE: no such thing or no right to it, bad data in a view, a function that raises,
 * a limit that was passed, a statement that took too long. The next table may be fine.
 */
const skippable = /^(42|22|21|23|25006|0A|38|39|P0|54|55|57014)/

/** Turns a driver's error into one by consequence. What the server said stays in `cause`; it may quote data. */
function sourceError(error: unknown, doing: string): SourceError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const said = error instanceof Error ? error.message : String(error)
  const network = /timeout expired/i.test(said) ? 'ETIMEDOUT' : code
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : networkRemedy(network)
  return new SourceError(
    retriable.test(code) || isPassing(code) ? 'retriable' : skippable.test(code) ? 'skippable' : 'fatal',
    `${doing}: ${remedy?.message ?? said}${code ? ` (${code})` : ''}`,
    { hint: remedy?.hint ?? 'See the server’s log.', cause: error },
  )
}

function tls(config: PgConnection): pg.ClientConfig['ssl'] {
  const mode = config.sslMode ?? 'prefer'
  if (mode === 'disable' || mode === 'allow' || mode === 'prefer') return undefined
  const { caCertificate, sslCertificate, sslKey } = config.sslConfig ?? {}
  return {
    // libpq's meaning: `require` encrypts, only `verify-*` checks who is there.
    rejectUnauthorized: mode.startsWith('verify'),
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(caCertificate ? { ca: caCertificate } : {}),
    ...(sslCertificate ? { cert: sslCertificate } : {}),
    ...(sslKey ? { key: sslKey } : {}),
  }
}

/**
 * @param options.prepare - statements that the session begins with
 * @throws SourceError
 */
export async function openPgSession(
  config: PgConnection,
  database: string,
  options: { readonly defaultPort: number; readonly prepare: string },
): Promise<PgSession> {
  const place = parseHostPort(config.hostPort, options.defaultPort)
  const kept = config.authType?.password ?? config.password
  const password =
    kept ?? (await cloudPassword(config.authType ?? {}, { ...place, user: config.username }, Date.now()))
  const client = new pg.Client({
    ...place,
    database,
    user: config.username,
    ...(password === undefined ? {} : { password }),
    ssl: tls(config),
    application_name: 'waymark-ingest',
    connectionTimeoutMillis: connectTimeoutMs,
  })
  client.on('error', () => {}) // the statement under way reports it
  try {
    await client.connect()
    await client.query(`set statement_timeout = ${statementTimeoutMs}; ${options.prepare}`)
  } catch (error) {
    await client.end().catch(() => {})
    throw sourceError(error, `Connecting to ${config.hostPort}, database '${database}'`)
  }
  return {
    database,
    async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      try {
        return (await client.query<Row>(text, [...values])).rows
      } catch (error) {
        throw sourceError(error, `Reading database '${database}'`)
      }
    },
    close: () => client.end(),
  }
}
