/** The token answer for a signed-in person: access token, and what else the scopes ask for. */
import { clouds } from '../clouds.ts'
import { consentedScopes, findApplication } from '../directory/lookup.ts'
import { graphAppId, microsoftGraph } from '../directory/microsoft-graph.ts'
import type { Application, Platform, Tenant, User } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import {
  type RequestedResource,
  type RequestedScopes,
  type SignIn,
  spaRefreshLifetimeMs,
} from '../grants/grants.ts'
import type { EntraRequest } from '../http/request.ts'
import { parameter } from '../http/request.ts'
import type { World } from '../world.ts'
import { delegatedClaimsV1, idTokenClaimsV1 } from './claims-v1.ts'
import { delegatedClaimsV2, idTokenClaimsV2 } from './claims-v2.ts'
import type { Claims, ClientAuthentication, PersonFacts } from './grant-facts.ts'
import { sealed } from './graph-tokens.ts'
import { groupClaims } from './group-claims.ts'
import { lifetimeV1, lifetimeV2 } from './lifetime.ts'
import { accessTokenLifetimeSeconds, idTokenLifetimeSeconds, signToken } from './sign.ts'

/** What an answer to a person's client is made of. */
export interface PersonGrant {
  version: 1 | 2
  tenant: Tenant
  user: User
  client: Application
  signIn: SignIn
  scopes: RequestedScopes
  clientAuthentication: ClientAuthentication
  nonce?: string
  platform?: Platform
  /** The code or refresh token this answer descends from. */
  descent?: { code?: string; deadlineMs?: number }
}

/** The JSON of a successful answer of `/token` to a person's client. */
export async function answerForPerson(request: EntraRequest, world: World, grant: PersonGrant) {
  const { version, signIn, scopes } = grant
  const access = await accessTokenFor(request, world, grant)
  const refreshToken =
    scopes.oidc.includes('offline_access') || version === 1 ? refreshTokenFor(world, grant) : undefined
  const idToken =
    scopes.oidc.includes('openid') || version === 1
      ? await signToken(world, grant.client, idTokenClaims(request, grant), idTokenLifetimeSeconds)
      : undefined
  return {
    token_type: 'Bearer',
    scope: access.scope,
    ...(version === 1
      ? { ...lifetimeV1(world, access.expiresIn), resource: access.audience }
      : lifetimeV2(world, access.expiresIn)),
    access_token: access.token,
    ...(refreshToken && { refresh_token: refreshToken.token }),
    ...(refreshToken?.expiresIn !== undefined && { refresh_token_expires_in: refreshToken.expiresIn }),
    ...(idToken && { id_token: idToken }),
    ...(parameter(request, 'client_info') === '1' && { client_info: clientInfo(signIn) }),
  }
}

/** The access token for the first API in `grant.scopes`; Microsoft Graph when only OpenID Connect scopes were asked for. */
export async function accessTokenFor(request: EntraRequest, world: World, grant: PersonGrant) {
  const { tenant, user, client, version } = grant
  const asked: RequestedResource = grant.scopes.resources[0] ?? { name: '', appId: graphAppId, values: [] }
  const resource = findApplication(world.directory, asked.appId) ?? microsoftGraph
  const consented = consentedScopes(tenant, client, resource, user.id)
  const scopes =
    resource.appId === graphAppId
      ? [...new Set([...consented, ...grant.scopes.oidc.filter((scope) => scope !== 'offline_access')])]
      : consented
  const graphAudience = `https://${clouds[tenant.cloud].graphHosts[0]}`
  const ownName = resource.appId === graphAppId ? graphAudience : resource.identifierUris[0]
  const audience = asked.name || ownName || resource.appId
  const facts = {
    ...personFacts(request, grant),
    resource,
    audience,
    scopes,
    clientAuthentication: grant.clientAuthentication,
  }
  const claims =
    resource.requestedAccessTokenVersion === 2 ? delegatedClaimsV2(facts) : delegatedClaimsV1(facts)
  const expiresIn = accessTokenLifetimeSeconds(world)
  const prefix = asked.name === '' ? '' : `${asked.name}/`
  const isOidc = (scope: string) => ['openid', 'profile', 'email', 'offline_access'].includes(scope)
  const qualified = scopes.filter((scope) => !isOidc(scope)).map((scope) => `${prefix}${scope}`)
  const dotDefault = asked.values.includes('.default') ? [`${prefix}.default`] : []
  const oidc = grant.scopes.oidc.filter((scope) => scope !== 'offline_access')
  const token = await signToken(world, resource, claims, expiresIn)
  return {
    token: resource.appId === graphAppId && isPersonal(tenant) ? sealed(token) : token,
    expiresIn,
    audience,
    scope: (version === 1 ? scopes : [...qualified, ...dotDefault, ...oidc]).join(' '),
  }
}

/** Claims of the ID token for this sign-in; `extra` holds `c_hash` or `at_hash` where a token travels beside it. */
export function idTokenClaims(
  request: EntraRequest,
  grant: PersonGrant,
  delivery: 'direct' | 'fragment' = 'direct',
  extra: Claims = {},
): Claims {
  const facts = personFacts(request, grant)
  return {
    ...(grant.version === 1 ? idTokenClaimsV1(facts) : idTokenClaimsV2(facts, grant.scopes.oidc)),
    ...groupClaims(grant.client, grant.tenant, grant.user, grant.client.optionalClaims.idToken, delivery),
    nonce: grant.nonce,
    ...extra,
  }
}

/** `{"uid","utid"}`: from which MSAL builds its account identifier. */
export const clientInfo = (signIn: Pick<SignIn, 'userId' | 'tenantId'>): string =>
  Buffer.from(JSON.stringify({ uid: signIn.userId, utid: signIn.tenantId })).toString('base64url')

function personFacts(request: EntraRequest, { tenant, user, client, signIn }: PersonGrant): PersonFacts {
  const { sid, authTimeMs, amr } = signIn
  return { tenant, user, client, sid, authTimeMs, amr, remoteAddress: request.remoteAddress }
}

function refreshTokenFor(world: World, { signIn, scopes, platform, descent }: PersonGrant) {
  const now = world.clock.now()
  // A single-page app's tokens all end 24 hours after its sign-in, however often they are renewed.
  const deadlineMs = platform === 'spa' ? (descent?.deadlineMs ?? now + spaRefreshLifetimeMs) : undefined
  const token = world.grants.addRefreshToken({
    signIn,
    scopes,
    issuedAtMs: now,
    revoked: false,
    ...(platform && { platform }),
    ...(descent?.code && { code: descent.code }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  })
  return {
    token,
    ...(deadlineMs !== undefined && { expiresIn: Math.max(0, Math.floor((deadlineMs - now) / 1000)) }),
  }
}
