/** Reads from the directory all that set-up plans on and doctor checks. */
import type { GraphClient } from './graph-client.ts'
import {
  type Application,
  applicationFrom,
  type FederatedCredential,
  federatedCredentialFrom,
  microsoftGraphAppId,
  type PermissionGrant,
  permissionGrantFrom,
  type RoleAssignment,
  roleAssignmentFrom,
  type ServicePrincipal,
  servicePrincipalFrom,
} from './resources.ts'

export interface Registered {
  readonly application: Application
  /** The Enterprise application; absent where nobody made it. */
  readonly principal: ServicePrincipal | undefined
  readonly federated: readonly FederatedCredential[]
  /** What was consented for everybody or somebody, with this application as the client. */
  readonly grants: readonly PermissionGrant[]
  /** App roles of other applications that this one holds. */
  readonly roleAssignments: readonly RoleAssignment[]
}

export interface TenantState {
  readonly ui: Registered | undefined
  readonly ingestion: Registered | undefined
  /** Microsoft Graph's own Enterprise application, whose permission ids are read rather than known. */
  readonly graph: ServicePrincipal | undefined
}

/** How an application is recognised: by its client id where one is configured, else by our tag. Never by its name. */
export interface Lookup {
  readonly appId?: string | undefined
  readonly tag?: string | undefined
}

const quoted = (value: string) => value.replaceAll("'", "''")

/** @throws GraphError */
export async function readTenantState(
  graph: GraphClient,
  lookups: { readonly ui: Lookup; readonly ingestion: Lookup },
): Promise<TenantState> {
  const ui = await findApplication(graph, lookups.ui)
  const ingestion = await findApplication(graph, lookups.ingestion)
  const graphPrincipal = await findPrincipal(graph, microsoftGraphAppId)
  return {
    ui: ui && (await registered(graph, ui)),
    ingestion: ingestion && (await registered(graph, ingestion)),
    graph: graphPrincipal,
  }
}

export async function findApplication(graph: GraphClient, lookup: Lookup): Promise<Application | undefined> {
  if (lookup.appId) {
    const found = await graph.find(`/applications(appId='${quoted(lookup.appId)}')`)
    if (found !== undefined) return applicationFrom(found)
  }
  if (!lookup.tag) return undefined
  const filter = encodeURIComponent(`tags/any(t:t eq '${quoted(lookup.tag)}')`)
  const [first] = await graph.list(`/applications?$filter=${filter}`)
  // The collection may lag behind; the object itself does not.
  return first === undefined
    ? undefined
    : applicationFrom(await graph.get(`/applications/${applicationFrom(first).id}`))
}

export async function findPrincipal(
  graph: GraphClient,
  appId: string,
): Promise<ServicePrincipal | undefined> {
  const found = await graph.find(`/servicePrincipals(appId='${quoted(appId)}')`)
  return found === undefined ? undefined : servicePrincipalFrom(found)
}

async function registered(graph: GraphClient, application: Application): Promise<Registered> {
  const principal = await findPrincipal(graph, application.appId)
  const federated = await graph.list(`/applications/${application.id}/federatedIdentityCredentials`)
  const filter = encodeURIComponent(`clientId eq '${principal?.id ?? ''}'`)
  return {
    application,
    principal,
    federated: federated.map(federatedCredentialFrom),
    grants: principal
      ? (await graph.list(`/oauth2PermissionGrants?$filter=${filter}`)).map(permissionGrantFrom)
      : [],
    roleAssignments: principal
      ? (await graph.list(`/servicePrincipals/${principal.id}/appRoleAssignments`)).map(roleAssignmentFrom)
      : [],
  }
}
