/** Microsoft Graph: `/directoryRoles`, the administrator roles that somebody holds. */
import { derivedId } from '../directory/derived-id.ts'
import type { Tenant } from '../directory/model.ts'
import { checkPermission } from './caller.ts'
import type { Entity } from './filter.ts'
import { type GraphCall, graphOperation, ok } from './operation.ts'
import { notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'
import { userEntity } from './user-entity.ts'

const roleNames: Record<string, string> = {
  '62e90394-69f5-4237-9190-012177145e10': 'Global Administrator',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3': 'Application Administrator',
  '158c047a-c907-4556-b7ef-446551a6b5f7': 'Cloud Application Administrator',
  'e8611ab8-c189-46e8-94e1-60213ab1f814': 'Privileged Role Administrator',
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451': 'Global Reader',
  'fe930be7-5e62-47db-91af-98c3a49a38b1': 'User Administrator',
  '88d8e3e3-8f55-4a1e-953a-9b9898b8876b': 'Directory Readers',
}

/** `GET /directoryRoles`: all in one answer. */
export const listDirectoryRoles = graphOperation(({ caller, replica, request }) => {
  readRoles({ caller })
  const entities = templatesIn(replica).map((templateId) => directoryRoleEntity(replica, templateId))
  return ok(collectionPage(request, { set: 'directoryRoles', entities, unpaged: true }))
})

/** `GET /directoryRoles/{id}`, or `(roleTemplateId='…')`. */
export const getDirectoryRole = graphOperation((call) => {
  readRoles(call)
  return ok(
    singleEntity(
      call.request,
      { set: 'directoryRoles' },
      directoryRoleEntity(call.tenant, addressedTemplate(call)),
    ),
  )
})

/** `GET /directoryRoles/{id}/members` */
export const listDirectoryRoleMembers = graphOperation((call) => {
  readRoles(call)
  const templateId = addressedTemplate(call)
  const entities = call.replica.users
    .filter((user) => user.directoryRoles.includes(templateId))
    .map((user) => ({ '@odata.type': '#microsoft.graph.user', ...userEntity(user) }))
  return ok(collectionPage(call.request, { set: 'directoryObjects', entities }))
})

export const directoryRoleEntity = (tenant: Tenant, templateId: string): Entity => ({
  id: derivedId(tenant.id, 'directoryRole', templateId),
  deletedDateTime: null,
  description: roleNames[templateId] ?? 'Directory role',
  displayName: roleNames[templateId] ?? 'Directory role',
  roleTemplateId: templateId,
})

const readRoles = ({ caller }: Pick<GraphCall, 'caller'>): void =>
  checkPermission(caller, 'RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All')

/** Roles come into being with their first holder. */
const templatesIn = ({ users }: Tenant): string[] => [
  ...new Set(users.flatMap(({ directoryRoles }) => directoryRoles)),
]

function addressedTemplate({ tenant, request }: GraphCall): string {
  const segment = request.params.id ?? ''
  const wanted = /^\(roleTemplateId='([^']*)'\)$/.exec(segment)?.[1]
  const found = templatesIn(tenant).find(
    (templateId) => templateId === wanted || directoryRoleEntity(tenant, templateId).id === segment,
  )
  if (!found) throw notFound(wanted ?? segment)
  return found
}
