/** Microsoft Graph: app roles given to people, groups and applications, seen from the API or from the holder. */
import { Type } from '@sinclair/typebox'
import { assignmentId } from '../directory/consent.ts'
import { findApplication, findUser } from '../directory/lookup.ts'
import { graphAppId } from '../directory/microsoft-graph.ts'
import {
  type AppRoleAssignment,
  defaultAccess,
  type ServicePrincipal,
  type Tenant,
} from '../directory/model.ts'
import { addressedPrincipal, addressedPrincipalForChange } from './application-address.ts'
import { dateTime } from './application-entity.ts'
import { bodyAs } from './body.ts'
import { applicationAdministrators, checkDirectoryRole, checkPermission, type GraphCaller } from './caller.ts'
import { directoryObject, principalName } from './directory-object.ts'
import type { Entity } from './filter.ts'
import { created, forChange, type GraphCall, graphOperation, noContent, ok } from './operation.ts'
import { badRequest, invalidValue, notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'

const set = 'appRoleAssignments'
const NewAssignment = Type.Object(
  { principalId: Type.String(), resourceId: Type.String(), appRoleId: Type.String() },
  { additionalProperties: false },
)

/** `GET /servicePrincipals/{id}/appRoleAssignedTo`: who holds a role on this API. */
export const listAssignedTo = graphOperation((call) => {
  readAssignments(call.caller)
  const { id } = addressedPrincipal(call)
  const entities = assignmentEntities(call.replica).filter(({ resourceId }) => resourceId === id)
  return ok(collectionPage(call.request, { set, entities }))
})

/** `GET /{servicePrincipals|users|groups}/{id}/appRoleAssignments`: the roles this one holds. */
export const listAssignments = (kind: 'servicePrincipals' | 'users' | 'groups') =>
  graphOperation((call) => {
    readAssignments(call.caller)
    const id = holderId(call, kind)
    const entities = assignmentEntities(call.replica).filter(({ principalId }) => principalId === id)
    return ok(collectionPage(call.request, { set, entities }))
  })

/** `POST /servicePrincipals/{id}/appRoleAssignedTo` */
export const assignToResource = graphOperation((call) =>
  assign(call, ({ resourceId }) => resourceId === addressedPrincipal(call).id, 'resourceId'),
)

/** `POST /{servicePrincipals|users|groups}/{id}/appRoleAssignments` */
export const assignToHolder = (kind: 'servicePrincipals' | 'users' | 'groups') =>
  graphOperation((call) =>
    assign(call, ({ principalId }) => principalId === holderId(call, kind), 'principalId'),
  )

/** `DELETE /servicePrincipals/{id}/appRoleAssignedTo/{assignment}`, and the same from the holder's side. */
export const deleteAssignment = graphOperation((call) => {
  const id = call.request.params.assignment ?? ''
  const assignment = forChange(call, id, ({ appRoleAssignments }) => appRoleAssignments)
  checkMayAssign(call.caller, assignment.resourceAppId)
  call.tenant.appRoleAssignments = call.tenant.appRoleAssignments.filter((each) => each !== assignment)
  return noContent
})

function assign(
  call: GraphCall,
  fitsPath: (body: { principalId: string; resourceId: string }) => boolean,
  pathProperty: 'resourceId' | 'principalId',
) {
  const { tenant, replica, request, nowMs } = call
  const body = bodyAs(NewAssignment, request)
  if (!fitsPath(body))
    throw invalidValue(pathProperty, `The ${pathProperty} of the body is not the object that the path names.`)
  const resource = existing(tenant, replica, body.resourceId)
  checkMayAssign(call.caller, resource.appId)
  const holder = directoryObject(tenant, body.principalId)
  if (!holder || !directoryObject(replica, body.principalId)) throw notFound(body.principalId)
  const appRoleId = body.appRoleId.toLowerCase()
  checkRole(call, resource, appRoleId, String(holder['@odata.type']))
  const { principalId } = body
  const held = tenant.appRoleAssignments.some(
    (each) =>
      each.principalId === principalId &&
      each.resourceAppId === resource.appId &&
      each.appRoleId === appRoleId,
  )
  if (held)
    throw badRequest('Permission being assigned already exists on the object', [
      {
        code: 'InvalidUpdate',
        message: 'Permission being assigned already exists on the object',
        target: 'appRoleId',
      },
    ])
  const assignment: AppRoleAssignment = {
    id: assignmentId(principalId, resource.appId, appRoleId),
    principalId,
    resourceAppId: resource.appId,
    appRoleId,
    createdAtMs: nowMs,
  }
  tenant.appRoleAssignments.push(assignment)
  const entity = assignmentEntities(tenant).find(({ id }) => id === assignment.id) ?? {}
  return created(
    singleEntity(request, { set }, entity),
    `servicePrincipals/${resource.id}/appRoleAssignedTo/${assignment.id}`,
  )
}

const readAssignments = (caller: GraphCaller): void =>
  checkPermission(
    caller,
    'Application.Read.All',
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  )

/** Roles on Microsoft Graph itself are for the most privileged administrators only. */
function checkMayAssign(caller: GraphCaller, resourceAppId: string): void {
  checkPermission(caller, 'AppRoleAssignment.ReadWrite.All')
  const roles = resourceAppId === graphAppId ? (['globalAdministrator'] as const) : applicationAdministrators
  checkDirectoryRole(caller, ...roles, 'privilegedRoleAdministrator')
}

function existing(tenant: Tenant, replica: Tenant, id: string): ServicePrincipal {
  const found = tenant.servicePrincipals.find((each) => each.id === id)
  if (!found || !replica.servicePrincipals.some((each) => each.id === id)) throw notFound(id)
  return found
}

/** @throws GraphProblem 400 for a role that the API does not define, has disabled, or gives to others than the holder */
function checkRole(
  { world, tenant }: GraphCall,
  resource: ServicePrincipal,
  appRoleId: string,
  holderType: string,
): void {
  const application = findApplication(world.directory, resource.appId)
  const known =
    application?.homeTenantId === tenant.id
      ? application
      : findApplication(world.store.primary(), resource.appId)
  const roles = known?.roles ?? []
  if (appRoleId === defaultAccess) {
    if (roles.length > 0 && holderType === '#microsoft.graph.servicePrincipal')
      throw badRequest('Permission being assigned was not found on application')
    return
  }
  const role = roles.find(({ id }) => id === appRoleId)
  if (!role?.isEnabled)
    throw badRequest(`Permission being assigned was not found on application '${resource.appId}'.`)
  const wanted = holderType === '#microsoft.graph.servicePrincipal' ? 'Application' : 'User'
  if (!role.allowedMemberTypes.includes(wanted))
    throw badRequest(`Permission being assigned is not allowed for member type '${wanted}'.`)
}

function holderId(call: GraphCall, kind: 'servicePrincipals' | 'users' | 'groups'): string {
  if (kind === 'servicePrincipals')
    return (call.request.method === 'GET' ? addressedPrincipal(call) : addressedPrincipalForChange(call)).id
  const id = call.request.params.id ?? ''
  const found =
    kind === 'users' ? findUser(call.tenant, id) : call.tenant.groups.find((group) => group.id === id)
  if (!found) throw notFound(id)
  return found.id
}

/** Assignments on APIs that have a service principal: Graph knows no others. */
function assignmentEntities(tenant: Tenant): Entity[] {
  return tenant.appRoleAssignments.flatMap((assignment) => {
    const resource = tenant.servicePrincipals.find(({ appId }) => appId === assignment.resourceAppId)
    const holder = directoryObject(tenant, assignment.principalId)
    if (!resource || !holder) return []
    return [
      {
        id: assignment.id,
        deletedDateTime: null,
        appRoleId: assignment.appRoleId,
        createdDateTime: dateTime(assignment.createdAtMs),
        principalDisplayName: holder.displayName,
        principalId: assignment.principalId,
        principalType: principalTypes[String(holder['@odata.type'])] ?? 'User',
        resourceDisplayName: principalName(tenant, resource.appId),
        resourceId: resource.id,
      },
    ]
  })
}

const principalTypes: Record<string, string> = {
  '#microsoft.graph.user': 'User',
  '#microsoft.graph.group': 'Group',
  '#microsoft.graph.servicePrincipal': 'ServicePrincipal',
}
