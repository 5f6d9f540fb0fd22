/** Azure Data Factory: pipelines with their activities and runs, and the lineage of what they copy. */
import { type Connector, defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { type AzureCloud, cloudOf, createFactoryApi, type DataFactoryConfig } from './factory-api.ts'
import { readPipelines } from './read-pipelines.ts'

/** @param cloud - another than the one that `AZURE_AUTHORITY_HOST` names */
export function dataFactory(cloud?: AzureCloud): Connector<DataFactoryConfig> {
  return defineConnector<DataFactoryConfig>({
    type: 'datafactory',
    serviceType: 'DataFactory',
    serviceEntity: 'pipelineService',
    config: connectionSchema('pipelineConnection', 'DataFactory'),
    checks: [
      {
        name: 'CheckAccess',
        description: 'Azure lets the identity in, and the factory is there.',
        mandatory: true,
      },
      { name: 'GetPipelines', description: 'The pipelines can be listed.', mandatory: true },
      { name: 'GetPipelineRuns', description: 'The runs can be queried.', mandatory: false },
    ],
    async open(config, signal): Promise<Source> {
      signal.throwIfAborted()
      const api = createFactoryApi(config, cloud ?? cloudOf(process.env.AZURE_AUTHORITY_HOST), Date.now)
      return {
        async check(name, abort) {
          if (name === 'CheckAccess') await api.factory(abort)
          else if (name === 'GetPipelines') await api.list('pipelines', abort).next()
          else await api.runs(Date.now() - 3_600_000, abort).next()
        },
        read: (context) => readPipelines(api, context, config, Date.now),
        close: async () => undefined,
      }
    },
  })
}

export default dataFactory()
