/** People, groups and enterprise applications in lists of mixed kinds: each says what it is. */
import { findApplication } from '../directory/lookup.ts'
import { microsoftGraph } from '../directory/microsoft-graph.ts'
import type { Group, Tenant } from '../directory/model.ts'
import type { Entity } from './filter.ts'
import { userEntity } from './user-entity.ts'

/** The object with this id, with its `@odata.type`; undefined when the tenant has none. */
export function directoryObject(tenant: Tenant, id: string): Entity | undefined {
  const user = tenant.users.find((each) => each.id === id)
  if (user) return { '@odata.type': '#microsoft.graph.user', ...userEntity(user) }
  const group = tenant.groups.find((each) => each.id === id)
  if (group) return { '@odata.type': '#microsoft.graph.group', ...groupEntity(group) }
  const principal = tenant.servicePrincipals.find((each) => each.id === id)
  return (
    principal && {
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: principal.id,
      appId: principal.appId,
      displayName: principalName(tenant, principal.appId),
    }
  )
}

/** The objects with these ids; an id that the tenant does not have is left out. */
export const directoryObjects = (tenant: Tenant, ids: string[]): Entity[] =>
  ids.map((id) => directoryObject(tenant, id)).filter((entity) => entity !== undefined)

/** The name an enterprise application has from its registration. */
export const principalName = (tenant: Tenant, appId: string): string =>
  (findApplication({ tenants: [tenant] }, appId) ?? microsoftGraph).displayName

export const groupEntity = (group: Group): Entity => ({
  id: group.id,
  deletedDateTime: null,
  createdDateTime: '2024-01-01T00:00:00Z',
  description: null,
  displayName: group.displayName,
  groupTypes: [],
  mail: null,
  mailEnabled: group.mailEnabled,
  mailNickname: group.displayName.replaceAll(/\W/g, ''),
  membershipRule: null,
  onPremisesSyncEnabled: null,
  securityEnabled: group.securityEnabled,
  visibility: null,
})
