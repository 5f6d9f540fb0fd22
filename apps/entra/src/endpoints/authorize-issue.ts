/** What `/authorize` gives a client: a code, and, where the registration allows it, tokens. */
import { createHash } from 'node:crypto'
import type { Redirect } from '../checks/redirect-uri.ts'
import { clouds } from '../clouds.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import type { AuthorizationCode, RequestedScopes, SignIn } from '../grants/grants.ts'
import type { Session } from '../grants/sessions.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import { accessTokenFor, clientInfo, idTokenClaims, type PersonGrant } from '../tokens/for-person.ts'
import { idTokenLifetimeSeconds, signToken } from '../tokens/sign.ts'
import type { World } from '../world.ts'

interface Issue {
  version: 1 | 2
  /** Of `response_type`. */
  parts: string[]
  client: Application
  tenant: Tenant
  user: User
  scopes: RequestedScopes
  redirect: Redirect
  session: Session
  authTimeMs: number
  challenge: AuthorizationCode['challenge']
  nonce: string | undefined
}

/** The parameters of the answer, without `state`. */
export async function issueAtAuthorize(
  request: EntraRequest,
  world: World,
  issue: Issue,
): Promise<Record<string, string>> {
  const { version, parts, client, tenant, user, scopes, redirect, session, nonce } = issue
  session.clients.add(client.appId)
  const signIn: SignIn = {
    tenantId: tenant.id,
    userId: user.id,
    clientAppId: client.appId,
    sid: session.sid,
    authTimeMs: issue.authTimeMs,
    amr: ['pwd'],
  }
  const grant: PersonGrant = {
    version,
    tenant,
    user,
    client,
    signIn,
    scopes,
    clientAuthentication: 'none',
    ...(nonce !== undefined && { nonce }),
  }
  const parameters: Record<string, string> = {}
  if (parts.includes('code'))
    parameters.code = world.grants.addCode({
      signIn,
      version,
      redirectUri: redirect.uri,
      platform: redirect.platform,
      scopes,
      issuedAtMs: world.clock.now(),
      redeemed: false,
      ...(nonce !== undefined && { nonce }),
      ...(issue.challenge && { challenge: issue.challenge }),
    })
  if (parts.includes('token')) {
    const access = await accessTokenFor(request, world, grant)
    Object.assign(parameters, {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: String(access.expiresIn),
      scope: access.scope,
    })
  }
  if (parts.includes('id_token')) {
    const hashes = {
      ...(parameters.code && { c_hash: leftHalfHash(parameters.code) }),
      ...(parameters.access_token && { at_hash: leftHalfHash(parameters.access_token) }),
    }
    const claims = idTokenClaims(request, grant, 'fragment', hashes)
    parameters.id_token = await signToken(world, client, claims, idTokenLifetimeSeconds)
  }
  if (parameter(request, 'client_info') === '1') parameters.client_info = clientInfo(signIn)
  if (parameter(request, 'instance_aware') === 'true') Object.assign(parameters, cloudOf(tenant))
  parameters.session_state = session.sid
  return parameters
}

/** For clients that ask in which cloud the person is at home. */
function cloudOf(tenant: Tenant): Record<string, string> {
  const { loginHost, instanceName, oldGraphHost, documentedGraphHost } = clouds[tenant.cloud]
  return {
    cloud_instance_name: instanceName,
    cloud_instance_host_name: loginHost,
    cloud_graph_host_name: oldGraphHost,
    msgraph_host: documentedGraphHost,
  }
}

/** `c_hash` and `at_hash` (OpenID Connect Core §3.3.2.11). */
const leftHalfHash = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
