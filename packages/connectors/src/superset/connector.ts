/** Apache Superset: dashboards, charts and datasets, and the tables that datasets read. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readDashboards } from '../read-dashboards.ts'
import { createSupersetApi, type SupersetConfig } from './superset-api.ts'
import { supersetTool } from './superset-tool.ts'

export default defineConnector<SupersetConfig>({
  type: 'superset',
  serviceType: 'Superset',
  serviceEntity: 'dashboardService',
  config: connectionSchema('dashboardConnection', 'Superset'),
  checks: [
    { name: 'CheckAccess', description: 'Superset lets the user in.', mandatory: true },
    { name: 'GetDashboards', description: 'Dashboards can be listed.', mandatory: true },
    { name: 'GetCharts', description: 'Charts can be listed.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = createSupersetApi(config)
    return {
      async check(name, abort) {
        await api.list(name === 'GetCharts' ? 'chart' : 'dashboard', abort).next()
      },
      read: (context) => readDashboards(supersetTool(api, config.hostPort.replace(/\/+$/, '')), context),
      close: async () => undefined,
    }
  },
})
