/** Puts the scheduler, the processes of runs and what the API asks of them together. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FilterPreview, IngestionRunner, WorkflowRunner } from '@waymark/api'
import { connectors } from '@waymark/connectors'
import type { EntityJson } from '@waymark/engine'
import { createScheduler, type Run } from '@waymark/scheduler'
import { type EntityReference, problem } from '@waymark/spec'
import type { Logger } from 'pino'
import type { Catalog } from '../catalog.ts'
import type { IngestionSettings } from '../config/ingestion-settings.ts'

export interface Ingestion {
  readonly runner: IngestionRunner
  readonly workflows: WorkflowRunner
  /** Looks after runs from now on; a worker also takes them. */
  start(): Promise<void>
  /** Ends the runs of this process. */
  stop(): Promise<void>
}

/** The API waits this long for a look at a source; the UI a little longer. */
const longestLookMs = 55_000
const askAgainMs = 250

/**
 * @param settings - undefined in a process that does no work: it takes wishes, workers elsewhere fulfil them
 * @param apiUrl - of the catalog with `/api` at its end, as this process reaches it
 */
export function createIngestion(
  catalog: Catalog,
  settings: IngestionSettings | undefined,
  apiUrl: string,
  log: Logger,
): Ingestion {
  const { engine, database, identity, admin } = catalog
  const now = Date.now
  const work = settings && {
    concurrency: settings.runs,
    // Loaded with the first run: what starts processes is not needed before.
    execute: async (run: Run, signal: AbortSignal) => {
      const { createExecute } = await import('./execute-run.ts')
      const { memoryMb } = settings
      const { accounts } = admin
      return await createExecute({ engine, identity, accounts, apiUrl, memoryMb, now, log })(run, signal)
    },
  }
  const scheduler = createScheduler({ engine, database, now, log, ...(work ? { work } : {}) })

  const requireRunnable = async (pipelineId: string): Promise<void> => {
    const pipeline = await engine.get('ingestionPipeline', { id: pipelineId })
    const reason = await reasonNotToRun(catalog, pipeline)
    if (reason !== undefined) throw problem('parameter-invalid', { parameter: 'id', expected: reason })
  }

  return {
    runner: {
      async trigger(pipelineId, askedBy, leave) {
        await requireRunnable(pipelineId)
        return await scheduler.trigger(pipelineId, askedBy, leave)
      },
      async deploy(pipelineId) {
        await requireRunnable(pipelineId)
        await scheduler.deploy(pipelineId)
      },
      kill: (pipelineId) => scheduler.kill(pipelineId),
      nextRun: (pipelineId) => scheduler.nextDue(pipelineId),
      async preview({ askedBy, serviceId, ...request }) {
        const subjectId = crypto.randomUUID()
        // A look waits for no run of the service, and no run for a look.
        const groupKey = `look ${serviceId}`
        const run = await scheduler.add({
          kind: 'preview',
          subjectId,
          subjectFqn: request.service,
          groupKey,
          askedBy,
          request,
        })
        const { state, outcome } = await ended(() => scheduler.run(run.runId))
        if (state === 'success') return outcome?.result as FilterPreview // what the process of the run sent
        throw problem('source-unreadable', {
          name: request.service,
          reason: outcome?.message ?? `The look ended as ${state}.`,
        })
      },
    },
    workflows: {
      async start(workflow, askedBy) {
        if (workflow.workflowType !== 'TEST_CONNECTION') {
          const expected = 'a workflow of type TEST_CONNECTION; workers run no others.'
          throw problem('parameter-invalid', { parameter: 'id', expected })
        }
        const { id, fullyQualifiedName } = workflow
        await scheduler.add({
          kind: 'workflow',
          subjectId: id,
          subjectFqn: fullyQualifiedName,
          groupKey: id,
          askedBy,
        })
      },
    },
    start: () => scheduler.start(),
    stop: () => scheduler.stop(),
  }
}

async function ended(read: () => Promise<Run | undefined>): Promise<Run> {
  const endAtMs = performance.now() + longestLookMs
  for (;;) {
    const run = await read()
    if (run?.endedAtMs !== undefined) return run
    if (!run || performance.now() > endAtMs) throw problem('worker-silent', { seconds: longestLookMs / 1000 })
    await sleep(askAgainMs)
  }
}

/** What an ingestion would have to be to be run here; undefined when it can be. */
async function reasonNotToRun({ engine }: Catalog, pipeline: EntityJson): Promise<string | undefined> {
  const service = pipeline.service as EntityReference // always part of the answer
  if (service.type === 'testSuite' || pipeline.pipelineType === 'dbt') return undefined
  const { serviceType, connection } = await engine.get(service.type, { id: service.id })
  const type = String(serviceType).toLowerCase()
  if (!Object.hasOwn(connectors, type)) {
    return `an ingestion of a source that this release reads (${Object.keys(connectors).join(', ')}); ${String(serviceType)} takes the Python client.`
  }
  const { config } = (connection ?? {}) as { config?: unknown } // every service's definition
  return config === undefined
    ? `an ingestion whose service '${service.name}' has a connection; add it to the service.`
    : undefined
}
