/** Power BI and Fabric: workspaces with their reports, dashboards, semantic models and dataflows, and the lineage of all of them. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readDashboards } from '../read-dashboards.ts'
import { createAdminApi, type PowerBiConfig } from './admin-api.ts'
import { scannedTool } from './scanned-tool.ts'

export default defineConnector<PowerBiConfig>({
  type: 'powerbi',
  serviceType: 'PowerBI',
  serviceEntity: 'dashboardService',
  config: connectionSchema('dashboardConnection', 'PowerBI'),
  checks: [
    {
      name: 'CheckAccess',
      description: 'Entra lets the application in, and Power BI lists the workspaces to it.',
      mandatory: true,
    },
    { name: 'GetDashboards', description: 'The first workspace can be scanned.', mandatory: true },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = createAdminApi(config)
    const site = (config.hostPort ?? 'https://app.powerbi.com').replace(/\/+$/, '')
    return {
      async check(name, abort) {
        const ids = await api.workspaces(abort)
        if (name === 'GetDashboards' && ids.length > 0) await api.scan(ids.slice(0, 1), abort)
      },
      read: (context) => readDashboards(scannedTool(api, site, context.log), context),
      close: async () => undefined,
    }
  },
})
