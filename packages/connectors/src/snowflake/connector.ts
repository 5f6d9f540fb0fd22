/** Snowflake: databases, schemas, tables, views, keys, routines, query and access history, through its SQL API. */
import {
  type ConnectionCheck,
  defineConnector,
  type QueryLogRequest,
  readRelational,
  type Source,
  SourceError,
  type SourceRecord,
} from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { createSourceLabels, learnLabels, type SourceLabels } from '../source-labels.ts'
import { accessEdges } from './access-history.ts'
import { commented, snowflakeDatabase } from './catalog.ts'
import type { SnowflakeConfig } from './config.ts'
import * as queries from './queries.ts'
import { sqlAccess } from './sql-access.ts'
import { openAccount } from './statements.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The account answers and lets the user in.', mandatory: true },
  { name: 'GetDatabases', description: 'The databases that the role may see.', mandatory: true },
  { name: 'GetQueries', description: 'The query history, for usage and query lineage.', mandatory: false },
]
const usualUsageSchema = 'SNOWFLAKE.ACCOUNT_USAGE'
const accessHistoryDays = 30
const usualAccessRows = 10_000
const usageHint =
  'GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE (or the database role SNOWFLAKE.USAGE_VIEWER) TO ROLE …; access history needs the Enterprise Edition.'

/** All, or the one that the configuration names. @throws SourceError when there is none */
async function chosenDatabases(asker: queries.Asker, { database }: SnowflakeConfig) {
  const found = await queries.databases(asker)
  const chosen = found.filter(({ name }) => !database || name.toLowerCase() === database.toLowerCase())
  if (chosen.length > 0) return chosen.map(commented)
  throw new SourceError('fatal', `The role sees no database${database ? ` '${database}'` : ''}.`, {
    hint: 'GRANT USAGE ON DATABASE … TO ROLE …; check serviceConnection.config.role. See the connector’s README.',
  })
}

async function* history(asker: queries.Asker, config: SnowflakeConfig, request: QueryLogRequest) {
  request.signal.throwIfAborted()
  for (const row of await queries.history(asker, config.accountUsageSchema ?? usualUsageSchema, request)) {
    if (
      /\binformation_schema\.|\baccount_usage\.|^\s*(use|set|show|describe|alter session)\b/i.test(row.query)
    )
      continue
    yield {
      query: row.query,
      atMs: Date.parse(row.at),
      ...(row.account ? { user: row.account } : {}),
      ...(row.database ? { database: row.database } : {}),
      ...(row.schema ? { schema: row.schema } : {}),
      ...(row.duration === null ? {} : { durationMs: Number(row.duration) }),
      ...(row.credits === null ? {} : { cost: Number(row.credits) }),
    }
  }
}

export default defineConnector<SnowflakeConfig>({
  type: 'snowflake',
  serviceType: 'Snowflake',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'Snowflake'),
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const account = openAccount(config)
    const usageSchema = config.accountUsageSchema ?? usualUsageSchema
    return {
      async check(name, abort) {
        const asker = { account, signal: abort }
        if (name === 'CheckAccess') await queries.sessionRole(asker)
        if (name === 'GetDatabases') await chosenDatabases(asker, config)
        if (name !== 'GetQueries') return
        try {
          await queries.history(asker, usageSchema, { sinceMs: Date.now(), limit: 1, condition: undefined })
        } catch (error) {
          if (!(error instanceof SourceError)) throw error
          throw new SourceError('skippable', error.message, { hint: usageHint, cause: error })
        }
      },
      async *read(context) {
        const asker = { account, signal: context.signal }
        const lineage = await createSqlLineage('snowflake')
        const databases = (await chosenDatabases(asker, config)).map((database) =>
          snowflakeDatabase(asker, database, lineage, config),
        )
        const labels = createSourceLabels(context.serviceName, 'Snowflake tag')
        if (context.options.sourceConfig.includeTags !== false)
          await learnLabels(databases, context, 'tags', ({ name }) =>
            learnTags(asker, usageSchema, name, labels),
          )
        const tables = new Set<string>()
        for await (const record of readRelational(databases, context, { everyDatabase: !config.database })) {
          labels.seen(record)
          if (record.kind === 'entity' && record.type === 'table') tables.add(record.fullyQualifiedName)
          yield record
        }
        yield* labels.records()
        if (!context.options.includeLineage || !config.useAccessHistory) return
        try {
          const sinceMs = Date.now() - accessHistoryDays * 86_400_000
          const limit = config.accessHistoryChunkSize ?? usualAccessRows
          yield* accessEdges(
            await queries.writes(asker, usageSchema, sinceMs, limit),
            context.serviceName,
            tables,
          )
        } catch (error) {
          yield withoutHistory(context.serviceName, error)
        }
      },
      queries: (request) => history({ account, signal: request.signal }, config, request),
      sql: async (database) => sqlAccess(account, database),
      close: async () => {},
    }
  },
})

/** Before anything is read: tags are looked up by what they are worn by. Who may not see them reads everything else. */
async function learnTags(
  asker: queries.Asker,
  usageSchema: string,
  database: string,
  labels: SourceLabels,
): Promise<void> {
  for (const row of await queries.tags(asker, usageSchema, database)) {
    const { domain, schema, object, column, name, value } = row
    if (domain === 'DATABASE') labels.learn([database], name, value)
    else if (domain === 'SCHEMA') labels.learn([database, object], name, value)
    else labels.learn([database, schema ?? '', object], name, value, column ?? undefined)
  }
}

/** Everything but the access history was read. @throws what ends the run */
function withoutHistory(serviceName: string, error: unknown): SourceRecord {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
  return {
    kind: 'skipped',
    type: 'databaseService',
    fullyQualifiedName: buildFqn(serviceName),
    reason: 'error',
    message: `The access history cannot be read: ${error.message}`,
    hint: usageHint,
  }
}
