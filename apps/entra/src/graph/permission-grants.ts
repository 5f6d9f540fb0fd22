/** Microsoft Graph: `/oauth2PermissionGrants`, consent to scopes. */
import { Type } from '@sinclair/typebox'
import { grantId } from '../directory/consent.ts'
import type { PermissionGrant, Tenant } from '../directory/model.ts'
import { addressedPrincipal } from './application-address.ts'
import { bodyAs } from './body.ts'
import { applicationAdministrators, checkDirectoryRole, checkPermission, type GraphCaller } from './caller.ts'
import type { Entity } from './filter.ts'
import { created, forChange, type GraphCall, graphOperation, noContent, ok } from './operation.ts'
import { badRequest, duplicate, GraphProblem, invalidValue, notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'

const set = 'oauth2PermissionGrants'
const closed = { additionalProperties: false }
const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const NewGrant = Type.Object(
  {
    clientId: Type.String(),
    consentType: Type.Union([Type.Literal('AllPrincipals'), Type.Literal('Principal')]),
    principalId: text,
    resourceId: Type.String(),
    scope: text,
    startTime: text,
    expiryTime: text,
  },
  closed,
)
const ChangedGrant = Type.Object({ scope: text, startTime: text, expiryTime: text }, closed)

/** `GET /oauth2PermissionGrants` */
export const listGrants = graphOperation(({ caller, replica, request }) => {
  readGrants(caller)
  return ok(collectionPage(request, { set, entities: grantEntities(replica) }))
})

/** `GET /servicePrincipals/{id}/oauth2PermissionGrants`: those that the client acts by. */
export const listPrincipalGrants = graphOperation((call) => {
  readGrants(call.caller)
  const { id } = addressedPrincipal(call)
  const entities = grantEntities(call.replica).filter(({ clientId }) => clientId === id)
  return ok(collectionPage(call.request, { set, entities }))
})

/** `GET /oauth2PermissionGrants/{id}` */
export const getGrant = graphOperation(({ caller, tenant, request }) => {
  readGrants(caller)
  const id = request.params.id ?? ''
  const entity = grantEntities(tenant).find((each) => each.id === id)
  if (!entity) throw notFound(id)
  return ok(singleEntity(request, { set }, entity))
})

/**
 * `POST /oauth2PermissionGrants`. While queries do not see the client or the API yet, it answers 404 although the grant
 * is stored: whoever tries again is told that it exists.
 */
export const createGrant = graphOperation((call) => {
  const { caller, tenant, replica, request } = call
  writeGrants(caller)
  const body = bodyAs(NewGrant, request)
  const principalId = checkedPrincipal(tenant, body.consentType, body.principalId ?? undefined)
  const find = (where: Tenant, id: string) => where.servicePrincipals.find((each) => each.id === id)
  const client = find(tenant, body.clientId)
  const resource = find(tenant, body.resourceId)
  if (!client || !resource) throw objectNotFound(client ? body.resourceId : body.clientId)
  const exists = tenant.permissionGrants.some(
    (grant) =>
      grant.clientAppId === client.appId &&
      grant.resourceAppId === resource.appId &&
      grant.principalId === principalId,
  )
  if (exists) throw duplicate(409, 'Permission entry already exists.', 'clientId')
  const grant: PermissionGrant = {
    id: grantId(tenant.id, client.appId, resource.appId, principalId),
    clientAppId: client.appId,
    resourceAppId: resource.appId,
    scopes: words(body.scope),
    ...(principalId && { principalId }),
  }
  tenant.permissionGrants.push(grant)
  const unseen = [client, resource].find(({ id }) => !find(replica, id))
  if (unseen) throw objectNotFound(unseen.id)
  const entity = grantEntities(tenant).find(({ id }) => id === grant.id) ?? {}
  return created(singleEntity(request, { set }, entity), `${set}/${grant.id}`)
})

/** `PATCH /oauth2PermissionGrants/{id}`: replaces the scopes. */
export const updateGrant = graphOperation((call) => {
  writeGrants(call.caller)
  const grant = addressedGrant(call)
  const { scope } = bodyAs(ChangedGrant, call.request)
  if (scope !== undefined) grant.scopes = words(scope)
  return noContent
})

/** `DELETE /oauth2PermissionGrants/{id}` */
export const deleteGrant = graphOperation((call) => {
  writeGrants(call.caller)
  const grant = addressedGrant(call)
  call.tenant.permissionGrants = call.tenant.permissionGrants.filter((each) => each !== grant)
  return noContent
})

const readGrants = (caller: GraphCaller): void =>
  checkPermission(
    caller,
    'DelegatedPermissionGrant.Read.All',
    'DelegatedPermissionGrant.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  )

function writeGrants(caller: GraphCaller): void {
  checkPermission(caller, 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All')
  checkDirectoryRole(caller, ...applicationAdministrators, 'privilegedRoleAdministrator')
}

const addressedGrant = (call: GraphCall): PermissionGrant =>
  forChange(call, call.request.params.id ?? '', ({ permissionGrants }) => permissionGrants)

/** Grants whose client and API have a service principal: Graph knows no others. */
function grantEntities(tenant: Tenant): Entity[] {
  const idOf = (appId: string) => tenant.servicePrincipals.find((each) => each.appId === appId)?.id
  return tenant.permissionGrants.flatMap((grant) => {
    const clientId = idOf(grant.clientAppId)
    const resourceId = idOf(grant.resourceAppId)
    if (!clientId || !resourceId) return []
    return [
      {
        clientId,
        consentType: grant.principalId ? 'Principal' : 'AllPrincipals',
        id: grant.id,
        principalId: grant.principalId ?? null,
        resourceId,
        scope: grant.scopes.join(' '),
      },
    ]
  })
}

function checkedPrincipal(
  tenant: Tenant,
  consentType: 'AllPrincipals' | 'Principal',
  principalId: string | undefined,
): string | undefined {
  if (consentType === 'AllPrincipals') {
    if (principalId)
      throw invalidValue('principalId', "principalId must be null for consentType 'AllPrincipals'.")
    return undefined
  }
  if (!principalId) throw badRequest("principalId is required for consentType 'Principal'.")
  if (!tenant.users.some(({ id }) => id === principalId)) throw objectNotFound(principalId)
  return principalId
}

const objectNotFound = (id: string) =>
  new GraphProblem(
    404,
    'Directory_ObjectNotFound',
    `Unable to read the company information from the directory: object '${id}' was not found.`,
  )

const words = (scope: string | null | undefined): string[] => [
  ...new Set((scope ?? '').split(/\s+/).filter(Boolean)),
]
