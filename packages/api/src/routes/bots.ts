/** A bot's own settings: the Azure application it signs in with, and the generation of clients it is. */
import { type Static, Type } from '@sinclair/typebox'
import { type EntityReference, problem } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { described, type RouteDocs } from '../route-config.ts'

const guid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })

const Application = Type.Object(
  {
    tenantId: guid,
    clientId: guid,
    objectId: Type.String({ ...guid, description: 'of the service principal (Enterprise applications)' }),
  },
  { $id: 'AzureApplication', additionalProperties: false },
)

const Generation = Type.Object(
  {
    generation: Type.Union([Type.Literal('0.13'), Type.Literal('1.13'), Type.Literal('auto')], {
      description: 'whose shapes this bot is served; auto: whatever each request gives away',
    }),
  },
  { $id: 'BotGeneration', additionalProperties: false },
)

export function registerBotRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity, generationMemory } = deps
  const botUserId = async (fqn: string): Promise<string> => {
    const bot = await engine.get('bot', { fqn })
    const user = bot.botUser as EntityReference | undefined // always part of a bot's answer
    if (!user) throw problem('entity-not-found', { type: 'user', key: `the account of bot ${fqn}` })
    return user.id
  }
  const path = '/api/v1/bots/name/:fqn/azure'
  const docs = (summary: string): RouteDocs => ({ summary, tag: 'Bot' })

  app.put<{ Params: { fqn: string }; Body: Static<typeof Application> }>(
    path,
    {
      schema: { body: Application },
      config: {
        docs: described({ ...docs('Let an Azure application sign in as this bot'), answer: Application }),
      },
    },
    async (request) => {
      requireAdmin(request, 'EditAll', 'bot')
      const { tenantId, clientId, objectId } = request.body
      const application = {
        tenantId: tenantId.toLowerCase(),
        clientId: clientId.toLowerCase(),
        objectId: objectId.toLowerCase(),
      }
      await identity.bots.bind(await botUserId(request.params.fqn), application)
      return application
    },
  )
  app.get<{ Params: { fqn: string } }>(
    path,
    { config: { docs: described({ ...docs('The Azure application of this bot'), answer: Application }) } },
    async (request) => {
      requireAdmin(request, 'ViewAll', 'bot')
      const { fqn } = request.params
      const application = await identity.bots.binding(await botUserId(fqn))
      if (!application) throw problem('entity-not-found', { type: 'azure application', key: fqn })
      return application
    },
  )
  app.delete<{ Params: { fqn: string } }>(
    path,
    { config: { docs: described({ ...docs('Refuse the Azure application of this bot'), status: 204 }) } },
    async (request, reply) => {
      requireAdmin(request, 'EditAll', 'bot')
      await identity.bots.unbind(await botUserId(request.params.fqn))
      return reply.code(204).send()
    },
  )

  const pin = '/api/v1/bots/name/:fqn/clientGeneration'
  app.put<{ Params: { fqn: string }; Body: Static<typeof Generation> }>(
    pin,
    {
      schema: { body: Generation },
      config: {
        docs: described({ ...docs('Fix the generation of clients that this bot is'), answer: Generation }),
      },
    },
    async (request) => {
      requireAdmin(request, 'EditAll', 'bot')
      const { generation } = request.body
      const userId = await botUserId(request.params.fqn)
      await generationMemory.pin(userId, generation === 'auto' ? undefined : generation)
      return { generation }
    },
  )
  app.get<{ Params: { fqn: string } }>(
    pin,
    {
      config: {
        docs: described({ ...docs('The generation of clients fixed for this bot'), answer: Generation }),
      },
    },
    async (request) => {
      requireAdmin(request, 'ViewAll', 'bot')
      const generation = await generationMemory.pinned(await botUserId(request.params.fqn))
      return { generation: generation ?? 'auto' }
    },
  )
}
