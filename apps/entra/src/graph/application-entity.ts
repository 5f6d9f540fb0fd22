/** An application registration as Microsoft Graph shows it: every member present, secrets never. */
import { X509Certificate } from 'node:crypto'
import type { Application, Certificate, OptionalClaim, Platform, Secret, Tenant } from '../directory/model.ts'
import type { Entity } from './filter.ts'

/** @param tenant that it is registered in */
export function applicationEntity(application: Application, tenant: Tenant): Entity {
  const redirectUris = (platform: Platform) =>
    application.redirectUris.filter((each) => each.platform === platform).map(({ uri }) => uri)
  return {
    id: application.id,
    deletedDateTime: null,
    appId: application.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: dateTime(application.createdAtMs),
    displayName: application.displayName,
    description: application.description ?? null,
    groupMembershipClaims: application.groupMembershipClaims,
    identifierUris: application.identifierUris,
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: application.isFallbackPublicClient,
    notes: application.notes ?? null,
    publisherDomain:
      tenant.domains.find(({ isInitial }) => isInitial)?.name ?? tenant.domains[0]?.name ?? null,
    serviceManagementReference: null,
    signInAudience: application.signInAudience,
    tags: application.tags,
    tokenEncryptionKeyId: null,
    uniqueName: application.uniqueName ?? null,
    samlMetadataUrl: null,
    defaultRedirectUri: null,
    certification: null,
    requestSignatureVerification: null,
    addIns: [],
    api: {
      acceptMappedClaims: application.acceptMappedClaims,
      knownClientApplications: application.knownClientAppIds,
      requestedAccessTokenVersion: application.requestedAccessTokenVersion,
      oauth2PermissionScopes: scopeEntities(application),
      preAuthorizedApplications: application.preAuthorized.map(({ appId, scopeIds }) => ({
        appId,
        delegatedPermissionIds: scopeIds,
      })),
    },
    appRoles: roleEntities(application),
    info: {
      logoUrl: null,
      marketingUrl: null,
      privacyStatementUrl: null,
      supportUrl: null,
      termsOfServiceUrl: null,
    },
    keyCredentials: application.certificates.map(certificateEntity),
    optionalClaims: optionalClaimsEntity(application.optionalClaims),
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    passwordCredentials: application.secrets.map(secretEntity),
    publicClient: { redirectUris: redirectUris('publicClient') },
    requiredResourceAccess: application.requiredResourceAccess.map(({ resourceAppId, access }) => ({
      resourceAppId,
      resourceAccess: access,
    })),
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    web: {
      homePageUrl: application.homePageUrl ?? null,
      logoutUrl: application.logoutUrl ?? null,
      redirectUris: redirectUris('web'),
      implicitGrantSettings: {
        enableAccessTokenIssuance: application.implicitAccessToken,
        enableIdTokenIssuance: application.implicitIdToken,
      },
      redirectUriSettings: redirectUris('web').map((uri) => ({ uri, index: null })),
    },
    spa: { redirectUris: redirectUris('spa') },
  }
}

/** A client secret without its value. */
export const secretEntity = (secret: Secret): Entity => ({
  customKeyIdentifier: null,
  displayName: secret.displayName ?? null,
  endDateTime: dateTime(secret.endDateTimeMs),
  hint: secret.hint,
  keyId: secret.keyId,
  secretText: null,
  startDateTime: dateTime(secret.startDateTimeMs),
})

/** `GET` shows the key itself only to who selects `keyCredentials`; lists never do, so it is left out here. */
const certificateEntity = (certificate: Certificate): Entity => ({
  customKeyIdentifier: certificate.customKeyIdentifier,
  displayName: certificate.displayName,
  endDateTime: dateTime(certificate.endDateTimeMs),
  key: null,
  keyId: certificate.keyId,
  startDateTime: dateTime(certificate.startDateTimeMs),
  type: certificate.type,
  usage: certificate.usage,
})

/** `keyCredentials` with the certificates in them, base64 of DER. */
export const certificateEntitiesWithKeys = (application: Application): Entity[] =>
  application.certificates.map((certificate) => ({
    ...certificateEntity(certificate),
    key: new X509Certificate(certificate.pem).raw.toString('base64'),
  }))

export const scopeEntities = ({ scopes }: Application): Entity[] =>
  scopes.map((scope) => ({
    adminConsentDescription: scope.adminConsentDescription,
    adminConsentDisplayName: scope.adminConsentDisplayName,
    id: scope.id,
    isEnabled: scope.isEnabled,
    type: scope.type,
    userConsentDescription: scope.userConsentDescription ?? null,
    userConsentDisplayName: scope.userConsentDisplayName ?? null,
    value: scope.value,
  }))

export const roleEntities = ({ roles }: Application): Entity[] =>
  roles.map((role) => ({
    allowedMemberTypes: role.allowedMemberTypes,
    description: role.description,
    displayName: role.displayName,
    id: role.id,
    isEnabled: role.isEnabled,
    origin: 'Application',
    value: role.value ?? null,
  }))

function optionalClaimsEntity(claims: Application['optionalClaims']): Entity | null {
  const list = (entries: OptionalClaim[]) =>
    entries.map(({ name, source, essential, additionalProperties }) => ({
      additionalProperties,
      essential,
      name,
      source: source ?? null,
    }))
  const { idToken, accessToken, saml2Token } = claims
  const isEmpty = idToken.length + accessToken.length + saml2Token.length === 0
  return isEmpty
    ? null
    : { accessToken: list(accessToken), idToken: list(idToken), saml2Token: list(saml2Token) }
}

/** ISO 8601 without a fraction, as Graph writes it; what never ends gets the end of the year 2299, as the portal gave it. */
export const dateTime = (ms: number): string =>
  `${new Date(Number.isFinite(ms) ? ms : Date.UTC(2299, 11, 31)).toISOString().slice(0, 19)}Z`
