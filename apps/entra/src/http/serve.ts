/** From socket to answer: reads the request, applies faults, finds the endpoint, and writes what it says. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { aadsts, isAadstsCode } from '../aadsts.ts'
import { tokenCors } from '../checks/cross-origin.ts'
import { cloudOfHost, isEmulatedHost, isGraphHost } from '../clouds.ts'
import { controlAnswer, controlPrefix } from '../control/control.ts'
import { loggedRequest } from '../control/request-log.ts'
import { EntraProblem, errorBody, refusal } from '../entra-problem.ts'
import { graphRefusal } from '../graph/operation.ts'
import { GraphProblem, unknownSegment } from '../graph/problem.ts'
import { graphRoutes } from '../graph/routes.ts'
import { isLoopback } from '../loopback.ts'
import { problemPage } from '../pages/notice.ts'
import { loginRoutes } from '../routes.ts'
import type { World } from '../world.ts'
import { type Answer, json } from './answer.ts'
import type { EndpointName } from './endpoint-name.ts'
import { BodyTooLong, type EntraRequest, readRequest } from './request.ts'
import { findRoute } from './router.ts'

/** A request listener for one of the two listeners. `report` gets what should not happen. */
export function requestListener(world: World, secure: boolean, report: (error: unknown) => void) {
  return (message: IncomingMessage, response: ServerResponse): void => {
    answerMessage(message, secure, world)
      .catch((error: unknown): Answer => {
        if (error instanceof BodyTooLong) return json(413, { message: error.message })
        if (error instanceof URIError) return json(400, { message: 'the path is not valid percent-encoding' })
        report(error)
        return json(500, { message: 'the emulator failed; its standard error says how' })
      })
      .then((answer) => {
        response.writeHead(answer.status, answer.headers)
        response.end(message.method === 'HEAD' ? '' : answer.body)
      })
      .catch(report)
  }
}

async function answerMessage(message: IncomingMessage, secure: boolean, world: World): Promise<Answer> {
  const request = await readRequest(message, secure, world.clock.now(), world.random)
  if (!secure && request.path.startsWith(controlPrefix)) return controlAnswer(request, world)
  const answer = await endpointAnswer(request, world)
  answer.headers = { ...standardHeaders(request), ...answer.headers }
  world.requestLog.add(loggedRequest(request, answer.status, world.clock.now(), refusedCode(answer)))
  return answer
}

async function endpointAnswer(request: EntraRequest, world: World): Promise<Answer> {
  const local = isLoopback(request.host)
  // A name that was re-bound to loopback must not reach an endpoint that signs people in.
  if (!local && !isEmulatedHost(request.host))
    return json(421, { message: `This emulator does not answer for ${request.host}.` })
  const routes = local
    ? [...graphRoutes, ...loginRoutes]
    : isGraphHost(request.host)
      ? graphRoutes
      : loginRoutes
  const found = findRoute(routes, request.method, request.path)
  if (found === 'wrong method')
    return json(405, { message: `${request.path} does not take ${request.method}.` })
  if (!found) return notFound(request)
  const faulty = await faultAnswer(found.route.endpoint, request, world)
  return faulty ?? found.route.handle({ ...request, params: found.params }, inCloud(world, request.host))
}

/** The emulator as one cloud sees it: tenants of other clouds do not exist there. Loopback sees them all. */
function inCloud(world: World, host: string): World {
  const cloud = cloudOfHost(host)
  if (!cloud) return world
  const tenants = world.directory.tenants.filter((tenant) => tenant.cloud === cloud.name)
  return { ...world, directory: { tenants } }
}

/** The answer that a fault gives instead of the endpoint, if one fits. */
async function faultAnswer(
  endpoint: EndpointName,
  request: EntraRequest,
  world: World,
): Promise<Answer | undefined> {
  const { faults } = world
  const fits = (fault: { endpoint?: EndpointName }) => !fault.endpoint || fault.endpoint === endpoint
  const slow = faults.take('slow', fits)
  if (slow) await sleep(slow.delayMs)
  const isDocument = endpoint === 'discovery' || endpoint === 'instance-discovery' || endpoint === 'keys'
  if (isDocument && faults.take('discovery-down')) return unavailable(endpoint, request, 503)
  const throttled = faults.take('throttled', fits)
  if (throttled) return unavailable(endpoint, request, 429, throttled.retryAfterSeconds ?? 5)
  if (faults.take('unavailable', fits)) return unavailable(endpoint, request, 503)
  const clientId = request.form.get('client_id') ?? request.query.get('client_id')
  const injected = faults.take('aadsts', (fault) => fits(fault) && (!fault.appId || fault.appId === clientId))
  if (injected && isAadstsCode(injected.code)) {
    const named = Object.fromEntries(
      [...aadsts[injected.code].text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, `(${name})`]),
    )
    return refused(
      endpoint,
      request,
      new EntraProblem(injected.code, { ...named, appId: clientId ?? '(appId)' }),
    )
  }
  return undefined
}

function unavailable(
  endpoint: EndpointName,
  request: EntraRequest,
  status: 429 | 503,
  retryAfterSeconds?: number,
): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  if (endpoint === 'graph') {
    const problem =
      status === 429
        ? new GraphProblem(429, 'TooManyRequests', 'Too many requests. Please retry after the time given.')
        : new GraphProblem(503, 'serviceNotAvailable', 'Service is temporarily unavailable.')
    return graphRefusal(problem, request, headers)
  }
  const answer = refused(endpoint, request, refusal(90033))
  return { ...answer, status, headers: { ...answer.headers, ...headers } }
}

const refused = (endpoint: EndpointName, request: EntraRequest, problem: EntraProblem): Answer =>
  endpoint === 'authorize' || endpoint === 'logout'
    ? problemPage(problem, request.trace)
    : json(problem.row.status, errorBody(problem, request.trace), tokenCors(request.origin))

const notFound = (request: EntraRequest): Answer =>
  isGraphHost(request.host)
    ? graphRefusal(unknownSegment(request.path), request)
    : json(404, { message: `The emulator has no endpoint ${request.path}.` })

/** Headers that Entra sends with everything. */
const standardHeaders = (request: EntraRequest): Answer['headers'] => ({
  ...(request.secure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  'x-content-type-options': 'nosniff',
  'x-ms-request-id': request.trace.traceId,
  'x-ms-ests-server': 'entra-emulator TEST ONLY',
  ...(request.header('client-request-id') && { 'client-request-id': request.trace.correlationId }),
})

function refusedCode({ headers, status, body }: Answer): number | undefined {
  if (status < 400 || !String(headers['content-type']).startsWith('application/json')) return undefined
  const parsed: unknown = JSON.parse(body)
  const codes = (parsed as { error_codes?: number[] }).error_codes
  return codes?.[0]
}
