/** Tasks of the feed by their number: looked at, resolved, closed. */
import { type Static, Type } from '@sinclair/typebox'
import { CloseTask, JsonPatch, problem, ResolveTask, Thread } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { authorizeOn, contextOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { advanceIncident } from '../quality/incidents.ts'
import { described } from '../route-config.ts'
import {
  mayEditThread,
  notAllowed,
  personAndTeams,
  requireVisible,
  speakerOf,
  threadAnswer,
} from './conversation-access.ts'

const Place = Type.Object({ taskId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
type Place = Static<typeof Place>

const config = (summary: string) => ({ docs: described({ summary, tag: 'Feed', answer: Thread }) })
const path = '/api/v1/feed/tasks/:taskId'

/** Assignees and members of assigned teams, beside those who may edit the thread. */
async function mayDecide(deps: ApiDependencies, request: FastifyRequest, thread: Thread): Promise<boolean> {
  const people = await personAndTeams(deps, principalOf(request).userId)
  const isAssigned = thread.task?.assignees.some(({ id }) => people.includes(id)) === true
  return isAssigned || (await mayEditThread(deps, request, thread))
}

const incidentTask = 'RequestTestCaseFailureResolution'

async function requireMayTest(deps: ApiDependencies, request: FastifyRequest, thread: Thread): Promise<void> {
  const { type = '', fullyQualifiedName } = thread.entityRef ?? {}
  if (type !== 'testCase') {
    throw problem('body-invalid', {
      field: 'about',
      expected: 'a link to a test case; the task is about none.',
    })
  }
  const key = { fqn: fullyQualifiedName ?? '' }
  await authorizeOn(contextOf(deps, type), principalOf(request), key, 'EditTests')
}

/** The decision about a failure is the last state of its incident. */
async function resolveIncident(
  deps: ApiDependencies,
  request: FastifyRequest,
  thread: Thread,
  { newValue, testCaseFailureReason }: ResolveTask,
): Promise<void> {
  const testCase = await deps.engine.get('testCase', { id: thread.entityRef?.id ?? '' })
  await advanceIncident(deps, principalOf(request), testCase, {
    testCaseReference: testCase.fullyQualifiedName,
    testCaseResolutionStatusType: 'Resolved',
    testCaseResolutionStatusDetails: {
      testCaseFailureReason: testCaseFailureReason ?? 'Other',
      testCaseFailureComment: newValue,
    },
  })
}

export function registerFeedTaskRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { conversations, registry } = deps.engine
  const visible = async (request: FastifyRequest, taskId: number): Promise<Thread> => {
    const thread = await conversations.task(taskId)
    await requireVisible(deps, request, thread)
    return thread
  }
  app.get<{ Params: Place }>(
    path,
    { schema: { params: Place }, config: config('A task by its number') },
    async (request) => threadAnswer(request, await visible(request, request.params.taskId)),
  )
  app.patch<{ Params: Place; Body: JsonPatch }>(
    path,
    { schema: { params: Place, body: JsonPatch }, config: config('Change a task (RFC 6902)') },
    async (request) => {
      const thread = await visible(request, request.params.taskId)
      const mayEdit = await mayDecide(deps, request, thread)
      const speaker = speakerOf(principalOf(request))
      return threadAnswer(request, await conversations.patch(thread.id, request.body, speaker, mayEdit))
    },
  )
  app.put<{ Params: Place; Body: ResolveTask }>(
    `${path}/resolve`,
    {
      schema: { params: Place, body: ResolveTask },
      config: config('Resolve a task: its value is written to the entity with the rights of the caller'),
    },
    async (request) => {
      const principal = principalOf(request)
      const thread = await visible(request, request.params.taskId)
      if (!(await mayDecide(deps, request, thread))) throw notAllowed(request, 'Resolve', 'task')
      const definition = registry.find(thread.entityRef?.type ?? '')
      if (!definition) throw problem('entity-not-found', { type: 'thread', key: thread.id })
      const { taskId } = request.params
      if (thread.task?.type === incidentTask) await requireMayTest(deps, request, thread)
      const options = await heldWrites(deps, principal, definition.type)
      const resolved = await conversations.resolveTask(taskId, request.body, speakerOf(principal), options)
      if (thread.task?.type === incidentTask) await resolveIncident(deps, request, thread, request.body)
      return threadAnswer(request, resolved)
    },
  )
  app.put<{ Params: Place; Body: Static<typeof CloseTask> }>(
    `${path}/close`,
    { schema: { params: Place, body: CloseTask }, config: config('Close a task and change nothing') },
    async (request) => {
      const principal = principalOf(request)
      const thread = await visible(request, request.params.taskId)
      if (!(await mayDecide(deps, request, thread))) throw notAllowed(request, 'Close', 'task')
      const { comment } = request.body
      const closed = await conversations.closeTask(request.params.taskId, comment, speakerOf(principal))
      return threadAnswer(request, closed)
    },
  )
}
