/** The directory in memory: tenants with their people, groups, applications and grants, every default filled in. */

export interface Directory {
  tenants: Tenant[]
}

export interface Tenant {
  id: string
  displayName: string
  regionScope: 'WW' | 'NA' | 'EU'
  domains: Domain[]
  allowUserConsent: boolean
  users: User[]
  groups: Group[]
  applications: Application[]
  servicePrincipals: ServicePrincipal[]
  permissionGrants: PermissionGrant[]
  appRoleAssignments: AppRoleAssignment[]
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
  signInState: 'ok' | 'locked' | 'passwordExpired' | 'mfaRequired'
  directoryRoles: string[]
  /** SHA-256 of the password; absent: any is taken. */
  passwordDigest?: Buffer
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
  multiTenant: boolean
  redirectUris: { platform: Platform; uri: string }[]
  implicitIdToken: boolean
  implicitAccessToken: boolean
  isFallbackPublicClient: boolean
  identifierUris: string[]
  accessTokenVersion: 1 | 2
  scopes: PermissionScope[]
  roles: AppRole[]
  preAuthorized: { appId: string; scopes: string[] }[]
  requiredResourceAccess: { resourceAppId: string; scopes: string[]; roles: string[] }[]
  optionalClaims: { idToken: OptionalClaim[]; accessToken: OptionalClaim[] }
  groupMembershipClaims: 'None' | 'SecurityGroup' | 'DirectoryRole' | 'All'
  secrets: Secret[]
  certificates: { displayName: string; pem: string }[]
  federatedCredentials: FederatedCredential[]
}

export interface PermissionScope {
  id: string
  value: string
  /** `Admin`: only an administrator may consent. */
  type: 'User' | 'Admin'
  isEnabled: boolean
  displayName: string
}

export interface AppRole {
  id: string
  value: string
  displayName: string
  allowedMemberTypes: ('User' | 'Application')[]
  isEnabled: boolean
}

export interface OptionalClaim {
  name: string
  additionalProperties: string[]
}

export interface Secret {
  keyId: string
  /** SHA-256 of the secret, so that no listing or dump of the directory shows it. */
  digest: Buffer
  endDateTimeMs: number
}

export interface FederatedCredential {
  name: string
  issuer: string
  subject: string
  audience: string
  jwks: { keys: Record<string, unknown>[] }
}

export interface ServicePrincipal {
  id: string
  appId: string
  accountEnabled: boolean
  appRoleAssignmentRequired: boolean
}

export interface PermissionGrant {
  clientAppId: string
  resourceAppId: string
  scopes: string[]
  /** Object id of the person who consented; absent: consent for everybody. */
  principalId?: string
}

export interface AppRoleAssignment {
  /** Object id of a user, group or service principal. */
  principalId: string
  resourceAppId: string
  /** Absent: default access, which lets its holder in without giving a role. */
  role?: string
}
