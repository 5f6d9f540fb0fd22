/** Looker's connections to databases, as the places where its SQL runs. https://cloud.google.com/looker/docs/reference/looker-api/latest/types/DBConnection */
import {
  bigquery,
  type DatabaseKind,
  databricks,
  mysql,
  oracle,
  postgres,
  type RunsIn,
  redshift,
  snowflake,
  sqlServer,
} from '../database-kinds.ts'
import { type Json, present, record, text } from '../json-values.ts'

/** By what the names of dialects begin with: they carry versions and providers. The first that fits decides. */
const kinds: readonly (readonly [RegExp, DatabaseKind])[] = [
  [/^(?:google_cloud_|azure_)?postgres|^greenplum/, postgres],
  [/^redshift/, redshift],
  [/^mysql|^mariadb|^googlecloudsql|^amazonaurora/, mysql],
  [/^mssql|^msazuresql/, sqlServer],
  [/^snowflake/, snowflake],
  [/^oracle/, oracle],
  [/^bigquery/, bigquery],
  [/^databricks/, databricks],
]

/** @returns a sentence where the connection says too little */
export function runsIn(connection: Json): RunsIn | string {
  const dialect = text(connection.dialect_name) ?? text(record(connection.dialect).name) ?? ''
  const kind = kinds.find(([pattern]) => pattern.test(dialect))?.[1]
  if (!kind) return `databases of the dialect '${dialect}' are not matched`
  const host = text(connection.host)
  const database = text(connection.database)
  const schema = text(connection.schema)
  // A project of Google's is the host, one of its datasets the database.
  if (kind === bigquery) return { kind, ...present({ database: host, schema: database }) }
  const server = serverOf(connection, host)
  if (server === undefined) return 'the address of its database is not told'
  if (kind === mysql) return { kind, server, ...present({ schema: database }) }
  // The catalog stands above what Looker calls the database, and is not told.
  if (kind === databricks) return { kind, server, ...present({ schema: database }) }
  return { kind, server, ...present({ database, schema }) }
}

/** Behind a tunnel the host is this end of it: no address of a database, but a name for people to read. */
function serverOf({ tunnel_id: tunnel, port }: Json, host: string | undefined): string | undefined {
  if (text(tunnel) !== undefined) return `SSH tunnel ${text(tunnel)}`
  if (host === undefined) return undefined
  const bare = host.replace(/^\w+:\/\//, '').replace(/\/.*$/, '')
  const at = text(port) ?? (typeof port === 'number' ? String(port) : undefined)
  return at === undefined || /[:,]\d+$/.test(bare) ? bare : `${bare}:${at}`
}
