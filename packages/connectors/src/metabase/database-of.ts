/** Metabase's databases by engine and details, as places. https://www.metabase.com/docs/latest/databases/connecting */
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
import { isRecord, type Json, present, text } from '../json-values.ts'

const kinds: Readonly<Record<string, DatabaseKind>> = {
  'bigquery-cloud-sdk': bigquery,
  databricks,
  mysql,
  oracle,
  postgres,
  redshift,
  snowflake,
  sqlserver: sqlServer,
}

/** @returns a sentence where Metabase says too little */
export function databaseOf(database: Json): RunsIn | string {
  const engine = text(database.engine) ?? ''
  const kind = Object.hasOwn(kinds, engine) ? kinds[engine] : undefined
  if (!kind) return `databases of the kind '${engine}' are not matched`
  const { details } = database
  if (!isRecord(details) || Object.keys(details).length === 0)
    return 'the address of its database may not be seen: Metabase shows it to administrators'
  const named = text(details.dbname) ?? text(details.db)
  if (kind === bigquery) return { kind, ...present({ database: projectOf(details) }) }
  const server = serverOf(kind, details)
  if (server === undefined) return 'the address of its database is not told'
  return { kind, server, ...present(namesIn(kind, details, named)) }
}

/** The project of the credentials comes with its middle cut out (`data-p...4o7n`) in some releases. */
function projectOf(details: Json): string | undefined {
  const own = text(details['project-id-from-credentials'])
  return text(details['project-id']) ?? (own?.includes('...') ? undefined : own)
}

function serverOf(kind: DatabaseKind, details: Json): string | undefined {
  if (kind === snowflake) return text(details.account) ?? text(details.host)
  const host = text(details.host)
  const port = typeof details.port === 'number' ? details.port : text(details.port)
  return host === undefined || port === undefined ? host : `${host}:${port}`
}

/** Database and schema of names that stand alone. */
function namesIn(kind: DatabaseKind, details: Json, named: string | undefined): Json {
  const schema = text(details.schema)
  // One server of MySQL is one database of the catalog, with its databases as schemas.
  if (kind === mysql) return { schema: named }
  if (kind === oracle) return { schema: text(details.user)?.toUpperCase() }
  if (kind === databricks) return { database: text(details.catalog), schema }
  // Metabase sends Snowflake the name of the database without quotes unless it is told to, and the schema always.
  if (kind === snowflake) {
    const database = details['quote-db-name'] === true ? named : named?.toUpperCase()
    return { database, schema: schema?.toUpperCase() }
  }
  return { database: named }
}
