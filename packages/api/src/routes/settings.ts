/** Settings of the installation, in the shapes that OpenMetadata's clients and pages read. */
import { type Static, Type } from '@sinclair/typebox'
import { applyPatch, type Setting } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { JsonPatch, settingDefinitions } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { checkEntityRules } from '../entity-rules.ts'
import { described, type RouteDocs } from '../route-config.ts'

const Settings = Type.Object(
  {
    config_type: Type.String({ description: Object.keys(settingDefinitions).join(', ') }),
    config_value: Type.Optional(Type.Unknown({ description: 'as the schema of its kind says' })),
  },
  { $id: 'Settings', additionalProperties: false },
)

/** What every signed-in caller reads; the others hold addresses and accounts of the installation. */
const forEverybody: ReadonlySet<string> = new Set([
  'assetCertificationSettings',
  'customUiThemePreference',
  'entityRulesSettings',
  'glossaryTermRelationSettings',
  'lineageSettings',
  'openMetadataBaseUrlConfiguration',
  'profilerConfiguration',
  'searchSettings',
])

const path = '/api/v1/system/settings'

export function registerSettingRoutes(app: FastifyInstance, { engine }: ApiDependencies): void {
  const { settings } = engine
  const docs = (summary: string, answer: RouteDocs['answer'] = Settings): RouteDocs =>
    described({ summary, tag: 'Settings', ...(answer ? { answer } : {}) })
  const put = async (type: string, value: unknown, principal: Principal) => {
    if (type === 'entityRulesSettings') checkEntityRules(value)
    return shown(await settings.put(type, value, principal))
  }
  const shown = ({ type, value }: Setting) => ({ config_type: type, config_value: value })

  app.get(path, { config: { docs: docs('All settings', pageOf(Settings)) } }, async (request) => {
    requireAdmin(request, 'ViewAll', 'settings')
    const all = await settings.list()
    return { data: all.map(shown), paging: { total: all.length } }
  })
  app.get<{ Params: { type: string } }>(
    `${path}/:type`,
    { config: { docs: docs('Settings of one kind; secrets masked') } },
    async (request) => {
      const { type } = request.params
      principalOf(request)
      const setting = await settings.get(type)
      if (!forEverybody.has(type)) requireAdmin(request, 'ViewAll', 'settings')
      return shown(setting)
    },
  )
  app.put<{ Body: Static<typeof Settings> }>(
    path,
    { schema: { body: Settings }, config: { docs: docs('Replace the settings of one kind') } },
    async (request) => {
      const principal = requireAdmin(request, 'EditAll', 'settings')
      const { config_type: type, config_value: value } = request.body
      return await put(type, value, principal)
    },
  )
  app.patch<{ Params: { type: string }; Body: JsonPatch }>(
    `${path}/:type`,
    { schema: { body: JsonPatch }, config: { docs: docs('Change the settings of one kind') } },
    async (request) => {
      const principal = requireAdmin(request, 'EditAll', 'settings')
      const { type } = request.params
      const { value } = await settings.get(type)
      return await put(type, applyPatch(value, request.body), principal)
    },
  )
  app.put<{ Params: { type: string } }>(
    `${path}/reset/:type`,
    { config: { ignoreBody: true, docs: docs('Settings of one kind as they are before anybody sets them') } },
    async (request) => {
      const principal = requireAdmin(request, 'EditAll', 'settings')
      return shown(await settings.reset(request.params.type, principal))
    },
  )
}
