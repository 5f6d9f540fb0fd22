/** Routes of apps beside those of every entity: installing from the marketplace, starting, schedules, and past runs. */

import { type Static, Type } from '@sinclair/typebox'
import type { EntityJson } from '@waymark/engine'
import { App, AppRunRecord, AppSchedule, isProblem, Paging, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { heldWrites } from '../held-writes.ts'
import { momentMs, queryOf } from '../http/query.ts'
import { described, type RouteDocs } from '../route-config.ts'

const path = '/api/v1/apps'
const RunList = Type.Object({ data: Type.Array(AppRunRecord), paging: Paging })
const RunParameters = queryOf({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })),
  startTs: Type.Optional(momentMs()),
  endTs: Type.Optional(momentMs()),
})
type RunParameters = Static<typeof RunParameters>
type Named = { name: string }

const docs = (summary: string, answer?: RouteDocs['answer']) => ({
  docs: described({ summary, tag: 'App', ...(answer === undefined ? {} : { answer }) }),
})

export function registerAppRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerInstallation(app, deps)
  registerRuns(app, deps)
  registerStart(app, deps)
}

/** Members that an installed app has from the marketplace, unless the request says otherwise. */
const offered = new Set(Object.keys(App.createSchema.properties))

/** A request that installs an app names little more than the app: the marketplace says the rest. */
function registerInstallation(app: FastifyInstance, { engine }: ApiDependencies): void {
  app.addHook('preHandler', async (request) => {
    const isInstallation =
      request.routeOptions.url === path && (request.method === 'POST' || request.method === 'PUT')
    const body = request.body as { name?: unknown } | undefined // validated by the engine afterwards
    if (!isInstallation || typeof body !== 'object' || body === null || typeof body.name !== 'string') return
    try {
      const definition = await engine.get(
        'appMarketPlaceDefinition',
        { fqn: body.name },
        { revealSecrets: true },
      )
      const members = Object.entries(definition).filter(
        ([name]) => offered.has(name) && name !== 'owners' && name !== 'domains',
      )
      request.body = { ...Object.fromEntries(members), ...body }
    } catch (error) {
      if (!isProblem(error, 'entity-not-found')) throw error
    }
  })
}

async function installed(
  { engine, identity }: ApiDependencies,
  request: FastifyRequest,
  name: string,
): Promise<EntityJson> {
  await identity.authorize(principalOf(request), 'ViewAll', { type: 'app' })
  return await engine.get('app', { fqn: name })
}

function registerRuns(app: FastifyInstance, deps: ApiDependencies): void {
  const runsOf = async (
    request: FastifyRequest,
    name: string,
    { limit = 10, offset = 0, startTs, endTs }: RunParameters,
  ) => {
    const { fullyQualifiedName } = await installed(deps, request, name)
    const window = {
      ...(startTs === undefined ? {} : { startMs: startTs }),
      ...(endTs === undefined ? {} : { endMs: endTs }),
    }
    const runs = await deps.engine.extensions.series('app', fullyQualifiedName, 'runs', {
      ...window,
      limit: offset + limit,
    })
    const data = runs.slice(offset) as readonly AppRunRecord[] // what append checked against the schema
    return { data, paging: { total: runs.length, limit, offset } }
  }
  for (const route of ['status', 'runs']) {
    app.get<{ Params: Named; Querystring: RunParameters }>(
      `${path}/name/:name/${route}`,
      { schema: { querystring: RunParameters }, config: docs('Runs of an app, newest first', RunList) },
      (request) => runsOf(request, request.params.name, request.query),
    )
  }
  app.get<{ Params: Named }>(
    `${path}/name/:name/runs/latest`,
    { config: docs('The last run of an app', AppRunRecord) },
    async (request) => {
      const { data } = await runsOf(request, request.params.name, { limit: 1 })
      if (!data[0]) throw problem('entity-not-found', { type: 'app run', key: request.params.name })
      return data[0]
    },
  )
  app.get<{ Params: Named }>(
    `${path}/name/:name/logs`,
    {
      config: docs(
        'What the last run of an app says about itself',
        Type.Record(Type.String(), Type.String()),
      ),
    },
    async (request) => {
      const { data } = await runsOf(request, request.params.name, { limit: 1 })
      return data[0] ? { [`${request.params.name}_task`]: JSON.stringify(data[0], undefined, 2) } : {}
    },
  )
}

function registerStart(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const change = async (request: FastifyRequest, name: string): Promise<EntityJson> => {
    await identity.authorize(principalOf(request), 'EditAll', { type: 'app' })
    return await engine.get('app', { fqn: name })
  }
  const requireRunner = (name: string) => {
    if (deps.apps?.runs(name)) return deps.apps
    throw problem('parameter-invalid', {
      parameter: 'name',
      expected: `an app that the catalog runs itself; ${name} is run by somebody else, who has to start it.`,
    })
  }
  app.post<{ Params: Named }>(
    `${path}/trigger/:name`,
    { config: { ...docs('Start a run of an app', AppRunRecord), ignoreBody: true } },
    async (request) => {
      const { name } = await change(request, request.params.name)
      return await requireRunner(name).start(name, 'OnDemand')
    },
  )
  app.post<{ Params: Named }>(
    `${path}/deploy/:name`,
    { config: { ...docs('Make sure that an app can run', App.schema), ignoreBody: true } },
    async (request) => {
      const entity = await change(request, request.params.name)
      requireRunner(entity.name)
      return withHref(request, engine.registry.byType('app'), entity)
    },
  )
  app.post<{ Params: Named; Body: AppSchedule }>(
    `${path}/schedule/:name`,
    { schema: { body: AppSchedule }, config: docs('Change when an app runs by itself', App.schema) },
    async (request) => {
      const principal = principalOf(request)
      const { id, appSchedule } = await change(request, request.params.name)
      const op = appSchedule === undefined ? 'add' : 'replace'
      const definition = engine.registry.byType('app')
      const { entity } = await engine.patch(
        'app',
        { id },
        [{ op, path: '/appSchedule', value: request.body }],
        principal,
        await heldWrites(deps, principal, 'app'),
      )
      return withHref(request, definition, entity)
    },
  )
}
