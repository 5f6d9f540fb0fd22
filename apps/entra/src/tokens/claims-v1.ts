/** Claims of v1 tokens: issuer sts.windows.net, client in `appid`, audience as the client wrote it. */
import { rolesOf, signInName } from '../directory/lookup.ts'
import { graphAppId } from '../directory/microsoft-graph.ts'
import { authenticationClass, issuerV1, pairwiseSubject } from './common-claims.ts'
import type { AppOnlyFacts, Claims, DelegatedFacts, PersonFacts } from './grant-facts.ts'
import { groupClaims } from './group-claims.ts'
import { asksFor, optionalClaims } from './optional-claims.ts'

/** A person's access to an API. */
export function delegatedClaimsV1(facts: DelegatedFacts): Claims {
  const { tenant, user, client, resource } = facts
  const asked = resource.optionalClaims.accessToken
  const roles = rolesOf(tenant, user.id, resource)
  return {
    aud: asksFor(asked, 'aud', 'use_guid') ? resource.appId : facts.audience,
    iss: issuerV1(tenant),
    acr: '1',
    amr: facts.amr,
    appid: client.appId,
    appidacr: authenticationClass(facts.clientAuthentication),
    ...personClaims(facts),
    ...(asksFor(asked, 'idtyp', 'include_user_token') && { idtyp: 'user' }),
    ...(roles.length > 0 && { roles }),
    scp: facts.scopes.join(' '),
    sub: pairwiseSubject(tenant.id, user.id, resource.appId),
    ver: '1.0',
    ...groupClaims(resource, tenant, user, asked),
    ...optionalClaims(asked, facts),
  }
}

/** An application's access to an API. */
export function appOnlyClaimsV1(facts: AppOnlyFacts): Claims {
  const { tenant, client, principal, resource } = facts
  const asked = resource.optionalClaims.accessToken
  const roles = principal ? rolesOf(tenant, principal.id, resource) : []
  return {
    aud: asksFor(asked, 'aud', 'use_guid') ? resource.appId : facts.audience,
    iss: issuerV1(tenant),
    ...(resource.appId === graphAppId && { app_displayname: client.displayName }),
    appid: client.appId,
    appidacr: authenticationClass(facts.clientAuthentication),
    idp: issuerV1(tenant),
    ...(asksFor(asked, 'idtyp') && { idtyp: 'app' }),
    oid: principal?.id,
    ...(roles.length > 0 && { roles }),
    sub: principal?.id,
    ...(resource.appId === graphAppId && { tenant_region_scope: tenant.regionScope }),
    tid: tenant.id,
    ver: '1.0',
  }
}

/** Who signed in, told to the client. */
export function idTokenClaimsV1(facts: PersonFacts): Claims {
  const { tenant, user, client } = facts
  const roles = rolesOf(tenant, user.id, client)
  return {
    aud: client.appId,
    iss: issuerV1(tenant),
    amr: facts.amr,
    ...personClaims(facts),
    ...(roles.length > 0 && { roles }),
    sub: pairwiseSubject(tenant.id, user.id, client.appId),
    ver: '1.0',
    ...optionalClaims(client.optionalClaims.idToken, facts),
  }
}

function personClaims({ tenant, user, remoteAddress }: PersonFacts): Claims {
  const guest = user.userType === 'Guest'
  return {
    email: guest ? user.mail : undefined,
    family_name: user.surname,
    given_name: user.givenName,
    idp: guest ? user.identityProvider : undefined,
    ipaddr: remoteAddress,
    name: user.displayName,
    oid: user.id,
    tid: tenant.id,
    unique_name: signInName(user),
    upn: guest ? undefined : user.userPrincipalName,
  }
}
