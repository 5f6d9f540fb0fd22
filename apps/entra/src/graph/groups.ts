/** Microsoft Graph: `/groups`, for reading. */
import type { Group, Tenant } from '../directory/model.ts'
import { checkPermission, type GraphCaller } from './caller.ts'
import { directoryObjects, groupEntity } from './directory-object.ts'
import type { Entity } from './filter.ts'
import { type GraphCall, graphOperation, ok } from './operation.ts'
import { notFound } from './problem.ts'
import { collectionPage, type Expansions, singleEntity } from './query.ts'

/** `GET /groups` */
export const listGroups = graphOperation(({ caller, replica, request }) => {
  readGroups(caller)
  const entities = replica.groups.map(groupEntity)
  return ok(collectionPage(request, { set: 'groups', entities, expansions: expansions(replica) }))
})

/** `GET /groups/{id}` */
export const getGroup = graphOperation((call) => {
  readGroups(call.caller)
  const group = addressedGroup(call)
  return ok(
    singleEntity(call.request, { set: 'groups', expansions: expansions(call.tenant) }, groupEntity(group)),
  )
})

/** `GET /groups/{id}/members` and, through nested groups, `/transitiveMembers`. */
export const listGroupMembers = (direct: boolean) =>
  graphOperation((call) => {
    readGroups(call.caller)
    const group = addressedGroup(call)
    const ids = direct ? group.members : transitiveMembers(call.replica, group)
    const entities = directoryObjects(call.replica, ids)
    return ok(collectionPage(call.request, { set: 'directoryObjects', entities }))
  })

const readGroups = (caller: GraphCaller): void =>
  checkPermission(
    caller,
    'GroupMember.Read.All',
    'Group.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  )

const expansions = (tenant: Tenant): Expansions => ({
  members: ({ id }): Entity[] =>
    directoryObjects(tenant, tenant.groups.find((group) => group.id === id)?.members ?? []),
})

function addressedGroup({ tenant, request }: GraphCall): Group {
  const id = request.params.id ?? ''
  const group = tenant.groups.find((each) => each.id === id.toLowerCase())
  if (!group) throw notFound(id)
  return group
}

function transitiveMembers(tenant: Tenant, group: Group): string[] {
  const found = new Set<string>()
  const pending = [...group.members]
  for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
    if (found.has(id)) continue
    found.add(id)
    pending.push(...(tenant.groups.find((each) => each.id === id)?.members ?? []))
  }
  return [...found]
}
