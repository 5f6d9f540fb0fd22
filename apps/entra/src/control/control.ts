/** `/__emulator/*` on the plain listener: how tests steer the emulator. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isAadstsCode } from '../aadsts.ts'
import { isSameOrigin } from '../checks/account.ts'
import { findUser } from '../directory/lookup.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { type Answer, json, notCached } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import { findRoute, type Handler, type Route } from '../http/router.ts'
import { isLoopback } from '../loopback.ts'
import type { World } from '../world.ts'
import { controlPage } from './control-page.ts'
import { Fault } from './faults.ts'
import { GraphTokenRequest, graphToken } from './graph-token.ts'
import { activeScenarios, isScenario, listScenarios, switchScenario } from './scenarios.ts'

const Clock = Type.Object(
  {
    now: Type.Optional(Type.String({ description: 'ISO 8601; time goes on from there' })),
    advanceSeconds: Type.Optional(Type.Number()),
    stopped: Type.Optional(Type.Boolean({ description: 'Time stands still at `now`' })),
    reset: Type.Optional(Type.Boolean({ description: 'Back to real time' })),
  },
  { additionalProperties: false },
)
const Consistency = Type.Object(
  { delayMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }) },
  { additionalProperties: false },
)
const IssuerKeys = Type.Object(
  {
    issuer: Type.String({ description: 'As federated credentials name it, to the letter' }),
    jwks: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
  },
  { additionalProperties: false },
)
const ScenarioRequest = Type.Object(
  {
    name: Type.String(),
    active: Type.Optional(Type.Boolean({ description: 'false switches it off. Default: true' })),
    appId: Type.Optional(Type.String({ description: 'Client id; absent: every client' })),
    user: Type.Optional(Type.String({ description: 'userPrincipalName or object id; absent: everybody' })),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
)
const Revocation = Type.Object({ user: Type.String() }, { additionalProperties: false })

/** A body that is not what the control endpoint takes. */
class BadControlRequest extends Error {}

const status: Handler = (_request, world) =>
  json(200, {
    now: new Date(world.clock.now()).toISOString(),
    tenants: world.directory.tenants
      .filter((tenant) => !isPersonal(tenant))
      .map(({ id, displayName }) => ({ id, displayName })),
    signingKeys: world.keys.published().map(({ kid }) => kid),
    faults: world.faults.list(),
    consistencyDelayMs: world.store.delayMs(),
    scenarios: activeScenarios(world),
  })

