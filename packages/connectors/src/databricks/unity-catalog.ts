/** Unity Catalog through its REST API: of a workspace of Databricks, or of the open-source server. SQL is asked only where a warehouse is named. */
import { defineConnector, readRelational, type Source } from '@waymark/ingest'
import { buildFqn, splitFqn } from '@waymark/spec'
import { createSqlLineage } from '@waymark/sql-lineage'
import { connectionSchema } from '../connection-schema.ts'
import { checks, chosenCatalogs } from './chosen-catalogs.ts'
import type { DatabricksConfig } from './config.ts'
import { readHistory, requireHistory } from './query-history.ts'
import { edgeBetween, remembering, withoutLineage } from './recorded-lineage.ts'
import { restCatalog, restCatalogs, type UnityCatalog, upstreamOf } from './rest-catalog.ts'
import { sqlAccess } from './sql-access.ts'
import { openWarehouse } from './statements.ts'
import { openWorkspace } from './workspace.ts'

export default defineConnector<DatabricksConfig>({
  type: 'unitycatalog',
  serviceType: 'UnityCatalog',
  serviceEntity: 'databaseService',
  config: connectionSchema('databaseConnection', 'UnityCatalog'),
  checks,
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = openWorkspace(config)
    const warehouseOf = () => openWarehouse(api, config.httpPath)
    const catalogsFor = async (server: UnityCatalog) => chosenCatalogs(await restCatalogs(server), config)
    return {
      async check(name, abort) {
        const server = { api, signal: abort }
        if (name === 'GetQueries') await requireHistory({ warehouse: warehouseOf(), signal: abort }, config)
        else await catalogsFor(server)
      },
      async *read(context) {
        const server = { api, signal: context.signal }
        const options = { lineage: await createSqlLineage('databricks'), onlySchema: config.databaseSchema }
        const databases = (await catalogsFor(server)).map((catalog) => restCatalog(server, catalog, options))
        const tables = new Map<string, 'table' | 'view'>()
        const everyDatabase = config.catalog === undefined
        yield* remembering(readRelational(databases, context, { everyDatabase }), tables)
        if (!context.options.includeLineage) return
        for (const [to, kind] of tables) {
          if (kind === 'view') continue
          const [, ...names] = splitFqn(to)
          try {
            for (const source of await upstreamOf(server, names.join('.'))) {
              const from = buildFqn(context.serviceName, ...source)
              if (from !== to && tables.has(from)) yield edgeBetween(from, to, new Map())
            }
          } catch (error) {
            // One refusal says what all would: a server that records none has no such path.
            yield withoutLineage('table', to, error)
            return
          }
        }
      },
      async *queries(request) {
        yield* readHistory({ warehouse: warehouseOf(), signal: request.signal }, config, request)
      },
      sql: async (catalog) => sqlAccess(warehouseOf(), catalog),
      close: async () => {},
    }
  },
})
