/** One connection to a database of SQL Server, with errors that say what to do. */
import type { Connection, ConnectionConfiguration } from 'tedious'
import { parseHostPort } from '../host-port.ts'
import { optionalDriver } from '../optional-driver.ts'
import { driverFlag, driverOption, type MssqlConfig } from './config.ts'
import { sourceError } from './errors.ts'
import { authenticationOf } from './sign-in.ts'

export interface Session {
  /** The database as the server calls it. */
  readonly database: string
  /** `values` are `@p1`, `@p2` … in the text. Statements wait for each other: the protocol has one at a time. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const connectTimeoutMs = 20_000
const statementTimeoutMs = 120_000
const defaultPort = 1433

type Driver = typeof import('tedious')

/** `tcp:host,port`, `host\instance` and `host:port` are what people copy from where they find them. */
function addressOf(hostPort: string | undefined) {
  const [address = '', instanceName] = (hostPort ?? 'localhost').replace(/^tcp:/i, '').split('\\')
  const { host, port } = parseHostPort(address.replace(',', ':'), defaultPort)
  return { host, ...(instanceName ? { instanceName } : { port }) }
}

async function configurationOf(config: MssqlConfig, database: string): Promise<ConnectionConfiguration> {
  const { host, ...place } = addressOf(config.hostPort)
  const { authenticationMode = {}, sslConfig } = config
  const strict = /^strict$/i.test(driverOption(config, 'Encrypt') ?? '')
  const encrypt = config.encrypt ?? authenticationMode.encrypt ?? driverFlag(config, 'Encrypt') ?? true
  const timeoutS = authenticationMode.connectionTimeout
  return {
    server: host,
    authentication: await authenticationOf(config, host),
    options: {
      ...place,
      ...(database ? { database } : {}),
      encrypt: strict ? 'strict' : encrypt,
      trustServerCertificate:
        config.trustServerCertificate ??
        authenticationMode.trustServerCertificate ??
        driverFlag(config, 'TrustServerCertificate') ??
        false,
      ...(sslConfig?.caCertificate ? { cryptoCredentialsDetails: { ca: sslConfig.caCertificate } } : {}),
      connectTimeout: timeoutS ? timeoutS * 1000 : connectTimeoutMs,
      requestTimeout: statementTimeoutMs,
      appName: 'waymark-ingest',
    },
  }
}

/** @throws SourceError */
export async function openSession(config: MssqlConfig, database: string): Promise<Session> {
  const driver = await optionalDriver('tedious', () => import('tedious'))
  const connection = new driver.Connection(await configurationOf(config, database))
  connection.on('error', () => {}) // the statement under way reports it
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
  } catch (error) {
    connection.close()
    throw sourceError(error, `Connecting to ${config.hostPort}, database '${database}'`)
  }
  const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()))
  let last: Promise<unknown> = Promise.resolve()
  const session = {
    async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const turn = last.then(() => ask(driver, connection, text, values))
      last = turn.catch(() => {})
      try {
        return (await turn) as Row[] // each question knows what it asked for
      } catch (error) {
        throw sourceError(error, `Reading database '${database}'`)
      }
    },
    async close() {
      connection.close()
      await ended
    },
  }
  if (database) return { database, ...session }
  const [row] = await session.rows<{ name: string }>('select db_name() as name')
  return { database: row?.name ?? '', ...session }
}

function ask(
  driver: Driver,
  connection: Connection,
  text: string,
  values: readonly unknown[],
): Promise<object[]> {
  return new Promise((resolve, reject) => {
    const rows: object[] = []
    const request = new driver.Request(text, (error) => (error ? reject(error) : resolve(rows)))
    request.on('row', (columns: readonly { value: unknown; metadata: { colName: string } }[]) => {
      rows.push(Object.fromEntries(columns.map(({ metadata, value }) => [metadata.colName, value])))
    })
    values.forEach((value, index) => {
      request.addParameter(`p${index + 1}`, typeOf(driver, value), value)
    })
    if (values.length > 0) connection.execSql(request)
    else connection.execSqlBatch(request)
  })
}

function typeOf({ TYPES }: Driver, value: unknown) {
  if (typeof value === 'boolean') return TYPES.Bit
  if (typeof value === 'bigint') return TYPES.BigInt
  if (value instanceof Date) return TYPES.DateTime2
  if (typeof value === 'number') return Number.isSafeInteger(value) ? TYPES.BigInt : TYPES.Float
  return TYPES.NVarChar
}
