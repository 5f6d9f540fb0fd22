/** The `groups` and `wids` claims, and what stands in for `groups` when there are too many to list. */
import { groupIdsOf } from '../directory/lookup.ts'
import type { Application, OptionalClaim, Tenant, User } from '../directory/model.ts'
import type { Claims } from './grant-facts.ts'
import { asksFor } from './optional-claims.ts'

/** More groups than this are not listed in a JWT. */
const overageLimit = 200
/** More groups than this are not listed in a token that travels in a URL. */
const implicitLimit = 5

function listedGroups(
  { appId, groupMembershipClaims: wanted }: Application,
  tenant: Tenant,
  user: User,
): string[] {
  if (wanted === 'All' || wanted === 'SecurityGroup')
    return groupIdsOf(tenant, user.id, wanted === 'SecurityGroup')
  if (wanted !== 'ApplicationGroup') return []
  // Those that somebody assigned to the application, under Users and groups.
  const assigned = tenant.appRoleAssignments.filter(({ resourceAppId }) => resourceAppId === appId)
  const holders = new Set(assigned.map(({ principalId }) => principalId))
  return groupIdsOf(tenant, user.id, false).filter((id) => holders.has(id))
}

/**
 * The group claims that `application` asks for in the tokens of `user`.
 * @param asked its optional claims for this kind of token: `groups` may want names for ids, or the groups as roles
 */
export function groupClaims(
  application: Application,
  tenant: Tenant,
  user: User,
  asked: OptionalClaim[],
  delivery: 'direct' | 'fragment' = 'direct',
): Claims {
  const wanted = application.groupMembershipClaims
  const claims: Claims = {}
  if ((wanted === 'All' || wanted === 'DirectoryRole') && user.directoryRoles.length > 0)
    claims.wids = user.directoryRoles
  const groups = listedGroups(application, tenant, user)
  if (groups.length === 0) return claims
  if (delivery === 'fragment' && groups.length > implicitLimit) return { ...claims, hasgroups: true }
  if (groups.length <= overageLimit) {
    const shown = asksFor(asked, 'groups', 'cloud_displayname') ? namesOf(tenant, groups) : groups
    // Groups as roles replace the roles that the person holds.
    return { ...claims, [asksFor(asked, 'groups', 'emit_as_roles') ? 'roles' : 'groups']: shown }
  }
  return {
    ...claims,
    _claim_names: { groups: 'src1' },
    // The retired Azure AD Graph: Entra still names it here, and callers must ask Microsoft Graph instead.
    _claim_sources: {
      src1: { endpoint: `https://graph.windows.net/${tenant.id}/users/${user.id}/getMemberObjects` },
    },
  }
}

const namesOf = ({ groups }: Tenant, ids: string[]): string[] =>
  groups.filter(({ id }) => ids.includes(id)).map(({ displayName }) => displayName)
