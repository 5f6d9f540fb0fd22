/** Schema knowledge held in memory: looks relations up the way a server's search path does. */
import type { KnownSchemas, KnownTable } from './lineage.ts'

export interface NameRules {
  /** Names compare without case, as in every dialect but PostgreSQL's; what is found keeps its own spelling. */
  readonly ignoreCase?: boolean
  /** The database that names without one mean, where tables of several are known. */
  readonly database?: string
}

/**
 * Indexes tables by schema and name. Names compare exactly, as stored in the database's catalog, unless `rules` say otherwise.
 * `pg_catalog` is searched before the search path unless the path names it, as PostgreSQL does.
 */
export function knownSchemas(
  tables: Iterable<KnownTable>,
  searchPath: readonly string[] = ['public'],
  rules: NameRules = {},
): KnownSchemas {
  const key = (name: string): string => (rules.ignoreCase ? name.toLowerCase() : name)
  const schemas = new Map<string, Map<string, KnownTable[]>>()
  for (const table of tables) {
    const names = schemas.get(key(table.schema)) ?? new Map<string, KnownTable[]>()
    const same = names.get(key(table.name))
    if (same) same.push(table)
    else names.set(key(table.name), [table])
    schemas.set(key(table.schema), names)
  }
  const lookUp = (schema: string, name: string, database: string | undefined): KnownTable | undefined => {
    const same = schemas.get(key(schema))?.get(key(name))
    const inDatabase = same?.find(
      (table) =>
        table.database !== undefined && key(table.database) === key(database ?? rules.database ?? ''),
    )
    if (inDatabase) return inDatabase
    // Without a database in the name or the rules the last one wins; a table that names none belongs to any.
    return database === undefined && rules.database === undefined
      ? same?.at(-1)
      : same?.findLast((table) => table.database === undefined)
  }
  const effectivePath = searchPath.includes('pg_catalog') ? searchPath : ['pg_catalog', ...searchPath]
  return {
    searchPath,
    find(schema, name, database) {
      if (schema !== undefined) return lookUp(schema, name, database)
      for (const candidate of effectivePath) {
        const table = lookUp(candidate, name, database)
        if (table) return table
      }
      return undefined
    },
  }
}
