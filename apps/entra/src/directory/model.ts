/** The directory in memory: tenants with their people, groups, applications and grants, every default filled in. */

import type { CloudName } from '../clouds.ts'

export interface Directory {
  tenants: Tenant[]
}

export interface Tenant {
  id: string
  displayName: string
  regionScope: 'WW' | 'NA' | 'EU'
  cloud: CloudName
  /** Of v1 issuers, where it is not the one that is taken for the cloud's. */
  v1IssuerHost?: string
  domains: Domain[]
  allowUserConsent: boolean
  /** Tenants whose people administer this one on its behalf. */
  partnerIds: string[]
  policies: TenantPolicies
  conditionalAccess: ConditionalAccessPolicy[]
  users: User[]
  groups: Group[]
  applications: Application[]
  servicePrincipals: ServicePrincipal[]
  permissionGrants: PermissionGrant[]
  appRoleAssignments: AppRoleAssignment[]
  deletedApplications: DeletedApplication[]
}

/** What the tenant allows applications and their owners. */
export interface TenantPolicies {
  /** Identifier URIs must contain a verified domain, the tenant id or the client id. */
  identifierUriProtection: boolean
  /** Members without a directory role may register applications. */
  membersMayRegisterApplications: boolean
  /** No new client secrets. */
  secretsBlocked: boolean
  /** Longest lifetime of a new client secret. */
  secretLifetimeDays?: number
  /** Members may ask an administrator for consent on the page that refuses them. */
  adminConsentWorkflow: boolean
  /** People must sign in again after so long, whatever refresh tokens they hold. */
  signInFrequencySeconds?: number
  /** No refresh token lives longer. */
  refreshTokenMaxAgeSeconds?: number
}

/** One Conditional Access policy. */
export interface ConditionalAccessPolicy {
  displayName: string
  /** userPrincipalNames or object ids; absent: everybody. */
  users?: string[]
  /** Client ids; absent: every application. */
  appIds?: string[]
  /** Reaches applications that act on their own behalf, too. */
  workloadIdentities: boolean
  result:
    | 'block'
    | 'requireMfa'
    | 'requireMfaRegistration'
    | 'requireCompliantDevice'
    | 'requireJoinedDevice'
    | 'restrictPlace'
}

export interface Domain {
  name: string
  isDefault: boolean
  isInitial: boolean
  isVerified: boolean
}

export interface User {
  id: string
  userPrincipalName: string
  displayName: string
  givenName?: string
  surname?: string
  mail?: string
  jobTitle?: string
  userType: 'Member' | 'Guest'
  identityProvider?: string
  accountEnabled: boolean
  signInState:
    | 'ok'
    | 'locked'
    | 'passwordExpired'
    | 'passwordMissing'
    | 'mfaRequired'
    | 'mfaFailed'
    | 'mfaEnrolmentRequired'
  directoryRoles: string[]
  /** SHA-256 of the password; absent: any is taken. */
  passwordDigest?: Uint8Array
}

export interface Group {
  id: string
  displayName: string
  securityEnabled: boolean
  mailEnabled: boolean
  /** Object ids of users, service principals and nested groups. */
  members: string[]
}

/** The platform a redirect URI is registered under; it decides what kind of client redeems the code. */
export type Platform = 'spa' | 'web' | 'publicClient'

