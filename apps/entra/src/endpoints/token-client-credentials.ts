/** The client-credentials grant (RFC 6749 §4.4): an application's access to an API on its own behalf. */

import { checkClient } from '../checks/client.ts'
import { checkConfidentialClient, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConditionalAccess } from '../checks/conditional-access.ts'
import { consentTakenBack } from '../checks/consent.ts'
import { checkDefaultScope } from '../checks/scopes.ts'
import { checkConcreteTenant } from '../checks/tenant.ts'
import { findResource, findServicePrincipal, isAssigned } from '../directory/lookup.ts'
import { refusal } from '../entra-problem.ts'
import { appOnlyClaimsV1 } from '../tokens/claims-v1.ts'
import { appOnlyClaimsV2 } from '../tokens/claims-v2.ts'
import { lifetimeV1, lifetimeV2 } from '../tokens/lifetime.ts'
import { accessTokenLifetimeSeconds, signToken } from '../tokens/sign.ts'
import type { Grant } from './token-grant.ts'

/**
 * Grants a token even to an application without any role, unless the API asks for assignment: as Entra does, so an
 * API must look at `roles` itself.
 */
export const grantClientCredentials: Grant = async (request, world, version) => {
  const tenant = checkConcreteTenant(world.directory, request.params.tenant ?? '')
  const client = checkClient(world, tenant, presentedCredentials(request).clientId)
  if (client.isFallbackPublicClient && world.behaviour.clientCredentialsByPublicClient === 'refuse')
    throw refusal(700025)
  const clientAuthentication = await checkConfidentialClient(request, world, client)
  const { resource, audience } =
    version === 1 ? ofResource() : checkDefaultScope(world, tenant, request.form.get('scope') ?? undefined)

  const byUri = resource === client && audience.toLowerCase() !== client.appId
  if (byUri && world.behaviour.clientCredentialsForItself === 'refuse')
    throw refusal(90009, { appId: client.appId, appName: client.displayName })
  const principal = findServicePrincipal(tenant, client.appId)
  if (!principal && world.behaviour.withoutServicePrincipal !== 'tokenWithoutObjectId')
    throw refusal(7000229, { appId: client.appId, tenant: tenant.id })
  const required = findServicePrincipal(tenant, resource.appId)?.appRoleAssignmentRequired
  if (required && !(principal && isAssigned(tenant, principal.id, resource.appId)))
    throw refusal(501051, {
      appId: client.appId,
      appName: client.displayName,
      resourceAppId: resource.appId,
      resourceName: resource.displayName,
    })

  checkConditionalAccess(world, tenant, client, undefined)
  // Consent for an application is its role assignments.
  const seen = {
    ...tenant,
    ...(consentTakenBack(world, client) && { appRoleAssignments: [] }),
    ...(world.behaviour.rolesThroughGroups === 'ignored' && { groups: [] }),
  }
  const facts = {
    tenant: seen,
    client,
    resource,
    audience,
    clientAuthentication,
    ...(principal && { principal }),
  }
  const claims = resource.requestedAccessTokenVersion === 2 ? appOnlyClaimsV2(facts) : appOnlyClaimsV1(facts)
  const expiresIn = accessTokenLifetimeSeconds(world)
  const accessToken = await signToken(world, resource, claims, expiresIn)
  if (version === 2)
    return {
      token_type: 'Bearer',
      ...lifetimeV2(world, expiresIn),
      access_token: accessToken,
    }
  return {
    token_type: 'Bearer',
    ...lifetimeV1(world, expiresIn),
    resource: audience,
    access_token: accessToken,
  }

  function ofResource() {
    const name = request.form.get('resource')
    if (!name) throw refusal(900144, { parameter: 'resource' })
    const found = findResource(world.directory, tenant, name)
    if (!found) throw refusal(500011, { resource: name, tenant: tenant.displayName })
    return { resource: found, audience: name }
  }
}
