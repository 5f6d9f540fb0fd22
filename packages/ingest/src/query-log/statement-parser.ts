/** The SQL lineage parser of a service, by its type. */
import { createSqlLineage, type SqlDialect, type SqlLineage } from '@waymark/sql-lineage'
import { RunAborted } from '../runner/run-failure.ts'

export interface StatementParser {
  readonly lineage: SqlLineage
  /** Reads the `CREATE PROCEDURE` or `FUNCTION` of a routine: the statements in its body. */
  readonly routines: SqlLineage
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
  oracle: 'oracle',
}

/** @param serviceType - `Postgres`, as the catalog has it. @throws RunAborted where there is no parser */
export async function statementParser(serviceType: string): Promise<StatementParser> {
  const dialect = dialects[serviceType.toLowerCase()]
  if (!dialect) throw new RunAborted('source', `The SQL of ${serviceType} is not understood by this release.`)
  const lineage = await createSqlLineage(dialect)
  // PostgreSQL's own parser takes a body for a string; the reader of Redshift knows PL/pgSQL.
  const routines = dialect === 'postgres' ? await createSqlLineage('redshift') : lineage
  return { lineage, routines, ignoreCase: dialect !== 'postgres' }
}
