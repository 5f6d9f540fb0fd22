/** `GET /{tenant}[/v2.0]/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4), in both versions. */

import { checkTenantSegment } from '../checks/tenant.ts'
import { type Cloud, cloudOfHost, clouds, withoutRegion } from '../clouds.ts'
import { findTenant } from '../directory/lookup.ts'
import { consumersTenantId } from '../directory/personal-accounts.ts'
import { EntraProblem, refusal } from '../entra-problem.ts'
import { type Answer, cachedForADay, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import { issuerV1, issuerV2 } from '../tokens/common-claims.ts'
import type { World } from '../world.ts'
import { refusedDocument } from './refused-document.ts'

/** The v2 document; its members and their order are Microsoft's. */
export function openidConfigurationV2(request: EntraRequest, world: World): Answer {
  return document(request, world, ({ origin, segment, issuerTenant, cloud, region, query }) => ({
    token_endpoint: `${origin}/${segment}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${origin}/${segment}/discovery/v2.0/keys${query}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerV2({ id: issuerTenant, cloud: cloud.name }),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `https://${cloud.documentedGraphHost}/oidc/userinfo`,
    authorization_endpoint: `${origin}/${segment}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${origin}/${segment}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${origin}/${segment}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_instance_host_name',
      'cloud_graph_host_name',
      'msgraph_host',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    kerberos_endpoint: `${origin}/${segment}/kerberos`,
    ...cloudMembers(cloud, region),
  }))
}

/** The v1 document. */
export function openidConfigurationV1(request: EntraRequest, world: World): Answer {
  return document(request, world, ({ origin, segment, issuerTenant, cloud, region, query }) => ({
    token_endpoint: `${origin}/${segment}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${origin}/common/discovery/keys${query}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: ['openid'],
    issuer: sharedIssuer(issuerTenant, world) ?? issuerV1({ id: issuerTenant, cloud: cloud.name }),
    microsoft_multi_refresh_token: true,
    authorization_endpoint: `${origin}/${segment}/oauth2/authorize`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${origin}/${segment}/oauth2/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_graph_host_name',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'amr',
      'nonce',
      'email',
      'given_name',
      'family_name',
      'nickname',
    ],
    check_session_iframe: `${origin}/${segment}/oauth2/checksession`,
    userinfo_endpoint: `${origin}/${segment}/openid/userinfo`,
    ...cloudMembers(cloud, region),
  }))
}

const sharedIssuer = (issuerTenant: string, { behaviour }: World): string | undefined =>
  issuerTenant === '{tenantid}' ? behaviour.v1SharedIssuer : undefined

interface DocumentFacts {
  /** Of the URLs: the cloud's own, or the regional host or, outside the public cloud, the alias that was asked. */
  origin: string
  cloud: Cloud
  /** What stands in the URLs: a tenant's GUID even when it was asked for by domain. */
  segment: string
  issuerTenant: string
  region: string | null
  query: string
}

function document(request: EntraRequest, world: World, build: (facts: DocumentFacts) => object): Answer {
  try {
    const appId = request.query.get('appid')
    const query = appId ? `?appid=${encodeURIComponent(appId)}` : ''
    const facts = tenantFacts(request, world)
    const served = cloudOfHost(request.host)
    const isRegional = withoutRegion(request.host) !== request.host
    const tenant = findTenant(world.directory, facts.issuerTenant)
    const cloud = served ?? clouds[tenant?.cloud ?? 'public']
    const host = served && (isRegional || served.name !== 'public') ? request.host : cloud.loginHost
    return json(200, build({ ...facts, origin: `https://${host}`, cloud, query }), cachedForADay)
  } catch (error) {
    return refusedDocument(error, request)
  }
}

function tenantFacts(request: EntraRequest, world: World): Omit<DocumentFacts, 'query' | 'origin' | 'cloud'> {
  const asked = request.params.tenant ?? ''
  const tenant = checkedTenant(world, asked)
  if (tenant === 'consumers') return { segment: asked, issuerTenant: consumersTenantId, region: null }
  // The braces are literal: whoever reads a shared document must put the token's tid in their place.
  if (typeof tenant === 'string') return { segment: tenant, issuerTenant: '{tenantid}', region: null }
  return { segment: tenant.id, issuerTenant: tenant.id, region: tenant.regionScope }
}

function checkedTenant(world: World, asked: string) {
  try {
    return checkTenantSegment(world.directory, asked)
  } catch (error) {
    if (error instanceof EntraProblem && error.code === 90002)
      throw refusal(90002, { tenant: asked }, { error: 'invalid_tenant' })
    throw error
  }
}

const cloudMembers = (cloud: Cloud, region: string | null) => ({
  tenant_region_scope: region,
  cloud_instance_name: cloud.instanceName,
  cloud_graph_host_name: cloud.oldGraphHost,
  msgraph_host: cloud.documentedGraphHost,
  rbac_url: cloud.rbacUrl,
})
