/** Microsoft Graph: `/me` and `/users`, with their memberships. */
import { findUser, groupIdsOf } from '../directory/lookup.ts'
import type { User } from '../directory/model.ts'
import { addressedPrincipal } from './application-address.ts'
import { checkPermission } from './caller.ts'
import { groupEntity } from './directory-object.ts'
import { directoryRoleEntity } from './directory-roles.ts'
import { type GraphCall, type GraphResult, graphOperation, odataContext, ok } from './operation.ts'
import { badRequest, GraphProblem, notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'
import { userEntity, userOnRequest } from './user-entity.ts'

const readUsers = ['User.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All']

/** The signed-in person. */
export const graphMe = graphOperation((call) => {
  const user = signedInUser(call)
  checkPermission(call.caller, 'User.Read', ...readUsers)
  return shown(call, user)
})

/** One person, by object id or userPrincipalName. */
export const graphUser = graphOperation((call) => {
  const user = addressedUser(call)
  checkPermission(call.caller, ...(user === call.caller.user ? ['User.Read'] : []), ...readUsers)
  return shown(call, user)
})

/** Everybody. */
export const listUsers = graphOperation(({ caller, replica, request }) => {
  checkPermission(caller, 'User.ReadBasic.All', ...readUsers)
  const entities = replica.users.map(userEntity)
  return ok(collectionPage(request, { set: 'users', entities, onRequest: userOnRequest }))
})

/** Object ids of all groups a person is in, through other groups too. */
export const graphUserMemberObjects = graphOperation((call) => memberObjects(call, addressedUser(call)))
export const graphMyMemberObjects = graphOperation((call) => memberObjects(call, signedInUser(call)))

/** The same for an application's service principal. */
export const graphServicePrincipalMemberObjects = graphOperation((call) => {
  checkPermission(call.caller, 'Directory.Read.All', 'Application.Read.All')
  return collectionOfIds(groupIdsOf(call.tenant, addressedPrincipal(call).id, securityEnabledOnly(call)))
})

/** `memberOf` and `transitiveMemberOf`, of anybody or oneself, all kinds or cast to one. */
export const userMemberships = (direct: boolean, cast?: 'group' | 'directoryRole') =>
  graphOperation((call) => memberships(call, addressedUser(call), direct, cast))
export const myMemberships = (direct: boolean, cast?: 'group' | 'directoryRole') =>
  graphOperation((call) => memberships(call, signedInUser(call), direct, cast))

function memberships(
  call: GraphCall,
  user: User,
  direct: boolean,
  cast: 'group' | 'directoryRole' | undefined,
): GraphResult {
  const { caller, replica, request } = call
  const self = user.id === caller.user?.id ? ['User.Read'] : []
  checkPermission(caller, ...self, 'GroupMember.Read.All', 'Group.Read.All', ...readUsers)
  const transitive = groupIdsOf(replica, user.id, false)
  const groups = replica.groups
    .filter((group) => (direct ? group.members.includes(user.id) : transitive.includes(group.id)))
    .map((group) => ({ '@odata.type': '#microsoft.graph.group', ...groupEntity(group) }))
  const roles = user.directoryRoles.map((templateId) => ({
    '@odata.type': '#microsoft.graph.directoryRole',
    ...directoryRoleEntity(replica, templateId),
  }))
  // A cast collection is of one kind, so its members do not say it.
  const bare = (entities: Record<string, unknown>[]) =>
    entities.map(({ '@odata.type': _kind, ...entity }) => entity)
  const set = cast === 'group' ? 'groups' : cast === 'directoryRole' ? 'directoryRoles' : 'directoryObjects'
  const entities =
    cast === 'group' ? bare(groups) : cast === 'directoryRole' ? bare(roles) : [...groups, ...roles]
  return ok(collectionPage(request, { set, entities }))
}

function memberObjects(call: GraphCall, user: User): GraphResult {
  const self = user === call.caller.user ? ['User.Read'] : []
  checkPermission(call.caller, ...self, 'GroupMember.Read.All', ...readUsers)
  return collectionOfIds(groupIdsOf(call.tenant, user.id, securityEnabledOnly(call)))
}

const collectionOfIds = (value: string[]): GraphResult =>
  ok({ '@odata.context': odataContext('Collection(Edm.String)'), value })

function signedInUser({ caller }: GraphCall): User {
  if (caller.user) return caller.user
  throw new GraphProblem(400, 'BadRequest', '/me request is only valid with delegated authentication flow.')
}

function addressedUser({ tenant, request }: GraphCall): User {
  const id = request.params.id ?? ''
  const user = findUser(tenant, id)
  if (!user) throw notFound(id)
  return user
}

/** @throws GraphProblem 400 when the body is not `{"securityEnabledOnly": boolean}` */
function securityEnabledOnly({ request }: GraphCall): boolean {
  try {
    const asked: unknown = JSON.parse(request.body)
    const value = (asked as { securityEnabledOnly?: unknown } | null)?.securityEnabledOnly
    if (typeof value === 'boolean') return value
  } catch {
    // Falls through to the same refusal as a body without the member.
  }
  throw badRequest("The body must be a JSON object with the boolean 'securityEnabledOnly'.")
}

const shown = ({ request }: GraphCall, user: User): GraphResult =>
  ok(singleEntity(request, { set: 'users', onRequest: userOnRequest }, userEntity(user)))
