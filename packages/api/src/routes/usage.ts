/** Usage of entities: counts reported by day, read back with their sums and ranks. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityKey } from '@waymark/engine'
import { EntityReference, problem, UsageDetails } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { authorizeOn, contextOf } from '../entities/entity-context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const tag = 'Usage'
const base = '/api/v1/usage'

const UsageRequest = Type.Object(
  {
    date: Type.String({ description: 'a day such as 2026-01-31', maxLength: 32 }),
    count: Type.Integer({ minimum: 0 }),
  },
  { $id: 'UsageRequest', additionalProperties: false },
)
type UsageRequest = Static<typeof UsageRequest>

const EntityUsage = Type.Object(
  { entity: EntityReference, usage: Type.Array(UsageDetails) },
  { $id: 'EntityUsage', additionalProperties: false },
)

const Window = queryOf({
  date: Type.Optional(Type.String({ format: 'date', description: 'the last day; default today' })),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })),
})
type Window = Static<typeof Window>

interface Params {
  readonly type: string
  readonly id?: string
  readonly fqn?: string
}

export function registerUsageRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity, now } = deps

  /** The type, when there is one. A caller names it, so it may be anything. */
  const typeOf = (type: string): string => {
    if (!engine.registry.find(type))
      throw problem('parameter-invalid', { parameter: 'entity type', expected: 'a type such as table.' })
    return type
  }
  const keyFrom = ({ id = '', fqn }: Params): EntityKey => (fqn === undefined ? { id } : { fqn })
  const answer = async (type: string, key: EntityKey, window: { date: string; days: number }) => {
    const { id, name, fullyQualifiedName } = await engine.get(type, key)
    return {
      entity: { id, type, name, fullyQualifiedName },
      usage: await engine.usage.between(type, key, window),
    }
  }
  const report = async (request: FastifyRequest<{ Params: Params; Body: UsageRequest }>) => {
    const type = typeOf(request.params.type)
    const key = keyFrom(request.params)
    await authorizeOn(contextOf(deps, type), principalOf(request), key, 'EditUsage')
    // Clients of some versions send a time as well.
    const date = request.body.date.slice(0, 10)
    await engine.usage.report(type, key, { date, count: request.body.count })
    return await answer(type, key, { date, days: 1 })
  }
  const read = async (request: FastifyRequest<{ Params: Params; Querystring: Window }>) => {
    const type = typeOf(request.params.type)
    const key = keyFrom(request.params)
    await authorizeOn(contextOf(deps, type), principalOf(request), key, 'ViewUsage')
    const { date = new Date(now()).toISOString().slice(0, 10), days = 30 } = request.query
    return await answer(type, key, { date, days })
  }
  for (const url of [`${base}/:type/:id`, `${base}/:type/name/:fqn`]) {
    for (const method of ['POST', 'PUT'] as const) {
      app.route<{ Params: Params; Body: UsageRequest }>({
        method,
        url,
        schema: { body: UsageRequest },
        config: {
          docs: described({ summary: 'Set how often an entity was used on a day', tag, answer: EntityUsage }),
        },
        handler: report,
      })
    }
    app.get<{ Params: Params; Querystring: Window }>(
      url,
      {
        schema: { querystring: Window },
        config: {
          docs: described({ summary: 'How often an entity was used, by day', tag, answer: EntityUsage }),
        },
      },
      read,
    )
  }
  app.post<{ Params: { type: string; date: string } }>(
    `${base}/compute.percentile/:type/:date`,
    {
      config: {
        docs: described({
          summary: 'Rank all entities of a type by their usage of a day',
          tag,
          answer: Type.Object({ entityType: Type.String(), date: Type.String(), ranked: Type.Integer() }),
        }),
      },
    },
    async (request) => {
      const type = typeOf(request.params.type)
      await identity.authorize(principalOf(request), 'EditUsage', { type })
      const date = request.params.date.slice(0, 10)
      return { entityType: type, date, ranked: await engine.usage.rank(type, date) }
    },
  )
}
