/** What alerts can be about, and the words in which their conditions are written. */
import { type Static, Type } from '@sinclair/typebox'
import { alertFunctions, EventFilterRule, Paging, parseAlertCondition } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { described } from '../route-config.ts'

const path = '/api/v1/events/subscriptions'
const tag = 'EventSubscription'

const AlertFunction = Type.Object(
  {
    name: Type.String(),
    input: Type.Optional(Type.String()),
    description: Type.String(),
    examples: Type.Optional(Type.Array(Type.String())),
    parameterInputType: Type.String({
      enum: [
        'NotRequired',
        'AllIndexElasticSearch',
        'SpecificIndexElasticSearch',
        'ReadFromParamContext',
        'ReadFromParamContextPerEntity',
      ],
    }),
  },
  { $id: 'AlertFunction', additionalProperties: false },
)
const Resource = Type.Object(
  {
    name: Type.String(),
    supportedFilters: Type.Array(EventFilterRule),
    supportedActions: Type.Array(EventFilterRule),
    containerEntities: Type.Array(Type.String()),
  },
  { $id: 'FilterResourceDescriptor', additionalProperties: false },
)

export function registerAlertVocabulary(app: FastifyInstance, { engine }: ApiDependencies): void {
  app.get(
    `${path}/functions`,
    {
      config: {
        docs: described({
          summary: 'Functions that conditions of alerts may call',
          tag,
          answer: Type.Array(AlertFunction),
        }),
      },
    },
    async () =>
      Object.entries(alertFunctions).map(([name, { description, arguments: names }]) => ({
        name,
        input: names.length === 0 ? 'None' : 'List of texts',
        description,
        examples: [names.length === 0 ? `${name}()` : `${name}({'a','b'})`],
        parameterInputType: names.length === 0 ? 'NotRequired' : 'ReadFromParamContext',
      })),
  )
  app.get(
    `${path}/resources`,
    {
      config: {
        docs: described({
          summary: 'What alerts can be about, and how each can be filtered',
          tag,
          answer: Type.Object({ data: Type.Array(Resource), paging: Paging }),
        }),
      },
    },
    async () => {
      const supportedFilters = Object.entries(alertFunctions).map(
        ([name, { description, arguments: names }]) => ({
          name,
          displayName: name,
          fullyQualifiedName: `eventSubscription.${name}`,
          description,
          effect: 'include',
          condition: names.length === 0 ? `${name}()` : `${name}(\${${names[0]}})`,
          arguments: [...names],
          inputType: names.length === 0 ? 'none' : 'runtime',
        }),
      )
      const names = [
        'all',
        'conversation',
        'task',
        'announcement',
        ...engine.registry.all.map(({ type }) => type),
      ]
      const data: Static<typeof Resource>[] = names.map((name) => ({
        name,
        supportedFilters,
        supportedActions: [],
        containerEntities: [],
      }))
      return { data, paging: { total: data.length } }
    },
  )
  app.get<{ Params: { expression: string } }>(
    `${path}/validation/condition/:expression`,
    {
      config: {
        docs: described({
          summary: 'Whether a condition can be read',
          tag,
          status: 204,
        }),
      },
    },
    async (request, reply) => {
      parseAlertCondition(request.params.expression)
      return reply.code(204).send()
    },
  )
}
