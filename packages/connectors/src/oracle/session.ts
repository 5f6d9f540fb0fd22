/** One connection to an Oracle database in the driver's thin mode, with errors that say what to do. */
import { SourceError } from '@waymark/ingest'
import { parseHostPort } from '../host-port.ts'
import { isPassing, networkRemedy, type Remedy } from '../network-errors.ts'
import type { OracleConfig } from './config.ts'

/** What is used of the driver `oracledb`; the tests put their own in its place, as no server can be had. */
export interface OracleDriver {
  readonly OUT_FORMAT_OBJECT: number
  readonly STRING: unknown
  readonly DB_TYPE_CLOB: unknown
  readonly DB_TYPE_NCLOB: unknown
  readonly DB_TYPE_LONG: unknown
  getConnection(attributes: {
    readonly user: string
    readonly password: string
    readonly connectString: string
    readonly connectTimeout?: number
  }): Promise<OracleConnection>
}

interface OracleConnection {
  callTimeout: number
  execute(
    statement: string,
    values: unknown[],
    options: {
      readonly outFormat: number
      readonly fetchTypeHandler: (column: { dbType?: unknown }) => { type?: unknown } | undefined
    },
  ): Promise<{ rows?: unknown[] | undefined }>
  close(): Promise<void>
}

export interface Session {
  /** `values` are `:1`, `:2` … in the text. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const defaultPort = 1521
const connectTimeoutS = 20
const statementTimeoutMs = 120_000

const noService: Remedy = {
  message: 'The listener knows no such service.',
  hint: 'Check oracleConnectionType.oracleServiceName; lsnrctl status lists the services.',
}
const noSid: Remedy = {
  message: 'The listener knows no such SID.',
  hint: 'Check oracleConnectionType.databaseSchema, which names the SID; a pluggable database has a service name instead.',
}

/** By Oracle's number or the driver's code. https://docs.oracle.com/error-help/db/ */
const remedies: Readonly<Record<string, Remedy>> = {
  'ORA-01017': {
    message: 'The database refused this user and password.',
    hint: 'Check serviceConnection.config.username and password.',
  },
  'ORA-28000': { message: 'The account is locked.', hint: 'ALTER USER … ACCOUNT UNLOCK.' },
  'ORA-28001': { message: 'The password has expired.', hint: 'ALTER USER … IDENTIFIED BY …' },
  'ORA-01045': { message: 'The user may not open sessions.', hint: 'GRANT CREATE SESSION to the user.' },
  'ORA-12514': noService,
  'NJS-518': noService,
  'ORA-12505': noSid,
  'NJS-519': noSid,
  'ORA-00942': {
    message: 'The user may not read this, or it does not exist.',
    hint: 'GRANT SELECT on it to the user, or set useDBATable to false; see the connector’s README.',
  },
  'ORA-01031': { message: 'The user lacks a privilege.', hint: 'See the grants in the connector’s README.' },
  'NJS-116': {
    message: 'The account has a password of the old kind (10G), which the driver’s thin mode does not take.',
    hint: 'Set the password anew under sqlnet.ora’s ALLOWED_LOGON_VERSION_SERVER=12 or higher.',
  },
  'NJS-533': {
    message: 'The server wants Oracle’s native encryption, which the driver’s thin mode does not have.',
    hint: 'Use TLS: an oracleTNSConnection with (PROTOCOL=tcps).',
  },
}
/** The driver's codes for the network, in the operating system's words. */
const networkCodes: Readonly<Record<string, string>> = {
  'NJS-500': 'ECONNRESET',
  'NJS-501': 'ECONNRESET',
  'NJS-510': 'ETIMEDOUT',
  'NJS-511': 'ECONNREFUSED',
  'NJS-521': 'ECONNRESET',
  'NJS-530': 'ENOTFOUND',
  'ORA-12170': 'ETIMEDOUT',
  'ORA-12541': 'ECONNREFUSED',
}
const retriable = /^ORA-(01033|01034|01089|03113|03114|12516|12519|12520|00060|01555)$/

/** Turns a driver's error into one by consequence. What the server said stays in `cause`; it may quote data. */
function sourceError(error: unknown, doing: string): SourceError {
  const said = error instanceof Error ? error.message : String(error)
  const code = /\b(?:ORA|NJS)-\d+/.exec(said)?.[0] ?? ''
  // The driver puts what the operating system said on a second line.
  const network = networkCodes[code] ?? /\bE[A-Z_]{4,}\b/.exec(said)?.[0] ?? ''
  const remedy = (Object.hasOwn(remedies, code) ? remedies[code] : undefined) ?? networkRemedy(network)
  const passing = retriable.test(code) || isPassing(network)
  const isStatement = /^Reading/.test(doing) && code.startsWith('ORA-')
  const timedOut = code === 'NJS-123'
  return new SourceError(
    passing ? 'retriable' : isStatement || timedOut ? 'skippable' : 'fatal',
    `${doing}: ${remedy?.message ?? said.split('\n')[0] ?? ''}${code && remedy ? ` (${code})` : ''}`,
    { hint: remedy?.hint ?? 'See the database’s alert log.', cause: error },
  )
}

/** What the driver connects to. https://node-oracledb.readthedocs.io/en/latest/user_guide/connection_handling.html */
export function connectStringOf({ hostPort, oracleConnectionType }: OracleConfig): string {
  const { databaseSchema, oracleServiceName, oracleTNSConnection } = oracleConnectionType
  if (oracleTNSConnection) return oracleTNSConnection
  const { host, port } = parseHostPort(hostPort ?? 'localhost', defaultPort)
  const target = oracleServiceName ? `SERVICE_NAME=${oracleServiceName}` : `SID=${databaseSchema ?? ''}`
  return `(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=${host})(PORT=${port}))(CONNECT_DATA=(${target})))`
}

/** @throws SourceError */
export async function openSession(driver: OracleDriver, config: OracleConfig): Promise<Session> {
  const connectString = connectStringOf(config)
  const { username: user, password = '' } = config
  const connection = await driver
    .getConnection({ user, password, connectString, connectTimeout: connectTimeoutS })
    .catch((error: unknown) => {
      throw sourceError(error, `Connecting to ${config.hostPort ?? 'the database'}`)
    })
  connection.callTimeout = statementTimeoutMs
  const texts = new Set([driver.DB_TYPE_CLOB, driver.DB_TYPE_NCLOB, driver.DB_TYPE_LONG])
  const options = {
    outFormat: driver.OUT_FORMAT_OBJECT,
    // Long texts come as text and not as streams.
    fetchTypeHandler: ({ dbType }: { dbType?: unknown }) =>
      texts.has(dbType) ? { type: driver.STRING } : undefined,
  }
  let closed: Promise<void> | undefined
  return {
    async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      try {
        const { rows = [] } = await connection.execute(text, [...values], options)
        return rows as Row[] // each question knows what it asked for
      } catch (error) {
        throw sourceError(error, 'Reading the database')
      }
    },
    close() {
      closed ??= connection.close().catch(() => undefined)
      return closed
    },
  }
}
