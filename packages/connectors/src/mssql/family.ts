/** What the connectors of SQL Server, Azure SQL, Synapse and Fabric share, which is all but their names. */
import {
  type ConnectionCheck,
  type Connector,
  readRelational,
  type Source,
  SourceError,
} from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { mssqlDatabase } from './catalog.ts'
import type { MssqlConfig } from './config.ts'
import * as queries from './queries.ts'
import { readQueryLog, requireQueryLog } from './query-log.ts'
import { openSession, type Session } from './session.ts'
import { sqlAccess } from './sql-access.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The server answers and lets the login in.', mandatory: true },
  { name: 'GetDatabases', description: 'The databases that the login may enter.', mandatory: true },
  { name: 'GetSchemas', description: 'The schemas of the database.', mandatory: true },
  { name: 'GetTables', description: 'The tables of the schemas.', mandatory: true },
  { name: 'GetViews', description: 'The views of the schemas.', mandatory: false },
  { name: 'GetQueries', description: 'What the server remembers of statements.', mandatory: false },
]

async function check(session: Session, name: string): Promise<void> {
  if (name === 'CheckAccess') await queries.engineEdition(session)
  if (name === 'GetDatabases') await queries.databases(session)
  if (name === 'GetTables') await queries.countObjects(session, 'U')
  if (name === 'GetViews') await queries.countObjects(session, 'V')
  if (name === 'GetQueries') await requireQueryLog(session)
  if (name !== 'GetSchemas') return
  if ((await queries.schemas(session)).length > 0) return
  throw new SourceError('fatal', 'The user sees no schema.', {
    hint: 'GRANT VIEW DEFINITION on the database to the user; see the connector’s README.',
  })
}

export function mssqlFamily(
  type: 'mssql' | 'azuresql' | 'synapse' | 'microsoftfabric',
  serviceType: 'Mssql' | 'AzureSQL' | 'Synapse' | 'MicrosoftFabric',
): Connector<MssqlConfig> {
  return {
    type,
    serviceType,
    serviceEntity: 'databaseService',
    config: connectionSchema('databaseConnection', serviceType),
    checks,
    async open(config, signal): Promise<Source> {
      signal.throwIfAborted()
      const first = await openSession(config, config.database ?? '')
      const sessions = new Map([[first.database, Promise.resolve(first)]])
      /** Azure lets nobody go from one database to another, so each has its own session. */
      const sessionOf = (database: string) => {
        const open = sessions.get(database) ?? openSession(config, database)
        sessions.set(database, open)
        return open
      }
      const namesOf = async () =>
        config.ingestAllDatabases
          ? (await queries.databases(first)).map(({ name }) => name)
          : [first.database]
      return {
        check: (name) => check(first, name),
        async *read(context) {
          const lineage = await createSqlLineage('tsql')
          const databases = (await namesOf()).map((name) =>
            mssqlDatabase(name, () => sessionOf(name), lineage),
          )
          yield* readRelational(databases, context, { everyDatabase: config.ingestAllDatabases ?? false })
        },
        async *queries(request) {
          for (const name of await namesOf()) yield* readQueryLog(await sessionOf(name), request)
        },
        sql: async (database) => sqlAccess(await sessionOf(database)),
        async close() {
          const open = [...sessions.values()]
          sessions.clear()
          await Promise.allSettled(open.map(async (session) => (await session).close()))
        },
      }
    },
  }
}
