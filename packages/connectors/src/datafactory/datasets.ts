/** Datasets and linked services of a factory, as places in the sources that they stand for. */
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
import { isRecord, type Json, present, record, records, text } from '../json-values.ts'
import { fixedText, type Known, parametersOf } from './expression.ts'

/** Resources of a factory by name. */
export interface FactoryResources {
  readonly datasets: ReadonlyMap<string, Json>
  readonly linkedServices: ReadonlyMap<string, Json>
}

/** Where a dataset is: one place, or a database whose SQL the activity brings along. */
export interface DatasetPlace {
  readonly place: SourcePlace | undefined
  readonly database: RunsIn | undefined
  /** Columns that the dataset lists; none where it does not. */
  readonly columns: readonly string[]
  /** Why there is no place. */
  readonly reason: string | undefined
}

/** Types of linked services; most have a second one with `V2` at its end. */
const databaseKinds: Readonly<Record<string, DatabaseKind>> = {
  AzureSqlDatabase: sqlServer,
  AzureSqlDW: sqlServer,
  AzureSqlMI: sqlServer,
  SqlServer: sqlServer,
  Warehouse: sqlServer,
  AmazonRdsForSqlServer: sqlServer,
  AzurePostgreSql: postgres,
  PostgreSql: postgres,
  AzureMySql: mysql,
  MySql: mysql,
  MariaDB: mysql,
  AzureMariaDB: mysql,
  Snowflake: snowflake,
  Oracle: oracle,
  AmazonRdsForOracle: oracle,
  AmazonRedshift: redshift,
  GoogleBigQuery: bigquery,
  AzureDatabricksDeltaLake: databricks,
}

/** @param reference - `{ referenceName, parameters }` of an activity; `outer` are the pipeline's own parameters */
export function datasetPlace(reference: Json, resources: FactoryResources, outer: Known): DatasetPlace {
  const name = text(reference.referenceName) ?? ''
  const dataset = record(resources.datasets.get(name)?.properties)
  const none = { place: undefined, database: undefined, columns: columnsOf(dataset) }
  if (Object.keys(dataset).length === 0) return { ...none, reason: `the factory has no dataset '${name}'` }
  const known = parametersOf('dataset', dataset.parameters, reference.parameters, outer)
  const linked = linkedService(record(dataset.linkedServiceName), resources, known)
  const properties = record(dataset.typeProperties)
  const result = isRecord(properties.location)
    ? filePlace(properties.location, linked, known)
    : tableIn(properties, linked, known)
  const of = `the dataset '${name}'`
  return { ...none, ...result, reason: result.reason === undefined ? undefined : `${of}: ${result.reason}` }
}

function columnsOf(dataset: Json): string[] {
  return [...records(dataset.schema), ...records(dataset.structure)].flatMap(
    (column) => text(column.name) ?? [],
  )
}

export interface LinkedService {
  readonly type: string
  readonly properties: Json
  readonly known: Known
}

/** @param reference - `{ referenceName, parameters }` of a dataset or activity */
export function linkedService(
  reference: Json,
  resources: FactoryResources,
  outer: Known,
): LinkedService | undefined {
  const linked = record(resources.linkedServices.get(text(reference.referenceName) ?? '')?.properties)
  const type = text(linked.type)
  if (type === undefined) return undefined
  const known = parametersOf('linkedService', linked.parameters, reference.parameters, outer)
  return { type, properties: record(linked.typeProperties), known }
}

type Resolved = Partial<Pick<DatasetPlace, 'place' | 'database'>> & { readonly reason?: string }

/** The database that a linked service leads to, or why none can be told. */
export function databaseOf(linked: LinkedService | undefined): RunsIn | string {
  if (!linked) return 'its linked service is gone'
  const kind = databaseKinds[linked.type.replace(/V2$/, '')]
  if (!kind) return `linked services of the type ${linked.type} are not matched`
  const { properties, known } = linked
  const settings = connectionSettings(properties, known)
  const at = (...names: string[]): string | undefined => {
    for (const name of names) {
      const fixed = fixedText(properties[name], known)
      if (fixed && 'value' in fixed) return fixed.value
      const setting = settings.get(name.toLowerCase())
      if (setting !== undefined) return setting
    }
    return undefined
  }
  const server = at('server', 'data source', 'host', 'accountIdentifier', 'domain', 'address', 'addr')
  const port = at('port')
  const database = at('database', 'initial catalog', 'databaseName', 'db', 'project')
  if (server === undefined && kind !== bigquery)
    return 'the address is in a secret or only known when it runs; give it outside of the connection string'
  const address =
    server !== undefined && port !== undefined && !/[,:]\d+$/.test(server) ? `${server}:${port}` : server
  return { kind, ...present({ server: address, database }) }
}