const routes: Route[] = [
  control('GET', '', (request, world) =>
    request.header('accept')?.includes('text/html') ? controlPage(world) : status(request, world),
  ),
  control('GET', '/requests', (_request, { requestLog }) => json(200, requestLog.list())),
  control('DELETE', '/requests', (_request, { requestLog }) => {
    requestLog.clear()
    return done()
  }),
  control('POST', '/reset', (_request, world) => {
    world.reset()
    return done()
  }),
  control('GET', '/faults', (_request, { faults }) => json(200, faults.list())),
  control('POST', '/faults', (request, { faults }) => {
    const fault = parsed(Fault, request)
    if (fault.kind === 'aadsts' && !isAadstsCode(fault.code))
      throw new BadControlRequest(`code: ${fault.code} is not in the emulator's table of AADSTS problems`)
    faults.add(fault)
    return json(201, fault)
  }),
  control('DELETE', '/faults', (_request, { faults }) => {
    faults.clear()
    return done()
  }),
  control('POST', '/clock', (request, world) => {
    const { now, advanceSeconds, stopped, reset } = parsed(Clock, request)
    const { clock } = world
    if (now !== undefined && Number.isNaN(Date.parse(now)))
      throw new BadControlRequest(`now: ${now} is not an ISO 8601 time`)
    if (reset) clock.reset()
    if (now !== undefined || stopped !== undefined)
      clock.set(now === undefined ? clock.now() : Date.parse(now), stopped ?? false)
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000)
    return json(200, { now: new Date(clock.now()).toISOString() })
  }),
  control('POST', '/keys/rotate', async (_request, { keys }) => {
    await keys.rotate()
    return json(200, { signingKeys: keys.published().map(({ kid }) => kid) })
  }),
  control('POST', '/keys/drop-retired', async (_request, { keys }) => {
    await keys.dropRetired()
    return json(200, { signingKeys: keys.published().map(({ kid }) => kid) })
  }),
  control('GET', '/scenarios', (_request, world) => json(200, listScenarios(world))),
  control('POST', '/scenarios', async (request, world) => {
    const { name, active = true, ...target } = parsed(ScenarioRequest, request)
    if (!isScenario(name)) throw new BadControlRequest(`name: there is no scenario ${name}`)
    await switchScenario(world, name, active, target)
    return json(200, listScenarios(world))
  }),
  control('POST', '/page', async (request, world) => {
    const name = request.form.get('scenario') ?? ''
    if (!isScenario(name)) throw new BadControlRequest(`scenario: there is none called ${name}`)
    const [appId, user] = [request.form.get('app'), request.form.get('user')]
    await switchScenario(world, name, request.form.get('active') === 'true', {
      ...(appId && { appId }),
      ...(user && { user }),
    })
    return { status: 303, headers: { location: `${controlPrefix}/`, ...notCached }, body: '' }
  }),
  control('POST', '/issuer-keys', (request, world) => {
    const { issuer, jwks } = parsed(IssuerKeys, request)
    world.issuerKeys.set(issuer, jwks)
    return done()
  }),
  control('POST', '/consistency', (request, { store }) => {
    const { delayMs } = parsed(Consistency, request)
    store.setDelay(delayMs)
    return json(200, { delayMs })
  }),
  control('POST', '/graph-token', async (request, world) => {
    const answer = await graphToken(world, parsed(GraphTokenRequest, request))
    if (typeof answer === 'string') throw new BadControlRequest(answer)
    return json(200, answer)
  }),
  control('POST', '/revoke', (request, world) => {
    const { user: name } = parsed(Revocation, request)
    const user = world.directory.tenants.map((tenant) => findUser(tenant, name)).find(Boolean)
    if (!user) throw new BadControlRequest(`user: nobody is called ${name}`)
    return json(200, { refreshTokensRevoked: world.grants.revokeOfUser(user.id) })
  }),
]

/** Path prefix of everything here. */
export const controlPrefix = '/__emulator'

/**
 * Answers a control request. Web pages other than our own are kept out: a browser names its `Origin`, and a name that was re-bound to
 * loopback shows in `Host`.
 */
export async function controlAnswer(request: EntraRequest, world: World): Promise<Answer> {
  if (
    !isLoopback(request.host) ||
    (request.origin !== undefined && !isSameOrigin(request)) ||
    request.header('sec-fetch-site') === 'cross-site' ||
    request.header('sec-fetch-site') === 'same-site'
  )
    return json(403, { message: 'The control interface is for programs on this machine, not for web pages.' })
  const found = findRoute(routes, request.method, request.path)
  if (found === 'wrong method')
    return json(405, { message: `${request.path} does not take ${request.method}` })
  if (!found) return json(404, { message: `unknown control endpoint ${request.path}` })
  try {
    return await found.route.handle({ ...request, params: found.params }, world)
  } catch (error) {
    if (error instanceof BadControlRequest) return json(400, { message: error.message })
    throw error
  }
}

function control(method: string, path: string, handle: Handler): Route {
  return { endpoint: 'other', methods: [method], pattern: `/__emulator${path}`, handle }
}

const done = (): Answer => ({ status: 204, headers: {}, body: '' })

function parsed<Schema extends TSchema>(schema: Schema, { body }: EntraRequest): Static<Schema> {
  let value: unknown
  try {
    value = JSON.parse(body || '{}')
  } catch {
    throw new BadControlRequest('the body is not JSON')
  }
  if (Value.Check(schema, value)) return value
  const [error] = Value.Errors(schema, value)
  throw new BadControlRequest(
    `${error?.path.slice(1).replaceAll('/', '.') || 'body'}: ${error?.message ?? 'is not valid'}`,
  )
}
