/** Microsoft Graph: `/directory/deletedItems`, applications that can still be brought back. */
import type { DeletedApplication } from '../directory/model.ts'
import { applicationEntity, dateTime } from './application-entity.ts'
import { readApplications } from './applications.ts'
import { checkMayChange } from './caller.ts'
import { type GraphCall, graphOperation, noContent, ok } from './operation.ts'
import { duplicate, notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'

const keptMs = 30 * 86_400_000

/** `GET /directory/deletedItems/microsoft.graph.application` */
export const listDeletedApplications = graphOperation((call) => {
  readApplications(call.caller)
  const entities = stillKept(call).map((deleted) => deletedEntity(call, deleted))
  return ok(collectionPage(call.request, { set: 'applications', entities }))
})

/** `GET /directory/deletedItems/{id}` */
export const getDeletedItem = graphOperation((call) => {
  readApplications(call.caller)
  return ok(
    singleEntity(call.request, { set: 'directoryObjects' }, deletedEntity(call, addressedDeleted(call))),
  )
})

/** `POST /directory/deletedItems/{id}/restore`: with its enterprise application, grants and assignments. */
export const restoreDeletedItem = graphOperation((call) => {
  const { tenant } = call
  const deleted = addressedDeleted(call)
  const { application } = deleted
  checkMayChange(call.caller, application)
  const uris = new Set(tenant.applications.flatMap(({ identifierUris }) => identifierUris))
  if (application.identifierUris.some((uri) => uris.has(uri)))
    throw duplicate(
      400,
      'Another object with the same value for property identifierUris already exists.',
      'identifierUris',
    )
  tenant.deletedApplications = tenant.deletedApplications.filter((each) => each !== deleted)
  tenant.applications.push(application)
  tenant.servicePrincipals.push(...deleted.servicePrincipals)
  tenant.permissionGrants.push(...deleted.permissionGrants)
  tenant.appRoleAssignments.push(...deleted.appRoleAssignments)
  return ok(
    singleEntity(
      call.request,
      { set: 'directoryObjects' },
      {
        '@odata.type': '#microsoft.graph.application',
        ...applicationEntity(application, tenant),
      },
    ),
  )
})

/** `DELETE /directory/deletedItems/{id}`: for good. */
export const deleteForGood = graphOperation((call) => {
  const deleted = addressedDeleted(call)
  checkMayChange(call.caller, deleted.application)
  call.tenant.deletedApplications = call.tenant.deletedApplications.filter((each) => each !== deleted)
  return noContent
})

const stillKept = ({ tenant, nowMs }: GraphCall): DeletedApplication[] =>
  tenant.deletedApplications.filter(({ deletedAtMs }) => nowMs - deletedAtMs <= keptMs)

function addressedDeleted(call: GraphCall): DeletedApplication {
  const id = call.request.params.id ?? ''
  const found = stillKept(call).find(({ application }) => application.id === id)
  if (!found) throw notFound(id)
  return found
}

const deletedEntity = ({ tenant }: GraphCall, { application, deletedAtMs }: DeletedApplication) => ({
  '@odata.type': '#microsoft.graph.application',
  ...applicationEntity(application, tenant),
  deletedDateTime: dateTime(deletedAtMs),
})
