/** The lineage of a dialect, by its name. */
import type { SqlLineage } from './lineage.ts'
import type { ReadDialect } from './reader/dialect.ts'

export type SqlDialect = 'postgres' | ReadDialect

/**
 * Loads what the dialect needs: PostgreSQL's own parser (WebAssembly) for `postgres`, this package's reader for all others. `tsql` is
 * SQL Server, Azure SQL, Synapse and Fabric. The result may be used from then on without waiting, by any number of callers.
 */
export async function createSqlLineage(dialect: SqlDialect): Promise<SqlLineage> {
  if (dialect === 'postgres') {
    const { createPostgresLineage } = await import('./postgres/postgres-lineage.ts')
    return createPostgresLineage()
  }
  const { createScriptLineage } = await import('./script-lineage.ts')
  return createScriptLineage(dialect)
}
