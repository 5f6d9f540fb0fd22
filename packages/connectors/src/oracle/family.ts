/** The connector of Oracle over a driver that is given to it. */
import {
  type ConnectionCheck,
  type Connector,
  type LoggedQuery,
  readRelational,
  type Source,
  SourceError,
  type SqlAccess,
} from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { withPlaceholders } from '../placeholders.ts'
import { doubleQuoted } from '../sql-values.ts'
import { databaseNameOf, namingOf, oracleDatabase } from './catalog.ts'
import type { OracleConfig } from './config.ts'
import * as queries from './queries.ts'
import { type OracleDriver, openSession } from './session.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The database answers and lets the user in.', mandatory: true },
  { name: 'GetSchemas', description: 'The schemas that the user may see.', mandatory: true },
  {
    name: 'GetQueries',
    description: 'The cursors of the shared pool, for usage and query lineage.',
    mandatory: false,
  },
]

export function oracleConnector(load: () => Promise<OracleDriver>): Connector<OracleConfig> {
  return {
    type: 'oracle',
    serviceType: 'Oracle',
    serviceEntity: 'databaseService',
    config: connectionSchema('databaseConnection', 'Oracle'),
    checks,
    async open(config, signal): Promise<Source> {
      signal.throwIfAborted()
      const session = await openSession(await load(), config)
      const dictionary: queries.Dictionary = { session, scope: config.useDBATable ? 'dba' : 'all' }
      return {
        async check(name) {
          if (name === 'CheckAccess') await queries.ping(dictionary)
          if (name === 'GetQueries')
            await queries.cursors(dictionary, { sinceMs: 0, nowMs: 1000, limit: 1, condition: undefined })
          if (name !== 'GetSchemas' || (await queries.schemas(dictionary)).length > 0) return
          throw new SourceError('fatal', 'The user sees no schema.', {
            hint: 'GRANT SELECT on the tables to the user, or SELECT_CATALOG_ROLE with useDBATable; see the connector’s README.',
          })
        },
        async *read(context) {
          // Which tables a view reads, Oracle says itself.
          const database = oracleDatabase(dictionary, config, await createSqlLineage('oracle'))
          yield* readRelational([database], context, { everyDatabase: true })
        },
        async *queries(request): AsyncGenerator<LoggedQuery> {
          request.signal.throwIfAborted()
          const nowMs = Date.now()
          const { shown } = namingOf(config)
          for (const row of await queries.cursors(dictionary, { ...request, nowMs })) {
            if (/\b(all|dba|user|v\$|gv\$)_?\w*\b.*\b(owner|dual)\b|\bv\$/i.test(row.query)) continue
            yield {
              query: row.query,
              database: databaseNameOf(config),
              schema: shown(row.schema),
              atMs: nowMs - Math.round(Number(row.ago) * 1000),
              count: Number(row.count),
              durationMs: Math.round(Number(row.elapsed) / 1000),
            }
          }
        },
        async sql(database) {
          if (database === databaseNameOf(config)) return sqlAccess(dictionary, config)
          throw new SourceError(
            'skippable',
            `This connection is one database, '${databaseNameOf(config)}', and not '${database}'.`,
          )
        },
        close: session.close,
      }
    },
  }
}

function sqlAccess(dictionary: queries.Dictionary, config: OracleConfig): SqlAccess {
  const { stored } = namingOf(config)
  const quote = (name: string) => doubleQuoted(stored(name))
  return {
    dialect: 'oracle',
    quote,
    qualify: (schema, table) => `${quote(schema)}.${quote(table)}`,
    async query(text, parameters, signal) {
      signal.throwIfAborted()
      return await dictionary.session.rows(
        withPlaceholders(text, (position) => `:${position}`),
        parameters,
      )
    },
    async facts(schema, table) {
      const [row] = await queries.facts(dictionary, stored(schema), stored(table))
      return row?.rows == null ? {} : { estimatedRows: Number(row.rows) }
    },
  }
}
