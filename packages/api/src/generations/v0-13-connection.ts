/** Connections of the 0.13 clients: a password that stood beside the user name, and members they never had. */
import type { JsonObject } from './rules.ts'

const common = [
  'type',
  'scheme',
  'username',
  'password',
  'hostPort',
  'connectionOptions',
  'connectionArguments',
  'supportsMetadataExtraction',
  'supportsDBTExtraction',
  'supportsProfiler',
]
const usage = ['supportsUsageExtraction', 'supportsLineageExtraction', 'supportsQueryComment']

/** Members of each connector's model; a connector that is not here is passed on as it is. */
const knownMembers: Readonly<Record<string, readonly string[]>> = {
  Postgres: [...common, ...usage, 'database', 'classificationName', 'supportsDatabase'],
  Mysql: [...common, 'databaseName', 'databaseSchema', 'supportsQueryComment'],
  Mssql: [...common, 'database', 'uriString', 'supportsDatabase', 'supportsUsageExtraction'],
  AzureSQL: [...common, 'database', 'driver', 'supportsDatabase'],
}

/** Connectors whose password moved into `authType`. */
const passwordMoved = new Set(['Postgres', 'Mysql'])

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `{config: {authType: {password}}}` to `{config: {password}}`, without what the connector's model refuses. */
export function connectionDown(connection: unknown): unknown {
  if (!isObject(connection) || !isObject(connection.config)) return connection
  const config: Record<string, unknown> = { ...connection.config }
  const known = knownMembers[String(config.type)]
  if (!known) return connection
  if (isObject(config.authType) && 'password' in config.authType) config.password = config.authType.password
  for (const name of Object.keys(config)) if (!known.includes(name)) delete config[name]
  return { config }
}

/** The opposite: where a password stands beside the user name, it goes where the newest clients look for it. */
export function connectionUp(connection: unknown): unknown {
  if (!isObject(connection) || !isObject(connection.config)) return connection
  const { password, ...config } = connection.config
  if (password === undefined || !passwordMoved.has(String(config.type))) return connection
  return { ...connection, config: { ...config, authType: { password } } }
}
