/** `/__emulator/*` on the plain listener: how tests steer the emulator. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isAadstsCode } from '../aadsts.ts'
import { findUser } from '../directory/lookup.ts'
import { type Answer, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import { findRoute, type Handler, type Route } from '../http/router.ts'
import { isLoopback } from '../loopback.ts'
import type { World } from '../world.ts'
import { Fault } from './faults.ts'
import { GraphTokenRequest, graphToken } from './graph-token.ts'

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
const Revocation = Type.Object({ user: Type.String() }, { additionalProperties: false })

/** A body that is not what the control endpoint takes. */
class BadControlRequest extends Error {}

const status: Handler = (_request, world) =>
  json(200, {
    now: new Date(world.clock.now()).toISOString(),
    tenants: world.directory.tenants.map(({ id, displayName }) => ({ id, displayName })),
    signingKeys: world.keys.published().map(({ kid }) => kid),
    faults: world.faults.list(),
    consistencyDelayMs: world.store.delayMs(),
  })

const routes: Route[] = [
  control('GET', '', status),
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
 * Answers a control request. Web pages are kept out: a browser names its `Origin`, and a name that was re-bound to
 * loopback shows in `Host`.
 */
export async function controlAnswer(request: EntraRequest, world: World): Promise<Answer> {
  if (
    !isLoopback(request.host) ||
    request.origin !== undefined ||
    request.header('sec-fetch-site') === 'cross-site'
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
