/** The tables of a service as the catalog has them, for finding out what the names in SQL text mean. */
import { buildFqn, type Table } from '@waymark/spec'
import { type KnownSchemas, type KnownTable, knownSchemas } from '@waymark/sql-lineage'
import type { RunContext } from '../runner/run-context.ts'
import { placeOf } from '../sql/chosen-tables.ts'

export interface CatalogTable {
  readonly id: string
  readonly fullyQualifiedName: string
}

export interface KnownTables {
  /** What SQL of this database may name; `schema` is looked into first. */
  schemas(database: string | undefined, schema: string | undefined): KnownSchemas
  /** The catalog's table for what a parser found. */
  table(database: string | undefined, schema: string, name: string): CatalogTable | undefined
  /** Views with the SQL that defines them. */
  readonly views: readonly {
    readonly table: CatalogTable
    readonly definition: string
    readonly database: string
    readonly schema: string
  }[]
}

/** Names and columns only: a service of ten thousand tables takes a few dozen megabytes. */
export async function readKnownTables(
  context: RunContext,
  options: { readonly ignoreCase: boolean },
): Promise<KnownTables> {
  const { client, registry, workflow, signal } = context
  const byDatabase = new Map<string, KnownTable[]>()
  const ids = new Map<string, CatalogTable>()
  const views: KnownTables['views'][number][] = []
  const plain = (name: string) => (options.ignoreCase ? name.toLowerCase() : name)
  const keyOf = (database: string, schema: string, name: string) =>
    [database, schema, name].map(plain).join('\u0000')
  const query = {
    filters: { service: buildFqn(workflow.serviceName) },
    fields: ['columns'],
    pageSize: 200,
    signal,
  }
  for await (const entity of client.entity(registry.byType('table')).list(query)) {
    const table = entity as unknown as Table // the registry's definitions are not typed one by one
    const { id, fullyQualifiedName } = table
    const { database, schema, name } = placeOf(fullyQualifiedName)
    const known: KnownTable = { schema, name, columns: table.columns.map((column) => column.name) }
    const inDatabase = byDatabase.get(database)
    if (inDatabase) inDatabase.push(known)
    else byDatabase.set(database, [known])
    ids.set(keyOf(database, schema, name), { id, fullyQualifiedName })
    if (table.schemaDefinition) {
      views.push({ table: { id, fullyQualifiedName }, definition: table.schemaDefinition, database, schema })
    }
  }
  const built = new Map<string, KnownSchemas>()
  const [onlyDatabase] = byDatabase.keys()
  const databaseOf = (database: string | undefined) =>
    database ?? (byDatabase.size === 1 ? onlyDatabase : undefined) ?? ''

  return {
    views,
    schemas(database, schema) {
      const name = databaseOf(database)
      const key = `${name}\u0000${schema ?? ''}`
      const found = built.get(key)
      if (found) return found
      const tables = byDatabase.get(name) ?? []
      const path = schema === undefined ? ['public', 'dbo'] : [schema, 'public', 'dbo']
      const made = withLoneNames(
        knownSchemas(tables, path, { ignoreCase: options.ignoreCase }),
        tables,
        plain,
      )
      built.set(key, made)
      return made
    },
    table: (database, schema, name) => ids.get(keyOf(databaseOf(database), schema, name)),
  }
}

/** Logs often leave out which schema was current: a name that only one schema has means that one. */
function withLoneNames(
  known: KnownSchemas,
  tables: readonly KnownTable[],
  plain: (name: string) => string,
): KnownSchemas {
  const lone = new Map<string, KnownTable | undefined>()
  for (const table of tables) lone.set(plain(table.name), lone.has(plain(table.name)) ? undefined : table)
  return {
    ...known,
    find: (schema, name, database) =>
      known.find(schema, name, database) ?? (schema === undefined ? lone.get(plain(name)) : undefined),
  }
}
