/** Schema knowledge held in memory: looks relations up the way PostgreSQL's search_path does. */
import type { KnownSchemas, KnownTable } from './lineage.ts'

/**
 * Indexes tables by schema and name; names compare exactly, as stored in the database's catalog.
 * `pg_catalog` is searched before the search path unless the path names it, as PostgreSQL does.
 */
export function knownSchemas(
  tables: Iterable<KnownTable>,
  searchPath: readonly string[] = ['public'],
): KnownSchemas {
  const schemas = new Map<string, Map<string, KnownTable>>()
  for (const table of tables) {
    const names = schemas.get(table.schema) ?? new Map<string, KnownTable>()
    names.set(table.name, table)
    schemas.set(table.schema, names)
  }
  const effectivePath = searchPath.includes('pg_catalog') ? searchPath : ['pg_catalog', ...searchPath]
  return {
    searchPath,
    find(schema, name) {
      if (schema !== undefined) return schemas.get(schema)?.get(name)
      for (const candidate of effectivePath) {
        const table = schemas.get(candidate)?.get(name)
        if (table) return table
      }
      return undefined
    },
  }
}
