/** BigQuery: projects, datasets, tables, views, nested columns, keys, labels, routines and the jobs of people, through its REST API. */
import {
  type ConnectionCheck,
  defineConnector,
  type LoggedQuery,
  type QueryLogRequest,
  readRelational,
  type Source,
  SourceError,
} from '@waymark/ingest'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { bigqueryProject } from './catalog.ts'
import type { BigQueryConfig } from './config.ts'
import { createExtras } from './extras.ts'
import * as queries from './queries.ts'
import { sqlAccess } from './sql-access.ts'
import { openWarehouse, type Warehouse } from './warehouse.ts'

const checks: readonly ConnectionCheck[] = [
  { name: 'CheckAccess', description: 'The API lets the account in and runs a statement.', mandatory: true },
  { name: 'GetSchemas', description: 'The datasets that the account may see.', mandatory: true },
  { name: 'GetQueries', description: 'The jobs of the project, for usage and lineage.', mandatory: false },
]
const logHint = 'Grant roles/bigquery.resourceViewer on the project, or set usageLocation to its region.'

async function checkDatasets({ projects, datasets }: Warehouse, signal: AbortSignal): Promise<void> {
  for (const project of projects) if ((await datasets(project, signal)).length > 0) return
  throw new SourceError('fatal', `The account sees no dataset in ${projects.join(', ')}.`, {
    hint: 'Grant roles/bigquery.metadataViewer on the project or its datasets. See the connector’s README.',
  })
}

/** Where logs of jobs are: each region keeps its own. */
async function logPlaces(warehouse: Warehouse, { usageLocation }: BigQueryConfig, signal: AbortSignal) {
  const places: { project: string; location: string }[] = []
  for (const project of warehouse.projects) {
    const found = usageLocation
      ? [usageLocation]
      : (await warehouse.datasets(project, signal)).map(({ location }) => location)
    for (const location of new Set(found)) places.push({ project, location })
  }
  return places
}

/** What on-demand prices are by. */
const tebibyte = 2 ** 40

async function* log(
  warehouse: Warehouse,
  config: BigQueryConfig,
  request: QueryLogRequest,
): AsyncGenerator<LoggedQuery> {
  const { signal, limit } = request
  const found: LoggedQuery[] = []
  for (const place of await logPlaces(warehouse, config, signal)) {
    for (const job of await queries.jobs({ warehouse, signal }, place, request)) {
      if (/\bINFORMATION_SCHEMA\b/i.test(job.query)) continue
      found.push({
        query: job.query,
        database: place.project,
        atMs: Date.parse(job.created),
        ...(job.user_email ? { user: job.user_email } : {}),
        ...(job.started && job.ended ? { durationMs: Date.parse(job.ended) - Date.parse(job.started) } : {}),
        ...(job.bytes === null ? {} : { cost: Number(job.bytes) / tebibyte }),
      })
    }
  }
  yield* found.sort((a, b) => Number(b.atMs) - Number(a.atMs)).slice(0, limit)
}

export default defineConnector<BigQueryConfig>({
  type: 'bigquery',
  serviceType: 'BigQuery',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'BigQuery'),
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const warehouse = await openWarehouse(config)
    return {
      async check(name, abort) {
        const asker = { warehouse, signal: abort }
        if (name === 'CheckAccess') await queries.anything(asker)
        if (name === 'GetSchemas') await checkDatasets(warehouse, abort)
        if (name !== 'GetQueries') return
        try {
          const one = { sinceMs: Date.now(), limit: 1, condition: undefined }
          for (const place of await logPlaces(warehouse, config, abort)) await queries.jobs(asker, place, one)
        } catch (error) {
          if (!(error instanceof SourceError)) throw error
          throw new SourceError('skippable', error.message, { hint: logHint, cause: error })
        }
      },
      async *read(context) {
        const asker = { warehouse, signal: context.signal }
        const extras = createExtras(context.serviceName)
        const lineage = await createSqlLineage('bigquery')
        const warn = (message: string) => context.log('warn', message)
        const projects = warehouse.projects.map((project) =>
          bigqueryProject(asker, project, { lineage, extras, warn }),
        )
        // The file names the projects: others that an earlier one named may well be there.
        for await (const record of readRelational(projects, context, { everyDatabase: false }))
          yield extras.completed(record)
        if (context.options.sourceConfig.includeTags !== false) yield* extras.labels()
      },
      queries: (request) => log(warehouse, config, request),
      sql: async (project) => sqlAccess(warehouse, project),
      close: async () => {},
    }
  },
})
