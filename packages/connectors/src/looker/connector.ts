/** Looker: dashboards, Looks and explores, and the tables that explores read. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readDashboards } from '../read-dashboards.ts'
import { createLookerApi, type LookerConfig } from './looker-api.ts'
import { lookerTool } from './looker-tool.ts'

/** What each check asks for. */
const asked: Readonly<Record<string, string>> = {
  CheckAccess: '/user',
  ListDashboards: '/dashboards',
  ListLookMLModels: '/lookml_models',
}

export default defineConnector<LookerConfig>({
  type: 'looker',
  serviceType: 'Looker',
  serviceEntity: 'dashboardService',
  config: connectionSchema('dashboardConnection', 'Looker'),
  checks: [
    { name: 'CheckAccess', description: 'Looker signs the API key in.', mandatory: true },
    { name: 'ListDashboards', description: 'Dashboards can be listed.', mandatory: true },
    { name: 'ListLookMLModels', description: 'Models and their explores can be listed.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = createLookerApi(config)
    const site = config.hostPort.replace(/\/+$/, '')
    return {
      async check(name, abort) {
        await api.get(asked[name] ?? '/user', abort, name === 'ListDashboards' ? { fields: 'id' } : {})
      },
      read(context) {
        const withOwners = context.options.sourceConfig.includeOwners === true
        return readDashboards(lookerTool(api, { site, withOwners }), context)
      },
      close: async () => undefined,
    }
  },
})
