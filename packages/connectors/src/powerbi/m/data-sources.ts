/**
 * M's functions that open data sources, and how their content is entered step by step.
 * https://learn.microsoft.com/powerquery-m/accessing-data-functions
 */
import type { SourcePlace } from '@waymark/ingest'
import {
  bigquery,
  type DatabaseKind,
  databricks,
  mysql,
  nativeSql,
  oracle,
  postgres,
  redshift,
  snowflake,
  sqlServer,
  tablePlace,
} from '../../database-kinds.ts'
import { present } from '../../json-values.ts'
import { flowFrom } from './flow.ts'
import { argument, type LibraryFunction } from './library.ts'
import { type Navigation, tableOf, unknown, type Value } from './value.ts'

interface Server {
  readonly kind: DatabaseKind
  readonly server?: string
  /** Names between the server and its tables. */
  readonly depth: number
}

type Path = readonly (string | undefined)[]

/** SQL that runs in a database, or at the server when none was entered. */
function native(
  { kind, server }: Server,
  database: string | undefined,
  schema: string | undefined,
  sql: string,
): Value {
  const runsIn = { kind, ...present({ server, database, schema }) }
  return tableOf(flowFrom({ kind: 'sql', ...nativeSql(sql, runsIn) }))
}

function entered(server: Server, path: Path): Navigation {
  const { kind, depth } = server
  const [database, schema] = path
  return {
    kind: 'navigation',
    enter(keys) {
      if (keys.get('Kind') === 'Function')
        return unknown(`the function '${keys.get('Name') ?? ''}' of the database is called`)
      const inner = keys.get('Item') ?? keys.get('Name') ?? keys.get('Id')
      const outer = keys.get('Schema')
      const next = [...path, ...[outer, inner].filter((name) => name !== undefined)]
      if (next.length === path.length) return unknown('a step enters the source by a key that is no name')
      if (next.length < depth) return entered(server, next)
      if (next.length > depth) return unknown('a step goes deeper than tables are')
      return tableOf(flowFrom({ kind: 'place', place: tablePlace(server, next) }))
    },
    query: (sql) => native(server, database, kind.noDatabases ? undefined : schema, sql),
  }
}

/** The text of an argument, or why there is none. */
function fixed(args: readonly (() => Value)[], position: number, what: string): string | Value {
  const value = argument(args, position)
  if (value.kind === 'text') return value.value
  return unknown(
    value.kind === 'unknown' ? `${what} is not fixed: ${value.reason}` : `${what} is not given as text`,
  )
}

/** The text of a field of the options, e.g. `[Query="select …"]`. */
function option(options: Value, name: string): string | undefined {
  const value = options.kind === 'record' ? options.fields.get(name)?.() : undefined
  return value?.kind === 'text' ? value.value : undefined
}

/** `X.Database(server, database, options)`. */
function databaseOf(kind: DatabaseKind): LibraryFunction {
  return (args) => {
    const server = fixed(args, 0, 'the server')
    const database = fixed(args, 1, 'the database')
    if (typeof server !== 'string') return server
    if (typeof database !== 'string') return database
    const at: Server = { kind, server, depth: 3 }
    const sql = option(argument(args, 2), 'Query')
    // In MySQL a database is what others call a schema.
    if (kind.noDatabases)
      return sql === undefined ? entered(at, [undefined]) : native(at, undefined, database, sql)
    return sql === undefined ? entered(at, [database]) : native(at, database, undefined, sql)
  }
}

/** `X.Databases(server, …, options)`: databases, schemas, tables. */
function databasesOf(kind: DatabaseKind, optionsAt: number): LibraryFunction {
  return (args) => {
    const server = fixed(args, 0, 'the server')
    if (typeof server !== 'string') return server
    const at: Server = { kind, server, depth: 3 }
    const options = argument(args, optionsAt)
    const sql = option(options, 'Query')
    if (sql !== undefined) return native(at, option(options, 'Catalog'), option(options, 'Database'), sql)
    return entered(at, kind.noDatabases ? [undefined] : [])
  }
}

const nativeQuery: LibraryFunction = (args) => {
  const target = argument(args, 0)
  const sql = fixed(args, 1, 'the statement of Value.NativeQuery')
  if (typeof sql !== 'string') return sql
  if (target.kind === 'navigation' && target.query) return target.query(sql)
  return target.kind === 'unknown' ? target : unknown('Value.NativeQuery is not given a database')
}

const storageHost = /^(?:https?:\/\/)?([^/]+)\/?(.*)$/

/** An account (name or address), or the address of a container or a path inside it. */
const storage: LibraryFunction = (args) => {
  const account = fixed(args, 0, 'the storage account')
  if (typeof account !== 'string') return account
  const [, host = account, rest = ''] = storageHost.exec(account) ?? []
  const path = rest.split('/').filter((part) => part !== '')
  return stored(host, path.map(decoded))
}

