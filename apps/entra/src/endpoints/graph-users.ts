/** Microsoft Graph: `GET /me`, `GET /users/{id|upn}`, `POST …/getMemberObjects`. */
import { checkPermission, type GraphCaller, GraphProblem } from '../checks/graph-access.ts'
import { findServicePrincipal, findUser, groupIdsOf } from '../directory/lookup.ts'
import type { User } from '../directory/model.ts'
import type { EntraRequest } from '../http/request.ts'
import { graphOperation, odataContext } from './graph-answer.ts'

/** The signed-in person. */
export const graphMe = graphOperation((caller, request) => {
  checkPermission(caller, 'User.Read', 'User.Read.All', 'Directory.Read.All')
  return userEntity(signedInUser(caller), request)
})

/** One person, by object id or userPrincipalName. */
export const graphUser = graphOperation((caller, request) => {
  const user = addressedUser(caller, request)
  if (user === caller.user) checkPermission(caller, 'User.Read', 'User.Read.All', 'Directory.Read.All')
  else checkPermission(caller, 'User.Read.All', 'Directory.Read.All')
  return userEntity(user, request)
})

/** Object ids of all groups a person is in, through other groups too. */
export const graphUserMemberObjects = graphOperation((caller, request) =>
  memberObjects(caller, request, addressedUser(caller, request)),
)

export const graphMyMemberObjects = graphOperation((caller, request) =>
  memberObjects(caller, request, signedInUser(caller)),
)

/** The same for an application's service principal. */
export const graphServicePrincipalMemberObjects = graphOperation((caller, request) => {
  checkPermission(caller, 'Directory.Read.All', 'Application.Read.All')
  const id = request.params.id ?? ''
  const principal =
    caller.tenant.servicePrincipals.find((each) => each.id === id) ?? findServicePrincipal(caller.tenant, id)
  if (!principal) throw notFound(id)
  return collectionOfIds(groupIdsOf(caller.tenant, principal.id, securityEnabledOnly(request)))
})

function memberObjects(caller: GraphCaller, request: EntraRequest, user: User): object {
  const self = user === caller.user ? ['User.Read'] : []
  checkPermission(caller, ...self, 'User.Read.All', 'GroupMember.Read.All', 'Directory.Read.All')
  return collectionOfIds(groupIdsOf(caller.tenant, user.id, securityEnabledOnly(request)))
}

const collectionOfIds = (value: string[]) => ({
  '@odata.context': odataContext('Collection(Edm.String)'),
  value,
})

function signedInUser(caller: GraphCaller): User {
  if (caller.user) return caller.user
  throw new GraphProblem(400, 'BadRequest', '/me request is only valid with delegated authentication flow.')
}

function addressedUser({ tenant }: GraphCaller, request: EntraRequest): User {
  const id = request.params.id ?? ''
  const user = findUser(tenant, id)
  if (!user) throw notFound(id)
  return user
}

const notFound = (id: string) =>
  new GraphProblem(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

/** @throws GraphProblem 400 when the body is not `{"securityEnabledOnly": boolean}` */
function securityEnabledOnly({ body }: EntraRequest): boolean {
  try {
    const asked: unknown = JSON.parse(body)
    const value = (asked as { securityEnabledOnly?: unknown } | null)?.securityEnabledOnly
    if (typeof value === 'boolean') return value
  } catch {
    // Falls through to the same refusal as a body without the member.
  }
  throw new GraphProblem(
    400,
    'Request_BadRequest',
    "The body must be a JSON object with the boolean 'securityEnabledOnly'.",
  )
}

function userEntity(user: User, request: EntraRequest): object {
  const entity: Record<string, unknown> = {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName ?? null,
    jobTitle: user.jobTitle ?? null,
    mail: user.mail ?? null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: user.surname ?? null,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
  }
  const onRequest: Record<string, unknown> = { accountEnabled: user.accountEnabled, userType: user.userType }
  const select = request.query.get('$select')?.split(',').filter(Boolean)
  const context = odataContext(select ? `users(${select.join(',')})/$entity` : 'users/$entity')
  if (!select) return { '@odata.context': context, ...entity }
  const all = { ...entity, ...onRequest }
  return {
    '@odata.context': context,
    ...Object.fromEntries(select.filter((name) => name in all).map((name) => [name, all[name]])),
  }
}
