/** DuckDB: schemas, tables, nested columns, views, keys, macros and the lineage of views of one file. */
import { defineConnector, readRelational, type Source, SourceError } from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { countRelations, databaseNameOf, duckdbDatabase, schemas } from './catalog.ts'
import { DuckdbConfig } from './config.ts'
import { openDatabaseFile } from './database-file.ts'

export default defineConnector<DuckdbConfig>({
  type: 'duckdb',
  serviceType: 'CustomDatabase',
  serviceEntity: 'databaseService',
  config: DuckdbConfig,
  checks: [
    { name: 'CheckAccess', description: 'The file is there and this DuckDB can read it.', mandatory: true },
    { name: 'GetSchemas', description: 'The schemas of the file.', mandatory: true },
    { name: 'GetTables', description: 'The tables of the file.', mandatory: true },
    { name: 'GetViews', description: 'The views of the file.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const file = await openDatabaseFile(config.connectionOptions.database)
    const name = await databaseNameOf(file)
    return {
      async check(step) {
        if (step === 'CheckAccess' || step === 'GetSchemas') await schemas(file)
        if (step === 'GetTables') await countRelations(file, 'duckdb_tables()')
        if (step === 'GetViews') await countRelations(file, 'duckdb_views()')
      },
      async *read(context) {
        const database = duckdbDatabase(file, name, await createSqlLineage('duckdb'))
        yield* readRelational([database], context, { everyDatabase: true })
      },
      async sql(database) {
        if (database === name) return file.access
        throw new SourceError('skippable', `This file holds one database, '${name}', and not '${database}'.`)
      },
      close: async () => file.close(),
    }
  },
})
