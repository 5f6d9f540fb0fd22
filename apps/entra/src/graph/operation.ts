/** The frame of every Graph operation: token first, OData answers, Graph's error envelope. */
import { isGraphHost } from '../clouds.ts'
import { findTenant } from '../directory/lookup.ts'
import { graphHost } from '../directory/microsoft-graph.ts'
import type { Tenant } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { type Answer, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import type { World } from '../world.ts'
import { checkGraphToken, type GraphCaller } from './caller.ts'
import { denied, GraphProblem, notFound } from './problem.ts'

/** One request whose token is good. */
export interface GraphCall {
  caller: GraphCaller
  /** As it is: what is written to, and what a read by object id sees. */
  tenant: Tenant
  /** As queries see it: with a consistency delay, of so long ago. */
  replica: Tenant
  request: EntraRequest
  world: World
  nowMs: number
}

/** What an operation answers. */
export interface GraphResult {
  status: 200 | 201 | 204
  body?: object
  /** A bare value instead of an object. */
  text?: string
  /** Path of what was created, below the version. */
  location?: string
}

export const ok = (body: object): GraphResult => ({ status: 200, body })
export const created = (body: object, location: string): GraphResult => ({ status: 201, body, location })
export const noContent: GraphResult = { status: 204 }

/** `$metadata` address of an entity set, as `@odata.context`. */
export const odataContext = (what: string): string => `https://${graphHost}/v1.0/$metadata#${what}`

/** The answer with the address of its metadata in the cloud that was asked. */
function inCloud(body: object, host: string): object {
  const context = (body as { '@odata.context'?: unknown })['@odata.context'] // set by odataContext, where at all
  if (typeof context !== 'string') return body
  return { ...body, '@odata.context': context.replace(graphHost, host) }
}

/** Personal accounts belong to no directory: of what is emulated they have themselves. */
const openToPersonalAccounts = /^\/(?:oidc\/userinfo|[^/]+\/openid\/userinfo|(?:v1\.0|beta)\/me)\/?$/i

/** A handler that answers with what `operation` returns, for callers whose token is good. */
export const graphOperation =
  (operation: (call: GraphCall) => GraphResult): Handler =>
  async (request, world) => {
    const headers = graphHeaders(request)
    if (request.method === 'OPTIONS') return { status: 200, headers, body: '' }
    try {
      const caller = await checkGraphToken(request, world)
      if (isPersonal(caller.tenant) && !openToPersonalAccounts.test(request.path)) throw denied()
      const { status, body, text = '', location } = runOperation(operation, caller, request, world)
      const host = isGraphHost(request.host) ? request.host : graphHost
      const more = location ? { location: `https://${host}/v1.0/${location}` } : {}
      if (body) return json(status, inCloud(body, host), { ...headers, ...more })
      return { status, headers: { ...headers, ...(text && { 'content-type': 'text/plain' }) }, body: text }
    } catch (error) {
      if (!(error instanceof GraphProblem)) throw error
      return graphRefusal(asConfigured(error, world), request)
    }
  }

/** A conflict with the status that the state file wants for it. */
function asConfigured(problem: GraphProblem, { behaviour }: World): GraphProblem {
  const { status, code, message, details } = problem
  return status === 409 && behaviour.duplicateStatus === '400'
    ? new GraphProblem(400, code, message, details)
    : problem
}

function runOperation(
  operation: (call: GraphCall) => GraphResult,
  caller: GraphCaller,
  request: EntraRequest,
  world: World,
): GraphResult {
  const { tenant } = caller
  const replica = findTenant(world.directory, tenant.id) ?? tenant
  try {
    return operation({ caller, tenant, replica, request, world, nowMs: world.clock.now() })
  } finally {
    // Also after a refusal: a permission grant is stored although the answer says that its objects are not there yet.
    if (request.method !== 'GET') world.store.recordChange()
  }
}

/**
 * What is about to be changed.
 * @throws GraphProblem 404 when it does not exist, or queries do not see it yet
 */
export function forChange<T extends { id: string }>(
  { tenant, replica }: GraphCall,
  id: string,
  listOf: (tenant: Tenant) => T[],
): T {
  const found = listOf(tenant).find((each) => each.id === id)
  if (!found || !listOf(replica).some((each) => each.id === id)) throw notFound(id)
  return found
}

/** A refusal in Graph's envelope. */
export function graphRefusal(
  problem: GraphProblem,
  request: EntraRequest,
  more: Answer['headers'] = {},
): Answer {
  const { traceId, correlationId, timestamp } = request.trace
  return json(
    problem.status,
    {
      error: {
        code: problem.code,
        message: problem.message,
        ...(problem.details.length > 0 && { details: problem.details }),
        innerError: {
          date: timestamp.replace(' ', 'T').replace('Z', ''),
          'request-id': traceId,
          'client-request-id': correlationId,
        },
      },
    },
    { ...graphHeaders(request), ...more },
  )
}

/** What every answer of Graph carries. */
export const graphHeaders = (request: EntraRequest): Answer['headers'] => ({
  'cache-control': 'no-cache',
  'odata-version': '4.0',
  'request-id': request.trace.traceId,
  'client-request-id': request.trace.correlationId,
  'x-ms-ags-diagnostic': JSON.stringify({ ServerInfo: { DataCenter: 'entra-emulator TEST ONLY' } }),
  ...(request.origin && {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, consistencylevel, client-request-id',
    'access-control-expose-headers': 'request-id, client-request-id, Retry-After, Location',
  }),
})
