/** Databricks: catalogs, schemas, tables, views, keys, functions, recorded lineage and query history, in SQL through a warehouse. */
import { defineConnector, readRelational, type Source } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { createSourceLabels, learnLabels } from '../source-labels.ts'
import { commented, databricksCatalog } from './catalog.ts'
import { checks, chosenCatalogs } from './chosen-catalogs.ts'
import type { DatabricksConfig } from './config.ts'
import * as queries from './queries.ts'
import { readHistory, requireHistory } from './query-history.ts'
import { recordedEdges, remembering, withoutLineage } from './recorded-lineage.ts'
import { sqlAccess } from './sql-access.ts'
import { openWarehouse } from './statements.ts'
import { openWorkspace } from './workspace.ts'

export default defineConnector<DatabricksConfig>({
  type: 'databricks',
  serviceType: 'Databricks',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'Databricks'),
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const warehouse = openWarehouse(openWorkspace(config), config.httpPath)
    const catalogsFor = async (asker: queries.Asker) =>
      chosenCatalogs((await queries.catalogs(asker)).map(commented), config)
    return {
      async check(name, abort) {
        const asker = { warehouse, signal: abort }
        if (name === 'CheckAccess') await queries.currentUser(asker)
        if (name === 'GetDatabases') await catalogsFor(asker)
        if (name === 'GetQueries') await requireHistory(asker, config)
      },
      async *read(context) {
        const asker = { warehouse, signal: context.signal }
        const options = { lineage: await createSqlLineage('databricks'), onlySchema: config.databaseSchema }
        const catalogs = await catalogsFor(asker)
        const databases = catalogs.map((catalog) => databricksCatalog(asker, catalog, options))
        const tables = new Map<string, 'table' | 'view'>()
        const everyDatabase = config.catalog === undefined
        const labels = createSourceLabels(context.serviceName, 'Databricks tag')
        if (context.options.sourceConfig.includeTags !== false)
          await learnLabels(catalogs, context, 'tags', async ({ name: catalog }) => {
            for (const { schema, relation, column, name, value } of await queries.tags(asker, catalog)) {
              const path = [catalog, schema, relation].filter((part) => part !== null)
              labels.learn(path, name, value, column ?? undefined)
            }
          })
        for await (const record of remembering(
          readRelational(databases, context, { everyDatabase }),
          tables,
        )) {
          labels.seen(record)
          yield record
        }
        yield* labels.records()
        if (!context.options.includeLineage) return
        for (const { name } of catalogs) {
          try {
            yield* recordedEdges(await queries.recordedLineage(asker, name), name, tables, context)
          } catch (error) {
            yield withoutLineage('database', buildFqn(context.serviceName, name), error)
          }
        }
      },
      queries: (request) => readHistory({ warehouse, signal: request.signal }, config, request),
      sql: async (catalog) => sqlAccess(warehouse, catalog),
      close: async () => {},
    }
  },
})
