/** PostgreSQL: databases, schemas, tables, views, keys, partitions, routines, and the lineage of views. */
import { type ConnectionCheck, defineConnector, type Source, SourceError } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { createPostgresLineage } from '@waymark/sql-lineage'
import { PostgresConfig } from './config.ts'
import * as queries from './queries.ts'
import { readQueryLog } from './query-log.ts'
import { readDatabase } from './read-database.ts'
import { openSession, type Session } from './session.ts'
import { openSqlAccess } from './sql-access.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The server answers and lets the role in.', mandatory: true },
  { name: 'GetDatabases', description: 'The databases the role may connect to.', mandatory: true },
  { name: 'GetSchemas', description: 'The schemas of the database.', mandatory: true },
  { name: 'GetTables', description: 'The tables of the schemas.', mandatory: true },
  { name: 'GetViews', description: 'The views of the schemas.', mandatory: false },
  { name: 'GetQueries', description: 'Query statistics, for usage and query lineage.', mandatory: false },
]

async function check(session: Session, name: string): Promise<void> {
  switch (name) {
    case 'CheckAccess':
      await queries.serverVersion(session)
      return
    case 'GetDatabases':
      await queries.databases(session)
      return
    case 'GetQueries':
      if (!(await queries.hasStatementStatistics(session))) {
        throw new SourceError(
          'skippable',
          'The extension pg_stat_statements is not installed in this database.',
          {
            hint: 'CREATE EXTENSION pg_stat_statements; and GRANT pg_read_all_stats to the role. Needed for usage only.',
          },
        )
      }
      return
    default: {
      const schemas = await queries.schemas(session)
      const oids = schemas.map((schema) => schema.oid)
      if (name === 'GetTables') await queries.countRelations(session, oids, ['r', 'p', 'f'])
      if (name === 'GetViews') await queries.countRelations(session, oids, ['v', 'm'])
    }
  }
}

export default defineConnector<PostgresConfig>({
  type: 'postgres',
  serviceType: 'Postgres',
  serviceEntity: 'databaseService',
  config: PostgresConfig,
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const session = await openSession(config, config.database)
    const lineage = await createPostgresLineage()
    const accesses: { close(): Promise<void> }[] = []
    const closeOnce = once(async () => {
      await Promise.all([session.close(), ...accesses.map((access) => access.close())])
    })
    return {
      check: (name) => check(session, name),
      close: closeOnce,
      queries: (request) => readQueryLog(session, config, request),
      async sql(database) {
        const opened = await openSqlAccess(config, database)
        accesses.push(opened)
        return opened.access
      },
      async *read(context) {
        const all = await queries.databases(session)
        const chosen = config.ingestAllDatabases
          ? all
          : all.filter((database) => database.name === config.database)
        for (const database of chosen) {
          context.signal.throwIfAborted()
          const fullyQualifiedName = buildFqn(context.serviceName, database.name)
          const rejected = context.filters
            .filter('database')
            .rejects(context.filters.useFqn ? fullyQualifiedName : database.name)
          if (rejected !== undefined) {
            yield {
              kind: 'skipped',
              type: 'database',
              fullyQualifiedName,
              reason: 'filtered',
              message: rejected,
            }
            continue
          }
          yield {
            kind: 'entity',
            type: 'database',
            fullyQualifiedName,
            body: {
              name: database.name,
              service: buildFqn(context.serviceName),
              ...(database.comment ? { description: database.comment } : {}),
            },
          }
          const path = [context.serviceName, database.name]
          const own = database.name === config.database
          const place = { session: own ? session : await openSession(config, database.name), context, path }
          try {
            for await (const record of readDatabase(place, lineage)) {
              context.signal.throwIfAborted()
              yield record
            }
          } finally {
            if (!own) await place.session.close()
          }
        }
        // Reading one database says nothing about the others of the service.
        if (config.ingestAllDatabases) {
          yield { kind: 'completed', type: 'database', parent: buildFqn(context.serviceName) }
        }
      },
    }
  },
})

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
