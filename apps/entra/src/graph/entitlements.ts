/** Scopes and app roles of a registration: what the directory lets their owner change. */
import type { Application, AppRole, PermissionScope } from '../directory/model.ts'
import type { ApplicationBody } from './application-body.ts'
import { GraphProblem, invalidValue } from './problem.ts'

type GivenScopes = NonNullable<ApplicationBody['api']>['oauth2PermissionScopes']

/** @throws GraphProblem 400 for a scope that is removed, or gets another value, while it is enabled */
export function changedScopes(before: PermissionScope[], given: GivenScopes): PermissionScope[] {
  if (!given) return before
  const after = given.map((scope): PermissionScope => {
    const { userConsentDisplayName, userConsentDescription } = scope
    return {
      id: scope.id.toLowerCase(),
      value: scope.value,
      type: scope.type ?? 'User',
      isEnabled: scope.isEnabled ?? true,
      adminConsentDisplayName: scope.adminConsentDisplayName ?? scope.value,
      adminConsentDescription: scope.adminConsentDescription ?? scope.value,
      ...(userConsentDisplayName && { userConsentDisplayName }),
      ...(userConsentDescription && { userConsentDescription }),
    }
  })
  checkDisabledFirst(before, after)
  return after
}

/** @throws GraphProblem 400 for a role that is removed, or gets another value, while it is enabled */
export function changedRoles(before: AppRole[], given: ApplicationBody['appRoles']): AppRole[] {
  if (!given) return before
  const after = given.map(
    (role): AppRole => ({
      id: role.id.toLowerCase(),
      ...(role.value && { value: role.value }),
      displayName: role.displayName,
      description: role.description,
      allowedMemberTypes: role.allowedMemberTypes,
      isEnabled: role.isEnabled ?? true,
    }),
  )
  checkDisabledFirst(before, after)
  return after
}

function checkDisabledFirst(
  before: { id: string; value?: string; isEnabled: boolean }[],
  after: { id: string; value?: string }[],
): void {
  for (const permission of before.filter(({ isEnabled }) => isEnabled)) {
    const same = after.find(({ id }) => id === permission.id)
    if (!same || same.value !== permission.value)
      throw new GraphProblem(
        400,
        'CannotDeleteOrUpdateEnabledEntitlement',
        'Permission (scope or role) cannot be deleted or updated unless disabled first.',
      )
  }
}

/** @throws GraphProblem 400 when two permissions share an id, or two of the same kind a value */
export function checkUniqueEntitlements({ scopes, roles }: Application): void {
  const ids = new Set<string>()
  for (const { id } of [...scopes, ...roles]) {
    if (ids.has(id))
      throw invalidValue(
        'api.oauth2PermissionScopes',
        `Property api.oauth2PermissionScopes or appRoles contains the id '${id}' twice: it must be unique within the application.`,
        'DuplicateValue',
      )
    ids.add(id)
  }
  for (const [target, values] of [
    ['api.oauth2PermissionScopes', scopes.map(({ value }) => value)],
    ['appRoles', roles.flatMap(({ value }) => value ?? [])],
  ] as const)
    if (new Set(values).size < values.length)
      throw invalidValue(
        target,
        `It contains duplicate value. Please Provide unique value.`,
        'DuplicateValue',
      )
}

/**
 * A client can be pre-authorized only for scopes that were there before: adding both takes two requests.
 * @throws GraphProblem 400 otherwise
 */
export function checkPreAuthorized(before: Application, after: Application): void {
  if (before.preAuthorized === after.preAuthorized) return
  for (const id of after.preAuthorized.flatMap(({ scopeIds }) => scopeIds))
    if (![before, after].every(({ scopes }) => scopes.some((scope) => scope.id === id)))
      throw invalidValue(
        'api.preAuthorizedApplications',
        `Property PreAuthorizedApplication references applications or permission ids that cannot be found: '${id}'.`,
      )
}
