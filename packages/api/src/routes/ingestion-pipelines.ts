/** Running saved ingestions: now, by schedule, or not at all. A worker does the work; see {@link IngestionRunner}. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import { IngestionPipeline, isProblem, type Operation, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, authorizeOn, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { queryOf } from '../http/query.ts'
import type { IngestionRunner } from '../ingestion-runner.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/services/ingestionPipelines'
const type = 'ingestionPipeline'

const ServiceResponse = Type.Object(
  {
    code: Type.Integer(),
    reason: Type.String(),
    platform: Type.String(),
  },
  { $id: 'PipelineServiceClientResponse', additionalProperties: false },
)

const TriggerParameters = queryOf({
  allowMassDelete: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Remove what is gone from the source, however much it is',
    }),
  ),
})

interface ById {
  Params: { id: string }
}

type Find = (request: FastifyRequest<ById>, operation: Operation) => Promise<EntityJson>

export function registerIngestionPipelineRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const context: EntityContext = { ...deps, definition: engine.registry.byType(type), path: base }

  /** The ingestion of the address, for those who may do this to it. */
  const find: Find = async (request, operation) => {
    const key = keyOf(context, request.params)
    await authorizeOn(context, principalOf(request), key, operation)
    return await engine.get(type, key)
  }
  registerRuns(app, context, find)
  registerDeployment(app, context, find)
  registerSwitch(app, context, find)
  registerNextRun(app, deps, find)
  registerPreview(app, deps)
}

const docs = (summary: string) => ({
  docs: described({ summary, tag: 'IngestionPipeline', answer: ServiceResponse }),
})
const done = (reason: string) => ({ code: 200, reason, platform: 'Waymark' })

/** @throws `runner-missing` where no worker belongs to this catalog */
function runnerOf(
  { ingestionRunner }: ApiDependencies,
  action: string,
  { fullyQualifiedName: name }: EntityJson,
): IngestionRunner {
  if (!ingestionRunner) throw problem('runner-missing', { action, name })
  return ingestionRunner
}

/** Sets what says how an ingestion stands, which is no edit of whoever asked for it. */
async function setMember(
  { engine }: EntityContext,
  request: FastifyRequest,
  id: string,
  name: 'deployed' | 'enabled',
  value: boolean,
): Promise<EntityJson> {
  const patch = [{ op: 'add' as const, path: `/${name}`, value }]
  const actor = { name: principalOf(request).name }
  return (await engine.patch(type, { id }, patch, actor, { asSystem: true })).entity
}

function registerRuns(app: FastifyInstance, context: EntityContext, find: Find): void {
  const { engine, identity, ingestionRunner } = context
  // The published clients read the ingestion out of the answer; its status says which run it is.
  app.post<ById & { Querystring: Static<typeof TriggerParameters> }>(
    `${base}/trigger/:id`,
    {
      schema: { querystring: TriggerParameters },
      config: {
        docs: described({
          summary: 'Run an ingestion now; `pipelineStatuses` names the run',
          tag: 'IngestionPipeline',
          answer: IngestionPipeline.schema,
        }),
      },
    },
    async (request, reply) => {
      const pipeline = await find(request, 'Trigger')
      const runner = runnerOf(context, 'run', pipeline)
      const { allowMassDelete = false } = request.query
      const { runId } = await runner.trigger(pipeline.id, principalOf(request).name, { allowMassDelete })
      const fqn = pipeline.fullyQualifiedName
      const told = await engine.extensions.entry(type, fqn, 'pipelineStatuses', runId)
      const pipelineStatuses = told ?? { runId, pipelineState: 'queued', timestamp: context.now() }
      return answerWith(context, request, reply, { ...pipeline, pipelineStatuses })
    },
  )
  app.post<ById>(`${base}/kill/:id`, { config: docs('End the runs of an ingestion') }, async (request) => {
    const pipeline = await find(request, 'Kill')
    const ended = await runnerOf(context, 'end runs of', pipeline).kill(pipeline.id)
    return done(`${ended} runs were ended.`)
  })
  app.get(
    `${base}/status`,
    { config: docs('Whether a worker is there that runs ingestions') },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewBasic', { type })
      return ingestionRunner
        ? done('Workers run ingestions.')
        : { code: 409, reason: 'No worker belongs to this catalog.', platform: 'Waymark' }
    },
  )
}

