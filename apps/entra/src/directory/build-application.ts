/** Builds one application registration from its entry in a state file; names of permissions become ids. */
import { createHash, X509Certificate } from 'node:crypto'
import type { ApplicationEntry } from '../state/application-schema.ts'
import { derivedId } from './derived-id.ts'
import { graphAppId, microsoftGraph } from './microsoft-graph.ts'
import type { Application, Certificate, OptionalClaim, Platform, Secret } from './model.ts'

/** When everything in a state file was created: the same on every start. */
export const startOfTimeMs = Date.UTC(2024, 0, 1)

/** @param entries all registrations of the state file by appId, in which names of permissions are looked up */
export function buildApplication(
  entry: ApplicationEntry,
  homeTenantId: string,
  entries: Map<string, ApplicationEntry>,
): Application {
  const redirects = (platform: Platform) =>
    (entry[platform]?.redirectUris ?? []).map((uri) => ({ platform, uri }))
  const { description, notes, api } = entry
  const { homePageUrl, logoutUrl } = entry.web ?? {}
  return {
    id: entry.id ?? derivedId(homeTenantId, 'application', entry.appId),
    appId: entry.appId,
    displayName: entry.displayName,
    homeTenantId,
    createdAtMs: startOfTimeMs,
    signInAudience: entry.signInAudience ?? 'AzureADMyOrg',
    ...(description && { description }),
    ...(notes && { notes }),
    ...(homePageUrl && { homePageUrl }),
    ...(logoutUrl && { logoutUrl }),
    tags: entry.tags ?? [],
    ownerIds: [],
    redirectUris: [...redirects('spa'), ...redirects('web'), ...redirects('publicClient')],
    implicitIdToken: entry.web?.implicitGrantSettings?.enableIdTokenIssuance ?? false,
    implicitAccessToken: entry.web?.implicitGrantSettings?.enableAccessTokenIssuance ?? false,
    isFallbackPublicClient: entry.isFallbackPublicClient ?? null,
    identifierUris: entry.identifierUris ?? [],
    requestedAccessTokenVersion: api?.requestedAccessTokenVersion ?? null,
    acceptMappedClaims: null,
    hasOwnSigningKey: entry.hasOwnSigningKey ?? false,
    knownClientAppIds: api?.knownClientApplications ?? [],
    scopes: (api?.oauth2PermissionScopes ?? []).map((scope) => ({
      id: permissionId(entry, entry.appId, 'Scope', scope.value),
      value: scope.value,
      type: scope.type ?? 'User',
      isEnabled: scope.isEnabled ?? true,
      adminConsentDisplayName: scope.adminConsentDisplayName ?? scope.value,
      adminConsentDescription: scope.adminConsentDescription ?? scope.adminConsentDisplayName ?? scope.value,
    })),
    roles: (entry.appRoles ?? []).map((role) => ({
      id: permissionId(entry, entry.appId, 'Role', role.value),
      value: role.value,
      displayName: role.displayName ?? role.value,
      description: role.description ?? role.displayName ?? role.value,
      allowedMemberTypes: role.allowedMemberTypes ?? ['User', 'Application'],
      isEnabled: role.isEnabled ?? true,
    })),
    preAuthorized: (api?.preAuthorizedApplications ?? []).map((client) => ({
      appId: client.appId,
      scopeIds: client.delegatedPermissions.map((value) => permissionId(entry, entry.appId, 'Scope', value)),
    })),
    requiredResourceAccess: (entry.requiredResourceAccess ?? []).map(({ resourceAppId, scopes, roles }) => ({
      resourceAppId,
      access: [
        ...(scopes ?? []).map((value) => ({ type: 'Scope' as const, value })),
        ...(roles ?? []).map((value) => ({ type: 'Role' as const, value })),
      ].map(({ type, value }) => ({
        id: permissionId(entries.get(resourceAppId), resourceAppId, type, value),
        type,
      })),
    })),
    optionalClaims: {
      idToken: optionalClaims(entry.optionalClaims?.idToken),
      accessToken: optionalClaims(entry.optionalClaims?.accessToken),
      saml2Token: [],
    },
    groupMembershipClaims: entry.groupMembershipClaims ?? null,
    secrets: (entry.passwordCredentials ?? []).map((credential, index) => ({
      ...secretOf(
        credential.secretText,
        credential.keyId ?? derivedId(entry.appId, 'secret', String(index)),
        startOfTimeMs,
        credential.endDateTime ? Date.parse(credential.endDateTime) : Number.POSITIVE_INFINITY,
      ),
      ...(credential.displayName && { displayName: credential.displayName }),
    })),
    certificates: (entry.keyCredentials ?? []).map((credential) =>
      certificateOf(credential.certificatePem, {
        ...(credential.displayName && { displayName: credential.displayName }),
      }),
    ),
    federatedCredentials: (entry.federatedIdentityCredentials ?? []).map((credential) => ({
      id: derivedId(entry.appId, 'federatedIdentityCredential', credential.name),
      name: credential.name,
      issuer: credential.issuer,
      subject: credential.subject,
      audience: credential.audiences[0] ?? '',
      ...(credential.jwks && { jwks: credential.jwks }),
    })),
  }
}

/** The id of a permission that is known by its value; one that the API does not define gets an id of its own. */
export function permissionId(
  resource: ApplicationEntry | undefined,
  resourceAppId: string,
  type: 'Scope' | 'Role',
  value: string,
): string {
  const graph = resourceAppId === graphAppId ? microsoftGraph : undefined
  const defined =
    type === 'Scope'
      ? (graph?.scopes ?? resource?.api?.oauth2PermissionScopes)
      : (graph?.roles ?? resource?.appRoles)
  return (
    defined?.find((permission) => permission.value === value)?.id ??
    derivedId(resourceAppId, type === 'Scope' ? 'scope' : 'role', value)
  )
}

/** A client secret as the directory keeps it. */
export const secretOf = (
  secretText: string,
  keyId: string,
  startDateTimeMs: number,
  endDateTimeMs: number,
): Secret => ({
  keyId,
  digest: createHash('sha256').update(secretText).digest(),
  hint: secretText.slice(0, 3),
  startDateTimeMs,
  endDateTimeMs,
})

/**
 * A certificate as the directory keeps it.
 * @throws TypeError or Error when it can't be read
 */
export function certificateOf(pemOrDer: string | Buffer, named: Partial<Certificate>): Certificate {
  const certificate = new X509Certificate(pemOrDer)
  const thumbprint = createHash('sha1').update(certificate.raw)
  return {
    keyId: derivedId('keyCredential', certificate.fingerprint256),
    displayName: certificate.subject.replaceAll('\n', ', '),
    pem: certificate.toString(),
    usage: 'Verify',
    type: 'AsymmetricX509Cert',
    customKeyIdentifier: thumbprint.digest('base64'),
    startDateTimeMs: certificate.validFromDate.getTime(),
    endDateTimeMs: certificate.validToDate.getTime(),
    ...named,
  }
}

const optionalClaims = (
  list: { name: string; essential?: boolean; additionalProperties?: string[] }[] | undefined,
): OptionalClaim[] =>
  (list ?? []).map(({ name, essential, additionalProperties }) => ({
    name,
    essential: essential ?? false,
    additionalProperties: additionalProperties ?? [],
  }))
