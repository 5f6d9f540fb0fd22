/** Tableau Server and Tableau Cloud: dashboards, sheets and data sources of a site, and the tables that data sources read. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readDashboards } from '../read-dashboards.ts'
import { dashboards, sheets } from './queries.ts'
import { createTableauApi, type TableauConfig } from './tableau-api.ts'
import { tableauTool } from './tableau-tool.ts'

export default defineConnector<TableauConfig>({
  type: 'tableau',
  serviceType: 'Tableau',
  serviceEntity: 'dashboardService',
  config: connectionSchema('dashboardConnection', 'Tableau'),
  checks: [
    { name: 'CheckAccess', description: 'Tableau signs in, and lists workbooks.', mandatory: true },
    { name: 'GetDashboards', description: 'The Metadata API lists dashboards.', mandatory: true },
    { name: 'GetCharts', description: 'The Metadata API lists sheets.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = createTableauApi(config)
    const host = config.hostPort.replace(/\/+$/, '')
    const site = config.siteName ? `${host}/#/site/${encodeURIComponent(config.siteName)}` : `${host}/#`
    return {
      async check(name, abort) {
        if (name === 'CheckAccess') await api.list('workbook', abort).next()
        else await api.metadata(name === 'GetCharts' ? sheets : dashboards, abort).next()
      },
      read: (context) =>
        readDashboards(
          tableauTool(api, site, (message) => context.log('warn', message)),
          context,
        ),
      close: () => api.signOut(),
    }
  },
})
