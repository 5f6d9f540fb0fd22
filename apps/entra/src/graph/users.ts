/** Microsoft Graph: `/me` and `/users`, with their memberships. */
import { createHash } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { findTenant, findUser, groupIdsOf } from '../directory/lookup.ts'
import type { User } from '../directory/model.ts'
import { addressedPrincipal } from './application-address.ts'
import { bodyAs } from './body.ts'
import { checkDirectoryRole, checkPermission } from './caller.ts'
import { groupEntity } from './directory-object.ts'
import { directoryRoleEntity } from './directory-roles.ts'
import { created, type GraphCall, type GraphResult, graphOperation, odataContext, ok } from './operation.ts'
import { badRequest, duplicate, GraphProblem, invalidValue, notFound } from './problem.ts'
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

const NewUser = Type.Object(
  {
    accountEnabled: Type.Boolean(),
    displayName: Type.String({ minLength: 1 }),
    mailNickname: Type.String({ minLength: 1 }),
    userPrincipalName: Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' }),
    passwordProfile: Type.Object({
      password: Type.String({ minLength: 1 }),
      forceChangePasswordNextSignIn: Type.Optional(Type.Boolean()),
    }),
    givenName: Type.Optional(Type.String()),
    surname: Type.Optional(Type.String()),
    jobTitle: Type.Optional(Type.String()),
    mail: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

/** `POST /users`: a member of the tenant, in one of its verified domains. */
export const createUser = graphOperation(({ caller, tenant, request, world }) => {
  checkPermission(caller, 'User.ReadWrite.All', 'Directory.ReadWrite.All')
  checkDirectoryRole(caller, 'globalAdministrator', 'userAdministrator')
  const { mailNickname: _nickname, passwordProfile, ...body } = bodyAs(NewUser, request)
  const domain = body.userPrincipalName.split('@')[1] ?? ''
  if (findTenant({ tenants: [tenant] }, domain) !== tenant)
    throw invalidValue(
      'userPrincipalName',
      'The domain portion of the userPrincipalName property is invalid.',
    )
  if (findUser(tenant, body.userPrincipalName))
    throw duplicate(
      400,
      'Another object with the same value for property userPrincipalName already exists.',
      'userPrincipalName',
    )
  const user: User = {
    ...body,
    id: world.random.guid(),
    userType: 'Member',
    signInState: passwordProfile.forceChangePasswordNextSignIn ? 'passwordExpired' : 'ok',
    directoryRoles: [],
    passwordDigest: createHash('sha256').update(passwordProfile.password).digest(),
  }
  tenant.users.push(user)
  return created(
    singleEntity(request, { set: 'users', onRequest: userOnRequest }, userEntity(user)),
    `users/${user.id}`,
  )
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
