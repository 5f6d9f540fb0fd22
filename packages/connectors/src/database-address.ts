/** SQLAlchemy's addresses of databases, as places: `postgresql+psycopg2://user@host:5432/shop`. */
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
} from './database-kinds.ts'
import { present } from './json-values.ts'

const kinds: Readonly<Record<string, DatabaseKind>> = {
  postgresql: postgres,
  postgres,
  redshift,
  mysql,
  mariadb: mysql,
  mssql: sqlServer,
  snowflake,
  oracle,
  bigquery,
  databricks,
}

/** @returns a sentence where the address says too little. https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls */
export function databaseAt(address: string): RunsIn | string {
  const parts =
    /^(?<dialect>\w+)(?:\+\w+)?:\/\/(?:[^@/]*@)?(?<host>[^/?]*)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/.exec(
      address,
    )?.groups
  const dialect = parts?.dialect ?? ''
  const kind = Object.hasOwn(kinds, dialect) ? kinds[dialect] : undefined
  if (!parts || !kind) return `databases of the kind '${dialect || address.slice(0, 20)}' are not matched`
  const [database, schema] = (parts.path ?? '').split('/').map(decodeURIComponent)
  if (kind === bigquery)
    return { kind, ...present({ database: parts.host || undefined, schema: database || undefined }) }
  const query = new URLSearchParams(parts.query)
  if (!parts.host) return 'the address of its database is not told'
  return {
    kind,
    server: parts.host,
    ...present({
      database: (kind === databricks ? query.get('catalog') : database) || undefined,
      schema: schema || query.get('schema') || undefined,
    }),
  }
}
