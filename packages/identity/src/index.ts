/** Who is asking, and what they may do: what other packages import. */
export type * from './account-directory.ts'
export {
  type AuditCategory,
  type AuditEntry,
  type AuditEvent,
  type AuditQuery,
  auditCategories,
} from './audit-log.ts'
export { type ConfigProblem, resolveAuthority } from './authority.ts'
export type { OwnedClaimMapping } from './claim-mappings.ts'
export { conditionFunctions, parseCondition } from './condition.ts'
export {
  type ClaimMapping,
  type ConfiguredSigningKey,
  type IdentityConfig,
  identityDefaults,
} from './config.ts'
export { checkIdentityConfig } from './config-check.ts'
export { createIdentity, type IdentityDependencies } from './create-identity.ts'
export { defaultPolicies, defaultRoles } from './default-policies.ts'
export type * from './identity.ts'
export { identityMigrations } from './migrations.ts'
export { namedAdministrator } from './named-administrator.ts'
export { adminsOfOtherDomains } from './person-profile.ts'
export type { Fetch, IdentityLog, Queryable, Sealer } from './ports.ts'
export type { GroupLookup } from './provider-rights.ts'
export { tryProvider } from './provider-trial.ts'
export { resealIdentity } from './reseal-secrets.ts'
export { type SavedRevision, type SavedSettings, type SavedTexts, savedSettings } from './saved-settings.ts'
export type { OpenSession } from './sessions.ts'
export type * from './sign-in-attempt.ts'
export type { SignInPreview } from './sign-in-preview.ts'