export interface Application {
  id: string
  appId: string
  displayName: string
  /** The tenant it is registered in. */
  homeTenantId: string
  createdAtMs: number
  signInAudience:
    | 'AzureADMyOrg'
    | 'AzureADMultipleOrgs'
    | 'AzureADandPersonalMicrosoftAccount'
    | 'PersonalMicrosoftAccount'
  description?: string
  notes?: string
  tags: string[]
  uniqueName?: string
  homePageUrl?: string
  /** Front-channel logout: it is told here when somebody signs out. */
  logoutUrl?: string
  /** Object ids of the people and applications that may change it. */
  ownerIds: string[]
  redirectUris: { platform: Platform; uri: string }[]
  implicitIdToken: boolean
  implicitAccessToken: boolean
  /** null counts as false. */
  isFallbackPublicClient: boolean | null
  identifierUris: string[]
  /** null and 1: v1 access tokens. */
  requestedAccessTokenVersion: 1 | 2 | null
  acceptMappedClaims: boolean | null
  /** Its tokens are signed with a key of its own, which only the key set of its `appid` shows. */
  hasOwnSigningKey: boolean
  knownClientAppIds: string[]
  scopes: PermissionScope[]
  roles: AppRole[]
  preAuthorized: { appId: string; scopeIds: string[] }[]
  requiredResourceAccess: { resourceAppId: string; access: RequiredPermission[] }[]
  optionalClaims: { idToken: OptionalClaim[]; accessToken: OptionalClaim[]; saml2Token: OptionalClaim[] }
  groupMembershipClaims: 'None' | 'SecurityGroup' | 'DirectoryRole' | 'ApplicationGroup' | 'All' | null
  secrets: Secret[]
  certificates: Certificate[]
  federatedCredentials: FederatedCredential[]
}

export interface PermissionScope {
  id: string
  value: string
  /** `Admin`: only an administrator may consent. */
  type: 'User' | 'Admin'
  isEnabled: boolean
  adminConsentDisplayName: string
  adminConsentDescription: string
  userConsentDisplayName?: string
  userConsentDescription?: string
}

/** A permission that a registration lists, by id: the API may define it or not. */
export interface RequiredPermission {
  id: string
  type: 'Scope' | 'Role'
}

export interface AppRole {
  id: string
  /** Absent: a role that appears in no token. */
  value?: string
  displayName: string
  description: string
  allowedMemberTypes: ('User' | 'Application')[]
  isEnabled: boolean
}

export interface OptionalClaim {
  name: string
  source?: string
  essential: boolean
  additionalProperties: string[]
}

export interface Secret {
  keyId: string
  displayName?: string
  /** SHA-256 of the secret, so that no listing or dump of the directory shows it. */
  digest: Uint8Array
  /** The secret's first three characters. */
  hint: string
  startDateTimeMs: number
  /** Infinity: never. */
  endDateTimeMs: number
}

export interface Certificate {
  keyId: string
  displayName: string
  pem: string
  usage: string
  type: string
  /** base64; the SHA-1 thumbprint unless the owner chose another one. */
  customKeyIdentifier: string
  startDateTimeMs: number
  endDateTimeMs: number
}

export interface FederatedCredential {
  id: string
  name: string
  description?: string
  issuer: string
  subject: string
  audience: string
  /** The issuer's keys; absent: they are fetched from the issuer, which must be on loopback. */
  jwks?: { keys: Record<string, unknown>[] }
}

export interface ServicePrincipal {
  id: string
  appId: string
  accountEnabled: boolean
  appRoleAssignmentRequired: boolean
  tags: string[]
  createdAtMs: number
}

export interface PermissionGrant {
  id: string
  clientAppId: string
  resourceAppId: string
  scopes: string[]
  /** Object id of the person who consented; absent: consent for everybody. */
  principalId?: string
}

export interface AppRoleAssignment {
  id: string
  /** Object id of a user, group or service principal. */
  principalId: string
  resourceAppId: string
  /** {@link defaultAccess} lets its holder in without giving a role. */
  appRoleId: string
  createdAtMs: number
}

/** The role id of an assignment without a role. */
export const defaultAccess = '00000000-0000-0000-0000-000000000000'

/** An application that was deleted, with what it took along: it can be restored. */
export interface DeletedApplication {
  application: Application
  deletedAtMs: number
  servicePrincipals: ServicePrincipal[]
  permissionGrants: PermissionGrant[]
  appRoleAssignments: AppRoleAssignment[]
}
