/** Metabase: dashboards, questions and models, and the tables that they read. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readDashboards } from '../read-dashboards.ts'
import { createMetabaseApi, type MetabaseConfig } from './metabase-api.ts'
import { metabaseTool } from './metabase-tool.ts'

export default defineConnector<MetabaseConfig>({
  type: 'metabase',
  serviceType: 'Metabase',
  serviceEntity: 'dashboardService',
  config: connectionSchema('dashboardConnection', 'Metabase'),
  checks: [
    { name: 'CheckAccess', description: 'Metabase lets the user or the key in.', mandatory: true },
    {
      name: 'GetDashboards',
      description: 'Collections with their dashboards can be listed.',
      mandatory: true,
    },
    { name: 'GetCharts', description: 'Questions and models can be listed.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = createMetabaseApi(config)
    return {
      async check(name, abort) {
        if (name === 'CheckAccess') await api.get('/user/current', abort)
        else if (name === 'GetCharts') await api.all('/card', abort)
        else await api.dashboardsIn('root', abort).next()
      },
      read: (context) => readDashboards(metabaseTool(api, config.hostPort.replace(/\/+$/, '')), context),
      close: async () => undefined,
    }
  },
})
