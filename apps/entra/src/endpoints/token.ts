/** `POST /{tenant}/oauth2[/v2.0]/token`: finds the grant, and answers refusals as JSON that a browser may read. */

import { createHash } from 'node:crypto'
import { tokenCors } from '../checks/cross-origin.ts'
import { asConfigured, EntraProblem, errorBody, refusal } from '../entra-problem.ts'
import { type Answer, json, notCached } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import type { World } from '../world.ts'
import { redeemAuthorizationCode } from './token-authorization-code.ts'
import { grantClientCredentials } from './token-client-credentials.ts'
import { redeemDeviceCode } from './token-device-code.ts'
import type { Grant } from './token-grant.ts'
import { grantOnBehalfOf } from './token-on-behalf-of.ts'
import { grantPassword } from './token-password.ts'
import { redeemRefreshToken } from './token-refresh-token.ts'

const grants: Record<string, Grant> = {
  authorization_code: redeemAuthorizationCode,
  refresh_token: redeemRefreshToken,
  client_credentials: grantClientCredentials,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': grantOnBehalfOf,
  'urn:ietf:params:oauth:grant-type:device_code': redeemDeviceCode,
  // MSAL for Node's name for it.
  device_code: redeemDeviceCode,
  password: grantPassword,
}

export const tokenV2: Handler = (request, world) => token(request, world, 2)
export const tokenV1: Handler = (request, world) => token(request, world, 1)

async function token(request: EntraRequest, world: World, version: 1 | 2): Promise<Answer> {
  const headers = { ...notCached, ...tokenCors(request.origin, world.behaviour.allowedOrigin) }
  if (request.method === 'OPTIONS')
    return {
      status: 200,
      headers: { ...headers, 'access-control-allow-headers': requestedHeaders(request) },
      body: '',
    }
  try {
    if (request.method !== 'POST') throw refusal(900561, { method: request.method })
    checkForm(request)
    const grantType = request.form.get('grant_type')
    if (!grantType) throw refusal(900144, { parameter: 'grant_type' })
    if (version === 2 && request.form.has('resource')) throw refusal(901002)
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined
    if (!grant) throw refusal(70003, { grantType })
    checkNoLoop(request, world)
    return json(200, await grant(request, world, version), headers)
  } catch (error) {
    if (!(error instanceof EntraProblem)) throw error
    const problem = asConfigured(error, world.behaviour)
    return json(problem.row.status, errorBody(problem, request.trace), headers)
  }
}

const loopWindowMs = 300_000

/** @throws 50196 for a client that asks the same over and over, where the state file sets a limit */
function checkNoLoop({ body }: EntraRequest, world: World): void {
  const limit = world.behaviour.clientLoopAfter
  if (limit === undefined) return
  const key = createHash('sha256').update(body).digest('base64url')
  const now = world.clock.now()
  const recent = (world.repeats.get(key) ?? []).filter((atMs) => now - atMs <= loopWindowMs)
  world.repeats.set(key, [...recent, now])
  if (recent.length >= limit) throw refusal(50196)
}

/** @throws 9002313 when a body is no form, or names a parameter twice (RFC 6749 §3.2) */
function checkForm({ body, form }: EntraRequest): void {
  if (body !== '' && [...form.keys()].length === 0) throw refusal(9002313)
  const names = [...form.keys()]
  if (new Set(names).size !== names.length) throw refusal(9002313)
}

const requestedHeaders = (request: EntraRequest): string =>
  request.header('access-control-request-headers') ?? 'content-type'
