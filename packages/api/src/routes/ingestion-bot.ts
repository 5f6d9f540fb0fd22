/** As which bot a saved ingestion runs. */
import { type Static, Type } from '@sinclair/typebox'
import { ingestionBotName } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { authorizeOn, contextOf } from '../entities/entity-context.ts'
import { described } from '../route-config.ts'

const type = 'ingestionPipeline'
const path = '/api/v1/services/ingestionPipelines/bot/:id'

const RunsAs = Type.Object(
  { bot: Type.String({ minLength: 1, maxLength: 256, description: 'name of the bot' }) },
  { $id: 'IngestionBot', additionalProperties: false },
)

/** Runs get the rights of the bot, so that only who may hand out a bot's rights names another. */
export function registerIngestionBotRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const docs = (summary: string) => ({
    docs: described({ summary, tag: 'IngestionPipeline', answer: RunsAs }),
  })
  app.get<{ Params: { id: string } }>(
    path,
    { config: docs('As which bot the ingestion runs') },
    async (request): Promise<Static<typeof RunsAs>> => {
      const { id } = await engine.get(type, request.params)
      await authorizeOn(contextOf(deps, type), principalOf(request), { id }, 'ViewBasic')
      const kept = await engine.extensions.snapshot(type, { id }, 'runsAs')
      return (kept as Static<typeof RunsAs> | undefined) ?? { bot: ingestionBotName } // the extension's schema
    },
  )
  app.put<{ Params: { id: string }; Body: Static<typeof RunsAs> }>(
    path,
    { schema: { body: RunsAs }, config: docs('Let the ingestion run as another bot') },
    async (request): Promise<Static<typeof RunsAs>> => {
      requireAdmin(request, 'EditAll', 'bot')
      const { id } = await engine.get(type, request.params)
      const { name } = await engine.get('bot', { fqn: request.body.bot })
      await engine.extensions.putSnapshot(type, { id }, 'runsAs', { bot: name })
      return { bot: name }
    },
  )
}
