/** Amazon Redshift: databases, schemas, tables, external tables, views, keys, routines, query history, by the PostgreSQL driver. */
import {
  type ConnectionCheck,
  defineConnector,
  type LoggedQuery,
  type QueryLogRequest,
  readRelational,
  type Source,
  SourceError,
  type SqlAccess,
} from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { parseHostPort } from '../host-port.ts'
import { openPgSession, type PgSession } from '../pg-session.ts'
import { withPlaceholders } from '../placeholders.ts'
import { doubleQuoted } from '../sql-values.ts'
import { redshiftDatabase } from './catalog.ts'
import { clusterCredentials } from './cluster-credentials.ts'
import type { RedshiftConfig } from './config.ts'
import * as queries from './queries.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The cluster answers and lets the user in.', mandatory: true },
  { name: 'GetDatabases', description: 'The databases of the cluster.', mandatory: true },
  { name: 'GetSchemas', description: 'The schemas of the database.', mandatory: true },
  { name: 'GetQueries', description: 'The query history, for usage and query lineage.', mandatory: false },
]
const defaultPort = 5439

/** Names that views print are qualified when no schema is on the path. Redshift knows no read-only session. */
async function open(config: RedshiftConfig, database: string, ownSearchPath = false): Promise<PgSession> {
  const { authType, username: user, hostPort } = config
  const { host } = parseHostPort(hostPort, defaultPort)
  const login = authType?.awsConfig
    ? await clusterCredentials(authType.awsConfig, { host, user, database }, Date.now())
    : undefined
  return openPgSession(login ? { ...config, ...login, authType: {} } : config, database, {
    defaultPort,
    prepare: ownSearchPath ? '' : "set search_path to ''",
  })
}

async function* history(
  session: PgSession,
  config: RedshiftConfig,
  request: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  request.signal.throwIfAborted()
  for (const row of await queries.history(session, request)) {
    if (!config.ingestAllDatabases && row.database !== config.database) continue
    if (/\b(svv_|svl_|stl_|stv_|sys_|pg_catalog\.|information_schema\.)/i.test(row.query)) continue
    yield {
      query: row.query.trim(),
      database: row.database,
      atMs: row.at.getTime(),
      ...(row.account ? { user: row.account } : {}),
      ...(row.elapsed === null ? {} : { durationMs: Math.round(Number(row.elapsed) / 1000) }),
    }
  }
}

function sqlAccess(session: PgSession): SqlAccess {
  return {
    dialect: 'postgres',
    quote: doubleQuoted,
    qualify: (schema, table) => `${doubleQuoted(schema)}.${doubleQuoted(table)}`,
    async query(text, parameters, signal) {
      signal.throwIfAborted()
      return await session.rows(
        withPlaceholders(text, (position) => `$${position}`),
        parameters,
      )
    },
    async facts(schema, table) {
      const [row] = await queries.facts(session, schema, table)
      return {
        ...(row?.rows == null ? {} : { estimatedRows: Number(row.rows) }),
        ...(row?.megabytes == null ? {} : { sizeInByte: Number(row.megabytes) * 1_048_576 }),
      }
    },
  }
}

export default defineConnector<RedshiftConfig>({
  type: 'redshift',
  serviceType: 'Redshift',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'Redshift'),
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const first = await open(config, config.database)
    const sessions = new Map<string, Promise<PgSession>>()
    const once = (key: string, opened: () => Promise<PgSession>) => {
      const session = sessions.get(key) ?? opened()
      sessions.set(key, session)
      return session
    }
    let closed: Promise<unknown> | undefined
    return {
      async check(name) {
        if (name === 'CheckAccess') await first.rows('select 1')
        if (name === 'GetDatabases') await queries.databases(first)
        if (name === 'GetQueries')
          await queries.history(first, { sinceMs: Date.now(), limit: 1, condition: undefined })
        if (name !== 'GetSchemas' || (await queries.schemas(first)).length > 0) return
        throw new SourceError('fatal', 'The user sees no schema.', {
          hint: 'GRANT USAGE ON SCHEMA and SELECT ON ALL TABLES IN SCHEMA to the user; see the connector’s README.',
        })
      },
      async *read(context) {
        const lineage = await createSqlLineage('redshift')
        const names = config.ingestAllDatabases
          ? (await queries.databases(first)).map(({ name }) => name)
          : [config.database]
        const databases = names.map((name) =>
          redshiftDatabase(
            name,
            async () =>
              name === config.database ? first : once(`catalog ${name}`, () => open(config, name)),
            lineage,
          ),
        )
        yield* readRelational(databases, context, { everyDatabase: config.ingestAllDatabases ?? false })
      },
      queries: (request) => history(first, config, request),
      sql: async (database) => sqlAccess(await once(`sql ${database}`, () => open(config, database, true))),
      async close() {
        const all = [...sessions.values()]
        closed ??= Promise.allSettled([first.close(), ...all.map(async (session) => (await session).close())])
        await closed
      },
    }
  },
})