/** `Server=tcp:x,1433;Database=y`, `jdbc:snowflake://account.…/?db=y`; secrets are not given out by the service. */
function connectionSettings(properties: Json, known: Known): ReadonlyMap<string, string> {
  const given = fixedText(properties.connectionString, known)
  const settings = new Map<string, string>()
  if (!given || !('value' in given)) return settings
  const jdbc = /^jdbc:\w+:\/\/([^/?]+)\/?(.*)$/i.exec(given.value)
  if (jdbc?.[1]) {
    settings.set('server', jdbc[1])
    for (const [key, value] of new URLSearchParams(jdbc[2]?.replace(/^[^?]*\?/, '')))
      settings.set(key.toLowerCase(), value)
    return settings
  }
  for (const part of given.value.split(';')) {
    const [key, ...value] = part.split('=')
    if (key && value.length > 0)
      settings.set(
        key.trim().toLowerCase(),
        value
          .join('=')
          .trim()
          .replace(/^(["'])(.*)\1$/, '$2'),
      )
  }
  return settings
}

function tableIn(properties: Json, linked: LinkedService | undefined, known: Known): Resolved {
  const database = databaseOf(linked)
  if (typeof database === 'string') return { reason: database }
  const named = names(properties, known)
  if ('open' in named) return { database, reason: named.open }
  const { table, schema = database.schema ?? database.kind.defaultSchema, above } = named
  if (table === undefined) return { database, reason: 'it names no table' }
  if (schema === undefined) return { database, reason: `it names '${table}' without a schema` }
  if (database.kind.noDatabases) {
    // MySQL's databases are schemas.
    const outer = database.kind === mysql ? (named.schema ?? database.database) : schema
    return { database, place: tablePlace(database, [undefined, outer, table]) }
  }
  // Data Factory's connector for Databricks knows the workspace's own metastore alone.
  const top = above ?? database.database ?? (database.kind === databricks ? 'hive_metastore' : undefined)
  if (top === undefined) return { database, reason: 'no database is named' }
  return { database, place: tablePlace(database, [top, schema, table]) }
}

interface TableName {
  readonly table?: string
  readonly schema?: string
  readonly above?: string
}

/** `schema` and `table`, or the older `tableName` of both: `[dbo].[orders]`. */
function names(properties: Json, known: Known): TableName | { readonly open: string } {
  const found: Record<string, string> = {}
  for (const key of ['schema', 'table', 'tableName', 'database', 'dataset'] as const) {
    const fixed = fixedText(properties[key], known)
    if (fixed && 'open' in fixed) return fixed
    if (fixed) found[key] = fixed.value
  }
  const whole = found.table ?? found.tableName
  // With a schema beside it a table is one name, dots and all.
  const parts =
    whole === undefined
      ? []
      : found.schema === undefined
        ? namesIn(whole)
        : [whole.replace(/^\[(.*)\]$/, '$1')]
  const [table, schema = found.schema ?? found.dataset ?? found.database, above] = parts.reverse()
  return present({ table, schema, above })
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\[((?:[^\]]|\]\])*)\]|"((?:[^"]|"")*)"|`([^`]*)`|([^.[\]"`]+)/g)].map(
    ([, bracketed, quoted, ticked, bare]) =>
      bracketed?.replaceAll(']]', ']') ?? quoted?.replaceAll('""', '"') ?? ticked ?? bare ?? '',
  )
}

/** `{ type: 'AzureBlobFSLocation', fileSystem, folderPath, fileName }`. */
function filePlace(location: Json, linked: LinkedService | undefined, known: Known): Resolved {
  if (!linked) return { reason: 'its linked service is gone' }
  const type = text(location.type) ?? ''
  const parts: string[] = []
  for (const key of ['fileSystem', 'container', 'bucketName', 'folderPath', 'fileName'] as const) {
    const fixed = fixedText(location[key], known)
    // The folder or container is enough where only the file's name is open.
    if (fixed && 'open' in fixed) {
      if (parts.length === 0) return { reason: fixed.open }
      break
    }
    if (fixed) parts.push(...(key === 'folderPath' ? fixed.value.split('/') : [fixed.value]))
  }
  const path = parts.filter((part) => part !== '' && !/[*?]/.test(part))
  if (path.length === 0) return { reason: 'it names no container' }
  if (/^AmazonS3/.test(type)) return { place: { type: 'container', serviceTypes: ['S3'], path } }
  if (!/^Azure(?:Blob|DataLake)/.test(type))
    return { reason: `files at a ${type || 'location'} are not matched` }
  const server = storageAccount(linked)
  if (server === undefined) return { reason: 'the storage account is in a secret or only known when it runs' }
  return { place: { type: 'container', serviceTypes: ['ADLS'], server, path } }
}

function storageAccount({ properties, known }: LinkedService): string | undefined {
  for (const key of ['url', 'serviceEndpoint', 'serviceUri', 'sasUri']) {
    const fixed = fixedText(properties[key], known)
    if (fixed && 'value' in fixed) return fixed.value
  }
  return connectionSettings(properties, known).get('accountname')
}
