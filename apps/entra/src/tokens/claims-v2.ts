/** Claims of v2 tokens: issuer login.microsoftonline.com/…/v2.0, client in `azp`, audience always the API's client id. */
import { rolesOf, signInName } from '../directory/lookup.ts'
import { authenticationClass, issuerV2, pairwiseSubject } from './common-claims.ts'
import type { AppOnlyFacts, Claims, DelegatedFacts, PersonFacts } from './grant-facts.ts'
import { groupClaims } from './group-claims.ts'
import { asksFor, optionalClaims } from './optional-claims.ts'

/** A person's access to an API. */
export function delegatedClaimsV2(facts: DelegatedFacts): Claims {
  const { tenant, user, client, resource } = facts
  const asked = resource.optionalClaims.accessToken
  const roles = rolesOf(tenant, user.id, resource)
  return {
    aud: resource.appId,
    iss: issuerV2(tenant),
    azp: client.appId,
    azpacr: authenticationClass(facts.clientAuthentication),
    ...guestIssuer(facts),
    ...(asksFor(asked, 'idtyp', 'include_user_token') && { idtyp: 'user' }),
    name: user.displayName,
    oid: user.id,
    preferred_username: signInName(user),
    ...(roles.length > 0 && { roles }),
    scp: facts.scopes.join(' '),
    sub: pairwiseSubject(tenant.id, user.id, resource.appId),
    tid: tenant.id,
    ver: '2.0',
    ...groupClaims(resource, tenant, user, asked),
    ...optionalClaims(asked, facts),
  }
}

/** An application's access to an API. */
export function appOnlyClaimsV2(facts: AppOnlyFacts): Claims {
  const { tenant, client, principal, resource } = facts
  const roles = principal ? rolesOf(tenant, principal.id, resource) : []
  return {
    aud: resource.appId,
    iss: issuerV2(tenant),
    azp: client.appId,
    azpacr: authenticationClass(facts.clientAuthentication),
    ...(asksFor(resource.optionalClaims.accessToken, 'idtyp') && { idtyp: 'app' }),
    oid: principal?.id,
    ...(roles.length > 0 && { roles }),
    sub: principal?.id,
    tid: tenant.id,
    ver: '2.0',
  }
}

/**
 * Who signed in, told to the client: `profile` and `email` decide how much.
 * @param scopes the OpenID Connect scopes of the request
 */
export function idTokenClaimsV2(facts: PersonFacts, scopes: string[]): Claims {
  const { tenant, user, client } = facts
  const roles = rolesOf(tenant, user.id, client)
  return {
    aud: client.appId,
    iss: issuerV2(tenant),
    ...guestIssuer(facts),
    ...(scopes.includes('email') && { email: user.mail }),
    ...(scopes.includes('profile') && {
      name: user.displayName,
      oid: user.id,
      preferred_username: signInName(user),
    }),
    ...(roles.length > 0 && { roles }),
    sub: pairwiseSubject(tenant.id, user.id, client.appId),
    tid: tenant.id,
    ver: '2.0',
    ...optionalClaims(client.optionalClaims.idToken, facts),
  }
}

const guestIssuer = ({ user }: PersonFacts): Claims =>
  user.userType === 'Guest' && user.identityProvider ? { idp: user.identityProvider } : {}
