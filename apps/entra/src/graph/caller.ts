/** Whether a bearer token opens Microsoft Graph, and what its holder may do there. */
import { findTenant, findUser } from '../directory/lookup.ts'
import { graphAppId, microsoftGraph } from '../directory/microsoft-graph.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import type { EntraRequest } from '../http/request.ts'
import { verifyOwnToken } from '../tokens/verify.ts'
import type { World } from '../world.ts'
import { denied, unauthorized } from './problem.ts'

/** Who calls Graph. */
export interface GraphCaller {
  tenant: Tenant
  /** The person, for delegated tokens. */
  user: User | undefined
  clientAppId: string
  /** `scp` of a delegated token, else `roles`. */
  permissions: string[]
  /** Directory roles decide nothing. */
  byPermissionAlone: boolean
}

/** Directory roles, by template id, as far as they decide anything here. */
export const roleTemplates = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  applicationAdministrator: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  cloudApplicationAdministrator: '158c047a-c907-4556-b7ef-446551a6b5f7',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
}

/** @throws GraphProblem 401 for a token that is missing, foreign, expired or meant for another API */
export async function checkGraphToken(request: EntraRequest, world: World): Promise<GraphCaller> {
  const token = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1]
  if (!token) throw unauthorized('Access token is empty.')
  const verified = await verifyOwnToken(token, world)
  if ('refused' in verified) throw unauthorized(refusalTexts[verified.refused])
  const { payload } = verified
  const audience = [payload.aud ?? []].flat()[0]?.replace(/\/$/, '')
  if (audience !== graphAppId && !microsoftGraph.identifierUris.includes(audience ?? ''))
    throw unauthorized('Access token validation failure. Invalid audience.')
  const tenant = findTenant(world.store.primary(), String(payload.tid))
  if (!tenant) throw unauthorized('Access token validation failure. Unknown tenant.')
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : undefined
  const roles = Array.isArray(payload.roles) ? payload.roles.map(String) : []
  const user = scopes ? findUser(tenant, String(payload.oid)) : undefined
  if (scopes && !user) throw unauthorized('Access token validation failure. The user no longer exists.')
  return {
    tenant,
    user,
    clientAppId: String(payload.appid),
    permissions: scopes ?? roles,
    byPermissionAlone: world.behaviour.directoryRolesAtGraph === 'ignored',
  }
}

/** @throws GraphProblem 403 unless the token carries one of `permissions` */
export function checkPermission(caller: GraphCaller, ...permissions: string[]): void {
  if (!permissions.some((permission) => caller.permissions.includes(permission))) throw denied()
}

/**
 * What a person may do through a delegated permission is no more than what they may do themselves.
 * @throws GraphProblem 403 for a person with none of the directory roles; applications pass
 */
export function checkDirectoryRole(caller: GraphCaller, ...roles: (keyof typeof roleTemplates)[]): void {
  if (caller.user && !caller.byPermissionAlone && !holdsRole(caller.user, roles)) throw denied()
}

/** @throws GraphProblem 403 unless the caller may register applications */
export function checkMayRegister(caller: GraphCaller): void {
  checkPermission(
    caller,
    'Application.ReadWrite.All',
    'AppRegistration.Create',
    'Directory.ReadWrite.All',
    'Application.ReadWrite.OwnedBy',
  )
  const mayAnyMember =
    caller.tenant.policies.membersMayRegisterApplications && caller.user?.userType === 'Member'
  if (!mayAnyMember) checkDirectoryRole(caller, ...applicationAdministrators)
}

/**
 * @param application the registration that is changed, or that an enterprise application belongs to
 * @throws GraphProblem 403 unless the caller may change it: by directory role, or as an owner
 */
export function checkMayChange(caller: GraphCaller, application: Application | undefined): void {
  const callerId = caller.user?.id ?? ownServicePrincipalId(caller)
  const owns = callerId !== undefined && (application?.ownerIds.includes(callerId) ?? false)
  const owned = owns && !caller.user ? ['Application.ReadWrite.OwnedBy'] : []
  checkPermission(caller, 'Application.ReadWrite.All', 'Directory.ReadWrite.All', ...owned)
  if (!owns) checkDirectoryRole(caller, ...applicationAdministrators)
}

/** Who manages applications, and consents for everybody to all but Graph's app roles. */
export const applicationAdministrators = [
  'globalAdministrator',
  'applicationAdministrator',
  'cloudApplicationAdministrator',
] as const

/** Object id of the calling application. */
export const ownServicePrincipalId = ({ tenant, clientAppId }: GraphCaller): string | undefined =>
  tenant.servicePrincipals.find((principal) => principal.appId === clientAppId)?.id

const holdsRole = (user: User, roles: readonly (keyof typeof roleTemplates)[]): boolean =>
  roles.some((role) => user.directoryRoles.includes(roleTemplates[role]))

const refusalTexts = {
  malformed: 'CompactToken parsing failed.',
  'foreign key': 'Access token validation failure. Invalid signature.',
  'bad signature': 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
}
