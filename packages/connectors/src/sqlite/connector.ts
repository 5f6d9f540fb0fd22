/** SQLite: tables, views, keys and the lineage of views of one file, read with the driver that Node brings. */
import { defineConnector, readRelational, type Source, SourceError } from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { countRelations, databaseName, sqliteDatabase } from './catalog.ts'
import { openDatabaseFile } from './database-file.ts'

/** What is read of the connection; the schema knows the rest. */
interface SqliteConfig {
  readonly database?: string
  readonly databaseMode?: string
}

/** OpenMetadata reads the file that `databaseMode` names, whatever `database` calls it; this is its word for none. */
const inMemory = ':memory:'

export default defineConnector<SqliteConfig>({
  type: 'sqlite',
  serviceType: 'SQLite',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'SQLite'),
  checks: [
    { name: 'CheckAccess', description: 'The file is there and is an SQLite database.', mandatory: true },
    { name: 'GetTables', description: 'The tables of the file.', mandatory: true },
    { name: 'GetViews', description: 'The views of the file.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const { database, databaseMode = inMemory } = config
    const path = databaseMode === inMemory ? database : databaseMode
    if (!path) {
      throw new SourceError('fatal', 'No file is named.', {
        hint: 'Write the path of the database file into serviceConnection.config.database.',
      })
    }
    const file = openDatabaseFile(path)
    return {
      async check(name) {
        if (name === 'CheckAccess') file.rows('select count(*) from main.sqlite_schema')
        if (name === 'GetTables') countRelations(file, 'table')
        if (name === 'GetViews') countRelations(file, 'view')
      },
      async *read(context) {
        // Which tables a view reads, SQLite says itself; its SQL tells the columns.
        const database = sqliteDatabase(file, await createSqlLineage('sqlite'))
        yield* readRelational([database], context, { everyDatabase: true })
      },
      async sql(database) {
        if (database === databaseName) return file.access
        throw new SourceError(
          'skippable',
          `A file holds one database, '${databaseName}', and not '${database}'.`,
        )
      },
      close: async () => file.close(),
    }
  },
})
