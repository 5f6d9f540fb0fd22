/** Running saved ingestions: now, by schedule, or not at all. A worker does the work; see {@link IngestionRunner}. */
import { Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import { IngestionPipeline, type Operation, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, type IngestionRunner, principalOf } from '../context.ts'
import { answerWith, type EntityContext, keyOf } from '../entities/entity-context.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/services/ingestionPipelines'
const type = 'ingestionPipeline'

const ServiceResponse = Type.Object(
  {
    code: Type.Integer(),
    reason: Type.String(),
    platform: Type.String(),
    runId: Type.Optional(Type.String()),
  },
  { $id: 'PipelineServiceClientResponse', additionalProperties: false },
)

interface ById {
  Params: { id: string }
}

export function registerIngestionPipelineRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity, ingestionRunner } = deps
  const context: EntityContext = { ...deps, definition: engine.registry.byType(type), path: base }

  const find = async (request: FastifyRequest<ById>, operation: Operation): Promise<EntityJson> => {
    const pipeline = await engine.get(type, keyOf(context, request.params))
    await identity.authorize(principalOf(request), operation, { type, name: pipeline.fullyQualifiedName })
    return pipeline
  }
  const runner = (action: string, { fullyQualifiedName: name }: EntityJson): IngestionRunner => {
    if (!ingestionRunner) throw problem('runner-missing', { action, name })
    return ingestionRunner
  }
  const docs = (summary: string) => ({
    docs: described({ summary, tag: 'IngestionPipeline', answer: ServiceResponse }),
  })
  const setMember = async (request: FastifyRequest, id: string, name: string, value: boolean) => {
    const patch = [{ op: 'add' as const, path: `/${name}`, value }]
    const actor = { name: principalOf(request).name }
    return (await engine.patch(type, { id }, patch, actor, { asSystem: true })).entity
  }
  const done = (reason: string, more: { runId?: string } = {}) => ({
    code: 200,
    reason,
    platform: 'Waymark',
    ...more,
  })

  app.post<ById>(`${base}/trigger/:id`, { config: docs('Run an ingestion now') }, async (request) => {
    const pipeline = await find(request, 'Trigger')
    const { runId } = await runner('run', pipeline).trigger(pipeline.id)
    return done('The run is queued.', { runId })
  })
  app.post<ById>(
    `${base}/deploy/:id`,
    { config: docs('Make the schedule known to the workers') },
    async (request) => {
      const pipeline = await find(request, 'Deploy')
      await runner('deploy', pipeline).deploy(pipeline.id)
      await setMember(request, pipeline.id, 'deployed', true)
      return done('The ingestion is deployed.')
    },
  )
  app.post<ById>(`${base}/kill/:id`, { config: docs('End the runs of an ingestion') }, async (request) => {
    const pipeline = await find(request, 'Kill')
    const ended = await runner('end runs of', pipeline).kill(pipeline.id)
    return done(`${ended} runs were ended.`)
  })
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
      const entity = await setMember(request, pipeline.id, 'enabled', enabled)
      await ingestionRunner?.deploy(pipeline.id)
      return answerWith(context, request, reply, entity)
    },
  )
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
