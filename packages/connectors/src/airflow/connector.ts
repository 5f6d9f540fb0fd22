/** Apache Airflow: DAGs with their tasks, runs, and the lineage of their datasets, through the REST API. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { type AirflowConfig, openAirflow } from './airflow-api.ts'
import { readDags } from './read-dags.ts'

export default defineConnector<AirflowConfig>({
  type: 'airflow',
  serviceType: 'Airflow',
  serviceEntity: 'pipelineService',
  config: connectionSchema('pipelineConnection', 'Airflow'),
  checks: [
    { name: 'CheckAccess', description: 'The server answers and lets the user in.', mandatory: true },
    { name: 'PipelineDetailsAccess', description: 'The DAGs can be listed.', mandatory: true },
    { name: 'TaskDetailAccess', description: 'The tasks of a DAG can be listed.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const api = await openAirflow(config, signal)
    return {
      async check(name, abort) {
        if (name !== 'TaskDetailAccess') await api.count(abort)
        else
          for await (const { id } of api.dags(abort)) {
            await api.tasks(id, abort)
            break
          }
      },
      read: (context) => readDags(api, context, config, Date.now),
      close: async () => undefined,
    }
  },
})
