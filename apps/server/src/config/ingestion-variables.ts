/** Environment variables about the workers that run ingestions. */
import { url, whole } from './variable.ts'

const ingestion = 'Ingestion'

export const ingestionVariables = {
  SERVER_HOST_API_URL: url(
    ingestion,
    'Where runs of ingestions reach the API, e.g. http://catalog:8585/api. Default: this process; with --role worker OPENMETADATA_SERVER_URL.',
    { path: 'pipelineServiceClientConfiguration.metadataApiEndpoint' },
  ),
  WAYMARK_WORKER_RUNS: whole(
    ingestion,
    [1, 64],
    2,
    'Runs of ingestions at a time in this process. Of one service there is one at a time, over all workers.',
  ),
  WAYMARK_RUN_MEMORY: whole(
    ingestion,
    [128, 65_536],
    512,
    'Most MiB of memory for the objects of one run; a run that needs more fails, and the server goes on.',
  ),
}
