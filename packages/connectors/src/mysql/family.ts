/** What the connectors of MySQL and of MariaDB share, which is all but their names. */
import {
  type ConnectionCheck,
  type Connector,
  readRelational,
  type Source,
  SourceError,
} from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { databaseNameOf, mysqlDatabase } from './catalog.ts'
import * as queries from './queries.ts'
import { readQueryLog, requireLogTable } from './query-log.ts'
import { type MysqlConfig, openSession } from './session.ts'
import { sqlAccess } from './sql-access.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The server answers and lets the user in.', mandatory: true },
  { name: 'GetSchemas', description: 'The schemas that the user may see.', mandatory: true },
  { name: 'GetTables', description: 'The tables of the schemas.', mandatory: true },
  { name: 'GetViews', description: 'The views of the schemas.', mandatory: false },
  {
    name: 'GetQueries',
    description: 'The log of statements, for usage and query lineage.',
    mandatory: false,
  },
]

export function mysqlFamily(
  type: 'mysql' | 'mariadb',
  serviceType: 'Mysql' | 'MariaDB',
): Connector<MysqlConfig> {
  return {
    type,
    serviceType,
    serviceEntity: 'databaseService',
    config: connectionSchema('databaseConnection', serviceType),
    checks,
    async open(config, signal): Promise<Source> {
      signal.throwIfAborted()
      const session = await openSession(config)
      return {
        async check(name) {
          if (name === 'CheckAccess') await queries.serverVersion(session)
          if (name === 'GetTables') await queries.countRelations(session, 'BASE TABLE')
          if (name === 'GetViews') await queries.countRelations(session, 'VIEW')
          if (name === 'GetQueries') await requireLogTable(session, config)
          if (name !== 'GetSchemas') return
          const found = await queries.schemas(session, config.databaseSchema)
          if (found.length === 0) throw noSchema(config.databaseSchema)
        },
        async *read(context) {
          const database = mysqlDatabase(session, config, await createSqlLineage(type))
          yield* readRelational([database], context, { everyDatabase: true })
        },
        queries: (request) => readQueryLog(session, config, request),
        async sql(database) {
          if (database === databaseNameOf(config)) return sqlAccess(session)
          throw new SourceError(
            'skippable',
            `This server is one database, '${databaseNameOf(config)}', and not '${database}'.`,
          )
        },
        close: session.close,
      }
    },
  }
}

function noSchema(name: string | undefined): SourceError {
  return new SourceError(
    'fatal',
    name === undefined ? 'The user sees no schema.' : `The user sees no schema '${name}'.`,
    { hint: 'GRANT SELECT, SHOW VIEW on the schemas to the user; see the connector’s README.' },
  )
}
