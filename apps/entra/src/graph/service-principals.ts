/** Microsoft Graph: `/servicePrincipals`, applications as the tenant knows them ("Enterprise applications"). */
import { Type } from '@sinclair/typebox'
import { findApplication, isMultiTenant } from '../directory/lookup.ts'
import { microsoftGraph } from '../directory/microsoft-graph.ts'
import type { Application, ServicePrincipal, Tenant } from '../directory/model.ts'
import { addressedPrincipal, addressedPrincipalForChange } from './application-address.ts'
import { dateTime, roleEntities, scopeEntities } from './application-entity.ts'
import { readApplications } from './applications.ts'
import { bodyAs } from './body.ts'
import { checkMayChange, checkMayRegister } from './caller.ts'
import { directoryObjects } from './directory-object.ts'
import type { Entity } from './filter.ts'
import { created, type GraphCall, graphOperation, noContent, ok } from './operation.ts'
import { badRequest, duplicate, invalidValue } from './problem.ts'
import { collectionPage, type Expansions, singleEntity } from './query.ts'

const set = 'servicePrincipals'
const changeable = {
  accountEnabled: Type.Optional(Type.Boolean()),
  appRoleAssignmentRequired: Type.Optional(Type.Boolean()),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
}
const closed = { additionalProperties: false }
const NewPrincipal = Type.Object({ appId: Type.String(), ...changeable }, closed)
const ChangedPrincipal = Type.Object(changeable, closed)

/** `GET /servicePrincipals` */
export const listPrincipals = graphOperation((call) => {
  readApplications(call.caller)
  const entities = call.replica.servicePrincipals.map((each) => principalEntity(call, each))
  return ok(collectionPage(call.request, { set, entities, expansions: expansions(call.replica) }))
})

/** `GET /servicePrincipals/{id}` */
export const getPrincipal = graphOperation((call) => {
  readApplications(call.caller)
  const entity = principalEntity(call, addressedPrincipal(call))
  return ok(singleEntity(call.request, { set, expansions: expansions(call.tenant) }, entity))
})

/** `POST /servicePrincipals`: the registration must be one that queries see already. */
export const createPrincipal = graphOperation((call) => {
  const { caller, tenant, world, request, nowMs } = call
  checkMayRegister(caller)
  const body = bodyAs(NewPrincipal, request)
  const appId = body.appId.toLowerCase()
  const application = findApplication(world.directory, appId)
  if (!application || (application.homeTenantId !== tenant.id && !isMultiTenant(application)))
    throw badRequest(
      `The appId '${body.appId}' of the service principal does not reference a valid application object.`,
      [
        {
          code: 'NoBackingApplicationObject',
          message: `The appId '${body.appId}' of the service principal does not reference a valid application object.`,
          target: 'appId',
        },
      ],
    )
  if (tenant.servicePrincipals.some((principal) => principal.appId === appId))
    throw duplicate(
      409,
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      'servicePrincipalNames',
    )
  const principal: ServicePrincipal = {
    id: world.random.guid(),
    appId,
    accountEnabled: body.accountEnabled ?? true,
    appRoleAssignmentRequired: body.appRoleAssignmentRequired ?? false,
    tags: body.tags ?? [],
    createdAtMs: nowMs,
  }
  tenant.servicePrincipals.push(principal)
  return created(singleEntity(request, { set }, principalEntity(call, principal)), `${set}/${principal.id}`)
})

/** `PATCH /servicePrincipals/{id}` */
export const updatePrincipal = graphOperation((call) => {
  const principal = addressedPrincipalForChange(call)
  checkMayChange(call.caller, registrationOf(call.tenant, principal))
  Object.assign(principal, bodyAs(ChangedPrincipal, call.request))
  return noContent
})

/** `DELETE /servicePrincipals/{id}`: grants and assignments go with it. */
export const deletePrincipal = graphOperation((call) => {
  const { tenant } = call
  const principal = addressedPrincipalForChange(call)
  checkMayChange(call.caller, registrationOf(tenant, principal))
  if (principal.appId === microsoftGraph.appId)
    throw invalidValue('appId', 'The service principal of a first-party application cannot be deleted.')
  const { id, appId } = principal
  tenant.servicePrincipals = tenant.servicePrincipals.filter((each) => each.id !== id)
  tenant.permissionGrants = tenant.permissionGrants.filter(
    (grant) => grant.clientAppId !== appId && grant.resourceAppId !== appId,
  )
  tenant.appRoleAssignments = tenant.appRoleAssignments.filter(
    (assignment) => assignment.principalId !== id && assignment.resourceAppId !== appId,
  )
  return noContent
})

/** `GET /servicePrincipals/{id}/owners` */
export const listPrincipalOwners = graphOperation((call) => {
  readApplications(call.caller)
  const entities = ownersOf(call.tenant, addressedPrincipal(call).id)
  return ok(collectionPage(call.request, { set: 'directoryObjects', entities }))
})

const registrationOf = (tenant: Tenant, { appId }: ServicePrincipal): Application | undefined =>
  tenant.applications.find((application) => application.appId === appId)

const expansions = (tenant: Tenant): Expansions => ({ owners: ({ id }) => ownersOf(tenant, String(id)) })

/** The emulator keeps one list of owners, at the registration. */
function ownersOf(tenant: Tenant, principalId: string): Entity[] {
  const principal = tenant.servicePrincipals.find(({ id }) => id === principalId)
  const owners = principal ? (registrationOf(tenant, principal)?.ownerIds ?? []) : []
  return directoryObjects(tenant, owners)
}

function principalEntity({ world }: GraphCall, principal: ServicePrincipal): Entity {
  const application = findApplication(world.store.primary(), principal.appId)
  const redirectUris = application?.redirectUris.map(({ uri }) => uri) ?? []
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.accountEnabled,
    alternativeNames: [],
    appDisplayName: application?.displayName ?? null,
    appDescription: application?.description ?? null,
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: application?.homeTenantId ?? null,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    createdDateTime: dateTime(principal.createdAtMs),
    description: null,
    disabledByMicrosoftStatus: null,
    displayName: application?.displayName ?? null,
    homepage: application?.homePageUrl ?? null,
    loginUrl: null,
    logoutUrl: application?.logoutUrl ?? null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    replyUrls: redirectUris,
    servicePrincipalNames: [...(application?.identifierUris ?? []), principal.appId],
    servicePrincipalType: 'Application',
    signInAudience: application?.signInAudience ?? null,
    tags: principal.tags,
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: application ? roleEntities(application) : [],
    info: null,
    keyCredentials: [],
    oauth2PermissionScopes: application ? scopeEntities(application) : [],
    passwordCredentials: [],
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  }
}
