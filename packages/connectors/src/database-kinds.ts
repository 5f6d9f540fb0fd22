/** Databases that tools read from, by the services that may stand for them in the catalog and the SQL they speak. */
import type { SourcePlace } from '@waymark/ingest'
import type { SqlDialect } from '@waymark/sql-lineage'
import type { NativeSql } from './native-sql.ts'

export interface DatabaseKind {
  readonly serviceTypes: readonly string[]
  readonly dialect: SqlDialect
  /** Schema of names that stand alone in SQL; undefined where that is the user's own. */
  readonly defaultSchema?: string
  /** How the source spells unquoted names. */
  readonly unquoted?: 'upper' | 'lower'
  /** The catalog has one database for the whole server. */
  readonly noDatabases?: true
}

export const sqlServer: DatabaseKind = {
  serviceTypes: ['Mssql', 'AzureSQL', 'Synapse', 'MicrosoftFabric'],
  dialect: 'tsql',
  defaultSchema: 'dbo',
}
export const postgres: DatabaseKind = {
  serviceTypes: ['Postgres', 'Greenplum', 'Cockroach', 'TimescaleDB'],
  dialect: 'postgres',
  defaultSchema: 'public',
}
export const redshift: DatabaseKind = {
  serviceTypes: ['Redshift'],
  dialect: 'redshift',
  defaultSchema: 'public',
}
export const snowflake: DatabaseKind = {
  serviceTypes: ['Snowflake'],
  dialect: 'snowflake',
  defaultSchema: 'PUBLIC',
  unquoted: 'upper',
}
export const databricks: DatabaseKind = {
  serviceTypes: ['Databricks', 'UnityCatalog'],
  dialect: 'databricks',
  defaultSchema: 'default',
  unquoted: 'lower',
}
export const mysql: DatabaseKind = { serviceTypes: ['Mysql', 'MariaDB'], dialect: 'mysql', noDatabases: true }
/** Its SQL is read as Snowflake's: both fold to upper case and quote with double quotes. */
export const oracle: DatabaseKind = {
  serviceTypes: ['Oracle'],
  dialect: 'snowflake',
  unquoted: 'upper',
  noDatabases: true,
}
export const bigquery: DatabaseKind = { serviceTypes: ['BigQuery'], dialect: 'bigquery' }

/** Where a tool says that its SQL runs. */
export interface RunsIn {
  readonly kind: DatabaseKind
  readonly server?: string
  readonly database?: string
  /** Schema of names that stand alone; default: the kind's own. */
  readonly schema?: string
}

/** A table by the names on the way to it; `undefined` for the one database of a server without databases. */
export function tablePlace(
  { kind, server }: Pick<RunsIn, 'kind' | 'server'>,
  path: readonly (string | undefined)[],
): SourcePlace {
  return {
    type: 'table',
    serviceTypes: kind.serviceTypes,
    path,
    ...(server === undefined ? {} : { server }),
  }
}

/** SQL with the places of the tables that it may name. */
export function nativeSql(sql: string, runsIn: RunsIn): NativeSql {
  const { kind, database, schema } = runsIn
  return {
    sql,
    dialect: kind.dialect,
    placeOf(named, name, inDatabase) {
      const inSchema = named ?? schema ?? kind.defaultSchema
      const top = kind.noDatabases ? undefined : (inDatabase ?? database)
      if (inSchema === undefined || (top === undefined && !kind.noDatabases)) return undefined
      const place = tablePlace(runsIn, [top, inSchema, name])
      return kind.unquoted ? { ...place, unquoted: kind.unquoted } : place
    },
  }
}
