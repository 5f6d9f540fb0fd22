/** The sample company with everything that Entra refuses, and a second one with every switch thrown. */
import type { StateFile } from '../state/schema.ts'
import { sample } from './start.ts'

const graphAppId = '00000003-0000-0000-c000-000000000000'
export const otherTenantId = '0e1f2a3b-4c5d-4e6f-8a7b-9c0d1e2f3a4b'
export const strangerId = '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
export const passwordAppId = '2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e'
export const bareAppId = '3c4d5e6f-7a8b-4c9d-8e1f-2a3b4c5d6e7f'
export const staleAppId = '4d5e6f7a-8b9c-4d0e-9f2a-3b4c5d6e7f8a'
export const unusedApiId = '5e6f7a8b-9c0d-4e1f-8a3b-4c5d6e7f8a9b'
export const disabledAppId = '6f7a8b9c-0d1e-4f2a-9b4c-5d6e7f8a9b0c'
export const workloadAppId = '7a8b9c0d-1e2f-4a3b-8c5d-6e7f8a9b0c1d'
/** Microsoft's own, which is not bound to one tenant. */
export const commandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
export const nativeAppId = '8b9c0d1e-2f3a-4b4c-8d6e-7f8a9b0c1d2f'
export const nativeRedirectUri = 'fjordlight-app://signed-in'
const redirectUris = [sample.redirectUri]

const policies = {
  'mfa.policy@fjordlight.example': 'requireMfa',
  'register.policy@fjordlight.example': 'requireMfaRegistration',
  'device.policy@fjordlight.example': 'requireCompliantDevice',
  'joined.policy@fjordlight.example': 'requireJoinedDevice',
  'place.policy@fjordlight.example': 'restrictPlace',
  'blocked.policy@fjordlight.example': 'block',
} as const
const states = {
  'locked@fjordlight.example': 'locked',
  'expired@fjordlight.example': 'passwordExpired',
  'without@fjordlight.example': 'passwordMissing',
  'mfa@fjordlight.example': 'mfaRequired',
  'failed@fjordlight.example': 'mfaFailed',
  'enrol@fjordlight.example': 'mfaEnrolmentRequired',
} as const

/** Adds the people, policies and applications that are refused something. */
export function withTrouble(state: StateFile): void {
  const [tenant] = state.tenants
  if (!tenant) throw new Error('the sample company has a tenant')
  state.tenants.push({
    id: otherTenantId,
    displayName: 'Elsewhere',
    domains: [{ name: 'elsewhere.example', isDefault: true }],
    users: [{ id: strangerId, userPrincipalName: 'eve@elsewhere.example', displayName: 'Eve' }],
  })
  tenant.partners = [otherTenantId]
  for (const [userPrincipalName, signInState] of Object.entries(states))
    tenant.users?.push({ userPrincipalName, displayName: userPrincipalName, signInState })
  for (const userPrincipalName of Object.keys(policies))
    tenant.users?.push({ userPrincipalName, displayName: userPrincipalName })
  tenant.users?.push({
    userPrincipalName: 'gone@fjordlight.example',
    displayName: 'Gone',
    accountEnabled: false,
  })
  tenant.conditionalAccess = [
    ...Object.entries(policies).map(([user, result]) => ({ displayName: result, users: [user], result })),
    {
      displayName: 'No daemons',
      appIds: [workloadAppId],
      workloadIdentities: true,
      result: 'block' as const,
    },
  ]
  const secret = { secretText: 'known' }
  tenant.applications?.push(
    { appId: passwordAppId, displayName: 'Old', isFallbackPublicClient: true },
    { appId: bareAppId, displayName: 'Bare', spa: { redirectUris }, identifierUris: [`api://${bareAppId}`] },
    {
      appId: staleAppId,
      displayName: 'Stale',
      spa: { redirectUris },
      requiredResourceAccess: [{ resourceAppId: '8b9c0d1e-2f3a-4b4c-9d6e-7f8a9b0c1d2e', scopes: ['read'] }],
    },
    {
      appId: unusedApiId,
      displayName: 'Unused',
      identifierUris: ['api://unused'],
      api: { oauth2PermissionScopes: [{ value: 'read' }] },
    },
    { appId: disabledAppId, displayName: 'Disabled', passwordCredentials: [secret] },
    { appId: workloadAppId, displayName: 'Daemon', passwordCredentials: [secret] },
    {
      appId: nativeAppId,
      displayName: 'Native',
      publicClient: { redirectUris: [nativeRedirectUri] },
      requiredResourceAccess: [{ resourceAppId: graphAppId, scopes: ['User.Read'] }],
    },
  )
  tenant.servicePrincipals?.push(
    { appId: passwordAppId },
    { appId: bareAppId },
    { appId: staleAppId },
    { appId: disabledAppId, accountEnabled: false },
    { appId: workloadAppId },
    { appId: nativeAppId },
  )
  for (const clientAppId of [passwordAppId, nativeAppId])
    tenant.oauth2PermissionGrants?.push({
      clientAppId,
      resourceAppId: graphAppId,
      scope: 'openid profile User.Read offline_access',
    })
}

/** The same, told in the other way where nobody knows how Entra tells it, with a tenant that asks for more. */
export function withSwitches(state: StateFile): void {
  withTrouble(state)
  const [tenant] = state.tenants
  if (tenant)
    tenant.policies = {
      adminConsentWorkflow: true,
      signInFrequencySeconds: 7200,
      refreshTokenMaxAgeSeconds: 3600,
    }
  state.behaviour = {
    omittedRedirectUri: 'refuse',
    secondFactorError: 'invalid_grant',
    disabledApplicationCode: 70001,
    federationMismatchCode: 70021,
    withoutCredentialsCode: 70002,
    unregisteredChainCode: 700030,
    clientLoopAfter: 2,
    problems: { 700016: { error: 'invalid_client', status: 401 } },
  }
}
