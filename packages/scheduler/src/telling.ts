/** Tells the catalog what state a run is in: the status of its ingestion, the result of its workflow, the end of its log. */
import type { Engine } from '@waymark/engine'
import { ingestionBotName, isProblem } from '@waymark/spec'
import { pipelineStatusOf } from './pipeline-status.ts'
import type { Run } from './run.ts'

/** Who the statuses of runs are told by. */
const teller = { name: ingestionBotName } as const

const workflowStates = {
  queued: 'Pending',
  running: 'Running',
  success: 'Successful',
  partialSuccess: 'Successful',
  failed: 'Failed',
  stopped: 'Failed',
} as const

/** Telling the same again changes nothing. What was deleted meanwhile is told nothing. */
export async function tellCatalog(engine: Engine, run: Run): Promise<void> {
  if (run.kind === 'workflow') await tellWorkflow(engine, run)
  if (run.kind !== 'ingestion') return
  await engine.extensions.append(
    'ingestionPipeline',
    run.subjectFqn,
    'pipelineStatuses',
    pipelineStatusOf(run),
    undefined,
    teller,
  )
  if (run.endedAtMs !== undefined) await engine.runLogs.close(run.subjectFqn, run.runId)
}

async function tellWorkflow(
  engine: Engine,
  { subjectId: id, state, outcome, endedAtMs }: Run,
): Promise<void> {
  const status = workflowStates[state]
  const response =
    outcome?.result ??
    (outcome?.message === undefined
      ? undefined
      : {
          lastUpdatedAt: endedAtMs,
          status: 'Failed',
          steps: [{ name: 'Run', mandatory: true, passed: false, message: outcome.message }],
        })
  await patchWorkflow(engine, id, status, response)
}

/** Also while the workflow runs: its steps are shown as they are made. */
export async function patchWorkflow(
  engine: Engine,
  id: string,
  status: (typeof workflowStates)[keyof typeof workflowStates],
  response: unknown,
): Promise<void> {
  const patch = [
    { op: 'add' as const, path: '/status', value: status },
    ...(response === undefined ? [] : [{ op: 'add' as const, path: '/response', value: response }]),
  ]
  try {
    await engine.patch('workflow', { id }, patch, teller, { asSystem: true })
  } catch (error) {
    // The UI deletes a workflow as soon as it has seen its result.
    if (!isProblem(error, 'entity-not-found')) throw error
  }
}
