/**
 * Databases and tables as Tableau names them, as places.
 * https://help.tableau.com/current/api/metadata_api/en-us/docs/meta_api_connections.html
 */
import type { SourcePlace } from '@waymark/ingest'
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
  tablePlace,
} from '../database-kinds.ts'
import { type Json, present, record, text } from '../json-values.ts'

const kinds: ReadonlyMap<string, DatabaseKind> = new Map([
  ['sqlserver', sqlServer],
  ['azure_sqldb', sqlServer],
  ['azure_sql_dw', sqlServer],
  ['postgres', postgres],
  ['greenplum', postgres],
  ['redshift', redshift],
  ['snowflake', snowflake],
  ['databricks', databricks],
  ['mysql', mysql],
  ['aurora', mysql],
  ['mariadb', mysql],
  ['oracle', oracle],
  ['bigquery', bigquery],
])

/** Where a table or query of Tableau runs, or a sentence where that is not told. */
export function runsIn({ connectionType, database }: Json): RunsIn | string {
  const { name, hostName, connectionType: ofDatabase } = record(database)
  const type = text(connectionType) ?? text(ofDatabase) ?? ''
  const kind = kinds.get(type)
  if (!kind) return `connections of the type '${type}' are not matched`
  return { kind, ...present({ server: text(hostName), database: text(name) }) }
}

/** `[dbo].[orders]`, `"dbo"."orders"` and `dbo.orders`, from the outermost name inwards; brackets and quotes hold dots. */
function namesIn(fullName: string): string[] {
  return [...fullName.matchAll(/\[([^\]]*)\]|"([^"]*)"|`([^`]*)`|([^.[\]"`]+)/g)].map(
    ([, bracketed, quoted, backticked, bare]) => bracketed ?? quoted ?? backticked ?? bare ?? '',
  )
}

/** The place of a `DatabaseTable`, or a sentence where Tableau tells too little. */
export function placeOfTable(table: Json): SourcePlace | string {
  const where = runsIn(table)
  if (typeof where === 'string') return where
  const said = text(table.fullName) ?? text(table.name) ?? ''
  // A bare name may hold dots; Tableau puts a full one into brackets or quotes.
  const names = /[[\]"`]/.test(said) || said !== text(table.name) ? namesIn(said) : [said]
  const name = names.at(-1)
  const { kind } = where
  const database = names.at(-3) ?? where.database
  const schema =
    text(table.schema) ?? names.at(-2) ?? kind.defaultSchema ?? (kind.noDatabases ? database : undefined)
  if (!name || schema === undefined) return `the schema of table '${said}' is not told`
  if (kind.noDatabases) return tablePlace(where, [undefined, schema, name])
  if (database === undefined) return `the database of table '${said}' is not told`
  return tablePlace(where, [database, schema, name])
}
