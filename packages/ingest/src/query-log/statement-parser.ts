/** The SQL lineage parser of a service, by its type. */
import { createSqlLineage, type SqlDialect, type SqlLineage } from '@waymark/sql-lineage'
import { RunAborted } from '../runner/run-failure.ts'

export interface StatementParser {
  readonly lineage: SqlLineage
  /** Whether names compare without case. */
  readonly ignoreCase: boolean
}

/** Services by the SQL they speak, or one that is near enough to it. */
const dialects: Readonly<Record<string, SqlDialect>> = {
  postgres: 'postgres',
  greenplum: 'postgres',
  cockroach: 'postgres',
  redshift: 'redshift',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  duckdb: 'duckdb',
  mssql: 'tsql',
  azuresql: 'tsql',
  synapse: 'tsql',
  snowflake: 'snowflake',
  databricks: 'databricks',
  unitycatalog: 'databricks',
  bigquery: 'bigquery',
}

/** @param serviceType - `Postgres`, as the catalog has it. @throws RunAborted where there is no parser */
export async function statementParser(serviceType: string): Promise<StatementParser> {
  const dialect = dialects[serviceType.toLowerCase()]
  if (!dialect) throw new RunAborted('source', `The SQL of ${serviceType} is not understood by this release.`)
  return { lineage: await createSqlLineage(dialect), ignoreCase: dialect !== 'postgres' }
}
