/** Microsoft Graph: `GET /organization`, the tenant of the token. */
import type { Tenant } from '../directory/model.ts'
import { checkPermission } from './caller.ts'
import type { Entity } from './filter.ts'
import { graphOperation, ok } from './operation.ts'
import { notFound } from './problem.ts'
import { collectionPage, singleEntity } from './query.ts'

const readers = ['User.Read', 'Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All']

export const graphOrganization = graphOperation(({ caller, tenant, request }) => {
  checkPermission(caller, ...readers)
  return ok(collectionPage(request, { set: 'organization', entities: [organizationEntity(tenant)] }))
})

export const graphOneOrganization = graphOperation(({ caller, tenant, request }) => {
  checkPermission(caller, ...readers)
  if (request.params.id !== tenant.id) throw notFound(request.params.id ?? '')
  return ok(singleEntity(request, { set: 'organization' }, organizationEntity(tenant)))
})

const organizationEntity = (tenant: Tenant): Entity => ({
  id: tenant.id,
  displayName: tenant.displayName,
  tenantType: 'AAD',
  verifiedDomains: tenant.domains
    .filter((domain) => domain.isVerified)
    .map(({ name, isDefault, isInitial }) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault,
      isInitial,
      name,
      type: 'Managed',
    })),
})
