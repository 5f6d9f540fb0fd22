/** Microsoft Graph: `GET /policies/…`, what the tenant allows applications and their owners. */
import { checkPermission } from './caller.ts'
import { graphOperation, odataContext, ok } from './operation.ts'

/** Restrictions on client secrets and identifier URIs. */
export const defaultAppManagementPolicy = graphOperation(({ caller, tenant }) => {
  checkPermission(caller, 'Policy.Read.All', 'Policy.Read.ApplicationConfiguration')
  const { identifierUriProtection, secretsBlocked, secretLifetimeDays } = tenant.policies
  const restriction = (restrictionType: string, isOn: boolean, maxLifetime: string | null = null) => ({
    restrictionType,
    state: isOn ? 'enabled' : 'disabled',
    maxLifetime,
    restrictForAppsCreatedAfterDateTime: '2024-01-01T00:00:00Z',
  })
  return ok({
    '@odata.context': odataContext('policies/defaultAppManagementPolicy/$entity'),
    id: '00000000-0000-0000-0000-000000000000',
    displayName: 'Default app management tenant policy',
    description:
      'Default tenant policy that enforces app management restrictions on applications and service principals.',
    isEnabled: identifierUriProtection || secretsBlocked || secretLifetimeDays !== undefined,
    applicationRestrictions: {
      passwordCredentials: [
        restriction('passwordAddition', secretsBlocked),
        restriction(
          'passwordLifetime',
          secretLifetimeDays !== undefined,
          secretLifetimeDays === undefined ? null : `P${secretLifetimeDays}D`,
        ),
      ],
      keyCredentials: [],
      identifierUris: {
        nonDefaultUriAddition: {
          state: identifierUriProtection ? 'enabled' : 'disabled',
          restrictForAppsCreatedAfterDateTime: null,
          excludeAppsReceivingV2Tokens: true,
          excludeSaml: true,
        },
      },
    },
    servicePrincipalRestrictions: { passwordCredentials: [], keyCredentials: [] },
  })
})

/** Who may register applications. */
export const authorizationPolicy = graphOperation(({ caller, tenant }) => {
  checkPermission(caller, 'Policy.Read.All', 'Directory.Read.All')
  return ok({
    '@odata.context': odataContext('policies/authorizationPolicy/$entity'),
    id: 'authorizationPolicy',
    displayName: 'Authorization Policy',
    defaultUserRolePermissions: {
      allowedToCreateApps: tenant.policies.membersMayRegisterApplications,
      permissionGrantPoliciesAssigned: tenant.allowUserConsent
        ? ['ManagePermissionGrantsForSelf.microsoft-user-default-legacy']
        : [],
    },
  })
})
