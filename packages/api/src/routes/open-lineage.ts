/** The endpoint that OpenLineage producers (Airflow, Spark, dbt, Flink …) send their events to. */
import { Type } from '@sinclair/typebox'
import { isProblem, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { writeAuthorizer } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { OpenLineageBatch, OpenLineageEvent, OpenLineageResponse } from '../open-lineage/event.ts'
import type { Writer } from '../open-lineage/pipelines.ts'
import { type OpenLineageSettings, type Received, receive } from '../open-lineage/receive.ts'
import { described } from '../route-config.ts'

const Waiting = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.String(),
      from: Type.Object({ namespace: Type.String(), name: Type.String() }),
      to: Type.Object({ namespace: Type.String(), name: Type.String() }),
      firstSeenMs: Type.Integer(),
      lastSeenMs: Type.Integer(),
    }),
  ),
})

async function settingsOf({ engine }: ApiDependencies): Promise<OpenLineageSettings> {
  const { value } = await engine.settings.get('openLineageSettings')
  const { enabled, autoCreateEntities, eventTypeFilter, defaultPipelineService, namespaceToServiceMapping } =
    value as {
      enabled?: boolean
      autoCreateEntities?: boolean
      eventTypeFilter?: string[]
      defaultPipelineService?: string
      namespaceToServiceMapping?: Record<string, string>
    } // validated when it was stored
  return {
    enabled: enabled !== false,
    autoCreateEntities: autoCreateEntities !== false,
    mapping: namespaceToServiceMapping ?? {},
    ...(eventTypeFilter && eventTypeFilter.length > 0 ? { eventTypes: eventTypeFilter } : {}),
    ...(defaultPipelineService ? { defaultPipelineService } : {}),
  }
}

function writerOf({ engine, identity }: ApiDependencies, request: FastifyRequest): Writer {
  const principal = principalOf(request)
  return {
    engine,
    actor: principal,
    optionsFor: (type) => ({ authorize: writeAuthorizer(identity, principal, engine.registry.byType(type)) }),
  }
}

function summary(received: readonly Received[], failed: number) {
  const unresolved = new Map(
    received.flatMap((one) => one.unresolved.map((end) => [JSON.stringify(end), end])),
  )
  const skipped = received.filter((one) => one.skipped).length
  return {
    received: received.length + failed,
    successful: received.length - skipped,
    failed,
    skipped,
    unresolved: [...unresolved.values()],
  }
}

function messageOf(unresolved: number): { message?: string } {
  return unresolved === 0
    ? {}
    : {
        message: `${unresolved} datasets are not in the catalog; their lineage is kept and drawn when they appear.`,
      }
}

export function registerOpenLineageRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const docs = (text: string) => described({ summary: text, tag: 'Lineage', answer: OpenLineageResponse })

  const one = async (request: FastifyRequest<{ Body: OpenLineageEvent }>): Promise<OpenLineageResponse> => {
    await identity.authorize(principalOf(request), 'EditLineage', { type: 'table' })
    const received = await receive(writerOf(deps, request), request.body, await settingsOf(deps))
    const counts = summary([received], 0)
    return {
      status: 'success',
      summary: counts,
      lineageEdgesCreated: received.edges,
      ...messageOf(counts.unresolved.length),
    }
  }
  app.post<{ Body: OpenLineageEvent }>(
    '/api/v1/openlineage/lineage',
    { schema: { body: OpenLineageEvent }, config: { docs: docs('Take an OpenLineage event') } },
    one,
  )
  // Where OpenLineage's HTTP transport sends to unless it is told another endpoint.
  app.post<{ Body: OpenLineageEvent }>(
    '/api/v1/lineage',
    {
      schema: { body: OpenLineageEvent },
      config: { docs: docs('Take an OpenLineage event (default endpoint)') },
    },
    one,
  )
  app.post<{ Body: OpenLineageBatch }>(
    '/api/v1/openlineage/lineage/batch',
    { schema: { body: OpenLineageBatch }, config: { docs: docs('Take OpenLineage events') } },
    async (request): Promise<OpenLineageResponse> => {
      await identity.authorize(principalOf(request), 'EditLineage', { type: 'table' })
      const writer = writerOf(deps, request)
      const settings = await settingsOf(deps)
      const received: Received[] = []
      const failedEvents: { index: number; reason: string; retriable: boolean }[] = []
      for (const [index, event] of request.body.events.entries()) {
        try {
          received.push(await receive(writer, event, settings))
        } catch (error) {
          if (!isProblem(error)) throw error
          failedEvents.push({
            index,
            reason: error.message,
            retriable: isProblem(error, 'database-unavailable', 'outcome-unknown'),
          })
        }
      }
      const counts = summary(received, failedEvents.length)
      const none = received.length === 0 && failedEvents.length > 0
      return {
        status: failedEvents.length === 0 ? 'success' : none ? 'failure' : 'partial_success',
        summary: counts,
        lineageEdgesCreated: received.reduce((sum, each) => sum + each.edges, 0),
        ...(failedEvents.length === 0 ? {} : { failedEvents }),
        ...messageOf(counts.unresolved.length),
      }
    },
  )
  const Limit = queryOf({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })
  app.get<{ Querystring: { limit?: number } }>(
    '/api/v1/openlineage/unresolved',
    {
      schema: { querystring: Limit },
      config: {
        docs: described({
          summary: 'Lineage that waits for its datasets, newest first',
          tag: 'Lineage',
          answer: Waiting,
        }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      if (!(await identity.may(principal, 'EditLineage', { type: 'table' }))) {
        throw problem('not-allowed', {
          principal: principal.name,
          operation: 'EditLineage',
          resource: 'table',
        })
      }
      return { data: await engine.lineage.waiting(request.query.limit ?? 100) }
    },
  )
}