function stored(server: string, path: readonly string[]): Navigation {
  const place: SourcePlace = { type: 'container', serviceTypes: ['ADLS'], server, path }
  return {
    kind: 'navigation',
    ...(path.length > 0 ? { flow: flowFrom({ kind: 'place', place }) } : {}),
    enter(keys) {
      const name = keys.get('Name')
      const folder = keys.get('Folder Path')
      if (name === undefined) return unknown('a step enters the storage account by a key that is no name')
      if (folder === undefined) return stored(server, [...path, name])
      const [, , inside = ''] = storageHost.exec(folder) ?? []
      const parts = inside.split('/').filter((part) => part !== '')
      const file: SourcePlace = { ...place, path: [...parts.map(decoded), name] }
      return tableOf(flowFrom({ kind: 'place', place: file }))
    },
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The content of one file by its address. */
const storedFile: LibraryFunction = (args) => {
  const opened = storage(args)
  return opened.kind === 'navigation' && opened.flow ? tableOf(opened.flow) : opened
}

/** Workspaces, dataflows, entities, each by its id or name. */
function dataflows(known: ReadonlyMap<string, string>): Navigation {
  return {
    kind: 'navigation',
    enter(keys) {
      const all = new Map([...known, ...keys])
      const dataflowId = all.get('dataflowId')
      const entity = all.get('entity')
      if (entity === undefined) return dataflows(all)
      if (dataflowId === undefined) return unknown('a dataflow is entered by its name, which is not unique')
      return tableOf(flowFrom({ kind: 'dataflow', dataflowId, entity }))
    },
  }
}

const analysisServices: LibraryFunction = (args) => {
  const server = fixed(args, 0, 'the server')
  const name = fixed(args, 1, 'the semantic model')
  if (typeof server !== 'string') return server
  if (typeof name !== 'string') return name
  const workspace = /^(?:powerbi|pbiazure):\/\/[^/]+\/v1\.0\/[^/]+\/(.+)$/i.exec(server)?.[1]
  if (workspace === undefined)
    return unknown(`the Analysis Services model '${name}' at ${server} is not in Power BI`)
  const source = { kind: 'dataset', workspace: decoded(workspace), name } as const
  const flow = { ...flowFrom(source), origins: () => [] }
  const inside: Navigation = { kind: 'navigation', flow, enter: () => inside, query: () => tableOf(flow) }
  return option(argument(args, 2), 'Query') === undefined ? inside : tableOf(flow)
}

/** Sources that no service of a catalog can stand for, or that say too little; each with its reason. */
const unmatched: Readonly<Record<string, string>> = {
  'Web.Contents': 'it reads an address on the web',
  'Web.Page': 'it reads an address on the web',
  'Web.BrowserContents': 'it reads an address on the web',
  'OData.Feed': 'it reads an OData feed',
  'File.Contents': 'it reads a file of the machine that the gateway runs on',
  'Folder.Files': 'it reads files of the machine that the gateway runs on',
  'Folder.Contents': 'it reads files of the machine that the gateway runs on',
  'SharePoint.Files': 'it reads SharePoint',
  'SharePoint.Contents': 'it reads SharePoint',
  'SharePoint.Tables': 'it reads SharePoint',
  'Excel.CurrentWorkbook': 'it reads the workbook it stands in',
  'Odbc.DataSource': 'it reads through ODBC, whose data source name is known to the gateway alone',
  'Odbc.Query': 'it reads through ODBC, whose data source name is known to the gateway alone',
  'OleDb.DataSource': 'it reads through OLE DB, whose provider is known to the gateway alone',
  'OleDb.Query': 'it reads through OLE DB, whose provider is known to the gateway alone',
  'Lakehouse.Contents': 'it reads a lakehouse of Fabric by its id',
  'Fabric.Warehouse': 'it reads a warehouse of Fabric by its id',
  'Salesforce.Data': 'it reads Salesforce',
  'Salesforce.Reports': 'it reads Salesforce',
  'Exchange.Contents': 'it reads mailboxes',
  'ActiveDirectory.Domains': 'it reads a directory',
  'GoogleAnalytics.Accounts': 'it reads Google Analytics',
  'Dataverse.Contents': 'it reads Dataverse',
  'CommonDataService.Database': 'it reads Dataverse',
  'SapHana.Database': 'it reads SAP HANA, whose views are entered by package',
  'SapBusinessWarehouse.Cubes': 'it reads SAP BW',
}

export const dataSources: ReadonlyMap<string, LibraryFunction> = new Map<string, LibraryFunction>([
  ['Sql.Database', databaseOf(sqlServer)],
  ['Sql.Databases', databasesOf(sqlServer, 1)],
  ['PostgreSQL.Database', databaseOf(postgres)],
  ['AmazonRedshift.Database', databaseOf(redshift)],
  ['MySQL.Database', databaseOf(mysql)],
  ['MariaDB.Contents', databaseOf(mysql)],
  ['Snowflake.Databases', databasesOf(snowflake, 2)],
  ['Databricks.Catalogs', databasesOf(databricks, 2)],
  ['DatabricksMultiCloud.Catalogs', databasesOf(databricks, 2)],
  ['Oracle.Database', databasesOf(oracle, 1)],
  ['GoogleBigQuery.Database', () => entered({ kind: bigquery, depth: 3 }, [])],
  ['Value.NativeQuery', nativeQuery],
  ['AzureStorage.Blobs', storage],
  ['AzureStorage.DataLake', storage],
  ['AzureStorage.BlobContents', storedFile],
  ['AzureStorage.DataLakeContents', storedFile],
  ['PowerPlatform.Dataflows', () => dataflows(new Map())],
  ['PowerBI.Dataflows', () => dataflows(new Map())],
  ['AnalysisServices.Database', analysisServices],
  ...Object.entries(unmatched).map(
    ([name, reason]) => [name, () => unknown(`${reason} (${name}), which is not matched`)] as const,
  ),
])
