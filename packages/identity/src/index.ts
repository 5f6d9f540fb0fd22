/** Who is asking, and what they may do: what other packages import. */
export { type ConfigProblem, resolveAuthority } from './authority.ts'
export { parseCondition } from './condition.ts'
export { type IdentityConfig, identityDefaults } from './config.ts'
export { checkIdentityConfig } from './config-check.ts'
export { createIdentity, type IdentityDependencies } from './create-identity.ts'
export { defaultPolicies, defaultRoles } from './default-policies.ts'
export type * from './identity.ts'
export type { IdentityLog, Sealer } from './ports.ts'
