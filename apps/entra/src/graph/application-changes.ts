/** Applies the body of `POST` or `PATCH /applications` to a registration, or refuses it as a whole. */
import type { Application, OptionalClaim, Platform, Tenant } from '../directory/model.ts'
import { takesPersonalAccounts } from '../directory/personal-accounts.ts'
import type { ApplicationBody } from './application-body.ts'
import { changedCertificates, remainingSecrets } from './application-credentials.ts'
import { changedRoles, changedScopes, checkPreAuthorized, checkUniqueEntitlements } from './entitlements.ts'
import { checkIdentifierUris } from './identifier-uri-policy.ts'
import type { GraphCall } from './operation.ts'
import { duplicate, invalidValue } from './problem.ts'
import { checkRedirectUris } from './redirect-uri-rules.ts'

/**
 * The registration after the change; lists are replaced as a whole, as Graph does.
 * @throws GraphProblem 400 for a value that breaks a rule of the directory; nothing is changed then
 */
export function changedApplication(
  { tenant, world }: Pick<GraphCall, 'tenant' | 'world'>,
  before: Application,
  body: ApplicationBody,
): Application {
  const { api, web } = body
  const after: Application = {
    ...before,
    displayName: body.displayName ?? before.displayName,
    tags: body.tags ?? before.tags,
    signInAudience: body.signInAudience ?? before.signInAudience,
    isFallbackPublicClient: kept(body.isFallbackPublicClient, before.isFallbackPublicClient),
    groupMembershipClaims: kept(body.groupMembershipClaims, before.groupMembershipClaims),
    identifierUris: body.identifierUris ?? before.identifierUris,
    redirectUris: (['spa', 'web', 'publicClient'] as const).flatMap((platform) =>
      platformUris(before, body, platform),
    ),
    implicitIdToken: kept(web?.implicitGrantSettings?.enableIdTokenIssuance, before.implicitIdToken) ?? false,
    implicitAccessToken:
      kept(web?.implicitGrantSettings?.enableAccessTokenIssuance, before.implicitAccessToken) ?? false,
    acceptMappedClaims: kept(api?.acceptMappedClaims, before.acceptMappedClaims),
    knownClientAppIds: api?.knownClientApplications ?? before.knownClientAppIds,
    requestedAccessTokenVersion: kept(api?.requestedAccessTokenVersion, before.requestedAccessTokenVersion),
    scopes: changedScopes(before.scopes, api?.oauth2PermissionScopes),
    roles: changedRoles(before.roles, body.appRoles),
    preAuthorized:
      api?.preAuthorizedApplications?.map(({ appId, delegatedPermissionIds }) => ({
        appId: appId.toLowerCase(),
        scopeIds: delegatedPermissionIds.map((id) => id.toLowerCase()),
      })) ?? before.preAuthorized,
    requiredResourceAccess:
      body.requiredResourceAccess?.map(({ resourceAppId, resourceAccess }) => ({
        resourceAppId: resourceAppId.toLowerCase(),
        access: resourceAccess.map(({ id, type }) => ({ id: id.toLowerCase(), type })),
      })) ?? before.requiredResourceAccess,
    optionalClaims: changedClaims(before, body.optionalClaims),
    certificates: changedCertificates(before, body.keyCredentials),
    secrets: remainingSecrets(before, body.passwordCredentials),
  }
  setText(after, 'description', body.description)
  setText(after, 'notes', body.notes)
  setText(after, 'uniqueName', body.uniqueName)
  setText(after, 'homePageUrl', web?.homePageUrl)
  setText(after, 'logoutUrl', web?.logoutUrl)
  checkRules(tenant, before, after)
  if (after.redirectUris !== before.redirectUris) checkRedirectUris(after, world.behaviour)
  return after
}

function checkRules(tenant: Tenant, before: Application, after: Application): void {
  if (takesPersonalAccounts(after) && after.requestedAccessTokenVersion !== 2)
    throw invalidValue(
      'api.requestedAccessTokenVersion',
      'Application must accept Access Token Version 2 to be available to Azure AD and personal Microsoft account users.',
      'InvalidAccessTokenVersion',
    )
  checkUniqueEntitlements(after)
  checkPreAuthorized(before, after)
  const added = after.identifierUris.filter((uri) => !before.identifierUris.includes(uri))
  checkIdentifierUris(tenant, after, added)
  const { uniqueName } = after
  if (
    uniqueName &&
    tenant.applications.some((each) => each.id !== after.id && each.uniqueName === uniqueName)
  )
    throw duplicate(
      409,
      'Another object with the same value for property uniqueName already exists.',
      'uniqueName',
    )
}

/** The value that a body sets; `null` sets, absence keeps. */
const kept = <Value>(given: Value | undefined, before: Value): Value => (given === undefined ? before : given)

function setText(
  application: Application,
  name: 'description' | 'notes' | 'uniqueName' | 'homePageUrl' | 'logoutUrl',
  given: string | null | undefined,
): void {
  if (given === null) delete application[name]
  else if (given !== undefined) application[name] = given
}

function platformUris(
  before: Application,
  body: ApplicationBody,
  platform: Platform,
): Application['redirectUris'] {
  const given = body[platform]?.redirectUris
  return given
    ? given.map((uri) => ({ platform, uri }))
    : before.redirectUris.filter((each) => each.platform === platform)
}

function changedClaims(
  before: Application,
  given: ApplicationBody['optionalClaims'],
): Application['optionalClaims'] {
  if (given === undefined) return before.optionalClaims
  const list = (entries: NonNullable<typeof given>['idToken']): OptionalClaim[] =>
    (entries ?? []).map(({ name, source, essential, additionalProperties }) => ({
      name,
      ...(source && { source }),
      essential: essential ?? false,
      additionalProperties: additionalProperties ?? [],
    }))
  return {
    idToken: list(given?.idToken),
    accessToken: list(given?.accessToken),
    saml2Token: list(given?.saml2Token),
  }
}
