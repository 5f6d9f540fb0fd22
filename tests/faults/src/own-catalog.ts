/** A catalog as a process on a database of its own, with an eye on that database beside it. */
import { Client } from 'pg'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { createOwnDatabase } from './own-database.ts'
import { prepareSchema } from './writing.ts'

export interface OwnCatalog {
  /** With the schema that {@link prepareSchema} makes. */
  readonly catalog: RunningCatalog
  /** Connection string of the database. */
  readonly databaseUrl: string
  /** A connection past the catalog, whose `application_name` is `observer`. */
  readonly observer: Client
  stop(): Promise<void>
}

export async function startOwnCatalog(): Promise<OwnCatalog> {
  const database = await createOwnDatabase()
  const observer = new Client({ connectionString: database.url, application_name: 'observer' })
  await observer.connect()
  const catalog = await startCatalog({
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      DATABASE_URL: database.url,
      WAYMARK_AUTH_FAILURE_LIMIT: '0',
      LOG_LEVEL: 'error',
    },
  })
  await prepareSchema(catalog)
  return {
    catalog,
    databaseUrl: database.url,
    observer,
    async stop() {
      await catalog.stop()
      await observer.end()
      await database.drop()
    },
  }
}