function registerDeployment(app: FastifyInstance, context: EntityContext, find: Find): void {
  const { engine } = context
  const deploy = async (request: FastifyRequest, pipeline: EntityJson): Promise<void> => {
    await runnerOf(context, 'deploy', pipeline).deploy(pipeline.id)
    if (pipeline.deployed !== true) await setMember(context, request, pipeline.id, 'deployed', true)
  }
  app.post<ById>(
    `${base}/deploy/:id`,
    { config: docs('Make the schedule known to the workers') },
    async (request) => {
      await deploy(request, await find(request, 'Deploy'))
      return done('The ingestion is deployed.')
    },
  )
  app.post<{ Body: readonly string[] }>(
    `${base}/bulk/deploy`,
    {
      schema: { body: Type.Array(Type.String({ format: 'uuid' }), { maxItems: 1000 }) },
      config: {
        docs: described({
          summary: 'Make the schedules of several known to the workers, each for itself',
          tag: 'IngestionPipeline',
          answer: Type.Array(ServiceResponse),
        }),
      },
    },
    async (request) => {
      const answers: Static<typeof ServiceResponse>[] = []
      for (const id of request.body) {
        try {
          const pipeline = await engine.get(type, { id })
          await authorizeOn(context, principalOf(request), { id }, 'Deploy')
          await deploy(request, pipeline)
          answers.push(done(`${pipeline.fullyQualifiedName} is deployed.`))
        } catch (error) {
          if (!isProblem(error)) throw error
          answers.push({ code: error.status, reason: error.message, platform: 'Waymark' })
        }
      }
      return answers
    },
  )
}

function registerSwitch(app: FastifyInstance, context: EntityContext, find: Find): void {
  app.post<ById>(
    `${base}/toggleIngestion/:id`,
    {
      config: {
        docs: described({
          summary: 'Switch the schedule of an ingestion on or off',
          tag: 'IngestionPipeline',
          answer: IngestionPipeline.schema,
        }),
      },
    },
    async (request, reply) => {
      const pipeline = await find(request, 'EditAll')
      const enabled = pipeline.enabled === false
      const entity = await setMember(context, request, pipeline.id, 'enabled', enabled)
      await context.ingestionRunner?.deploy(pipeline.id)
      return answerWith(context, request, reply, entity)
    },
  )
}

const NextRun = Type.Object(
  {
    nextRun: Type.Union([Type.Integer({ description: 'milliseconds since 1970' }), Type.Null()]),
    remark: Type.Optional(Type.String({ description: 'why nothing ran the last time, where that is so' })),
  },
  { $id: 'IngestionSchedule' },
)

function registerNextRun(app: FastifyInstance, { ingestionRunner }: ApiDependencies, find: Find): void {
  app.get<ById>(
    `${base}/schedule/:id`,
    {
      config: {
        docs: described({
          summary: 'When the ingestion runs next',
          tag: 'IngestionPipeline',
          answer: NextRun,
        }),
      },
    },
    async (request): Promise<Static<typeof NextRun>> => {
      const { id } = await find(request, 'ViewBasic')
      const next = await ingestionRunner?.nextRun(id)
      return { nextRun: next?.dueMs ?? null, ...(next?.remark === undefined ? {} : { remark: next.remark }) }
    },
  )
}

const PreviewRequest = Type.Object(
  {
    service: Type.String({ description: 'fully qualified name', maxLength: 3072 }),
    serviceType: Type.String({ description: 'entity type of the service, e.g. databaseService' }),
    sourceConfig: Type.Optional(
      Type.Object({ config: Type.Optional(Type.Object({}, { additionalProperties: true })) }),
    ),
  },
  { $id: 'FilterPreviewRequest', additionalProperties: false },
)
const PreviewAnswer = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        type: Type.String(),
        name: Type.String(),
        taken: Type.Boolean(),
        reason: Type.Optional(Type.String({ description: 'why it is left out' })),
      }),
    ),
    truncated: Type.Boolean({ description: 'the source has more than what is listed' }),
  },
  { $id: 'FilterPreview' },
)

function registerPreview(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  app.post<{ Body: Static<typeof PreviewRequest> }>(
    `${base}/preview`,
    {
      schema: { body: PreviewRequest },
      config: {
        docs: described({
          summary: 'Which names of a source the filters would take; a worker looks, and nothing is changed',
          tag: 'IngestionPipeline',
          answer: PreviewAnswer,
        }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      await identity.authorize(principal, 'Create', { type })
      const { service: fqn, serviceType, sourceConfig = {} } = request.body
      if (!/Service$/.test(serviceType) || !engine.registry.all.some((each) => each.type === serviceType)) {
        throw problem('body-invalid', { field: 'serviceType', expected: 'a type like databaseService.' })
      }
      const service = await engine.get(serviceType, { fqn })
      const { id: serviceId, fullyQualifiedName } = service
      return await runnerOf(deps, 'look at', service).preview({
        ...{ serviceType, service: fullyQualifiedName, serviceId },
        ...{ sourceConfig, askedBy: principal.name },
      })
    },
  )
}
