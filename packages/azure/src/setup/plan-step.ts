/** The parts of a plan that both applications have: steps, PATCHes with their way back, Enterprise applications, consent. */
import type { Json } from '../graph/json.ts'
import type { Application } from '../graph/resources.ts'
import type { Change, PlannedRequest, Step } from './plan.ts'

/** A PATCH of members of the registration, and the one that takes it back. */
export function patch(path: string, body: Json, before: Json): PlannedRequest {
  return { method: 'PATCH', path, body, undo: [{ method: 'PATCH', path, body: before }] }
}

export type Draft = Omit<Step, 'action' | 'application' | 'requests' | 'changes'> & {
  readonly changes: readonly Change[]
  readonly requests: readonly PlannedRequest[]
}

/** Without a change a step has nothing to send. What concerns an object that is not there yet is created, the rest repaired. */
export function step(application: Step['application'], isNew: boolean, draft: Draft): Step {
  const changed = draft.changes.length > 0
  return {
    ...draft,
    application,
    action: changed ? (isNew ? 'create' : 'repair') : 'keep',
    requests: changed ? draft.requests : [],
  }
}

/**
 * Version 2 access tokens for the API that the application publishes. Goes before its URI: a tenant's policy for
 * Application ID URIs spares applications of version 2.
 */
export function versionTwo(
  registration: string,
  { id, accessTokenVersion }: Application,
): Pick<Draft, 'changes' | 'requests' | 'clicks'> {
  const versioned = (version: 2 | null) => ({ api: { requestedAccessTokenVersion: version } })
  const change = { field: 'api.requestedAccessTokenVersion', before: id === '' ? null : 1, after: 2 }
  return {
    changes: accessTokenVersion === 2 ? [] : [change],
    requests: [patch(registration, versioned(2), versioned(null))],
    clicks: ['Manifest: set "requestedAccessTokenVersion" (under "api") to 2.'],
  }
}

/** Graph makes no Enterprise application beside a registration; the portal does. */
export function planPrincipal(
  principal: { readonly id: string; readonly accountEnabled: boolean } | undefined,
  application: 'ui' | 'ingestion',
): Step {
  const head = {
    id: `${application}-enterprise-application`,
    guide: application === 'ui' ? 'A2' : 'B6',
    title: application === 'ui' ? 'Enterprise application of the UI' : 'Enterprise application of ingestion',
    portalPath: `/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Properties/objectId/{{${application}.principal}}/appId/{{${application}.appId}}`,
    clicks: ['Enterprise applications → the application → Properties: Enabled for users to sign-in = Yes.'],
  }
  if (!principal) {
    return step(application, true, {
      ...head,
      changes: [{ field: 'servicePrincipal', before: null, after: 'enabled' }],
      requests: [
        {
          method: 'POST',
          path: '/servicePrincipals',
          // The tag makes the portal list it under Enterprise applications.
          body: {
            appId: `{{${application}.appId}}`,
            tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
          },
          captures: { [`${application}.principal`]: 'id' },
          undo: [{ method: 'DELETE', path: `/servicePrincipals/{{${application}.principal}}` }],
        },
      ],
    })
  }
  const path = `/servicePrincipals/{{${application}.principal}}`
  return step(application, false, {
    ...head,
    changes: principal.accountEnabled ? [] : [{ field: 'accountEnabled', before: false, after: true }],
    requests: [patch(path, { accountEnabled: true }, { accountEnabled: false })],
  })
}

/** Permissions that a registration asks for on one API: what is there stays, what is missing is added. */
export function requireAccess(
  registration: string,
  app: Pick<Application, 'requiredAccess'>,
  resourceAppId: string,
  wanted: readonly { readonly id: string; readonly type: 'Scope' | 'Role'; readonly name: string }[],
): Pick<Draft, 'changes' | 'requests'> {
  const present = app.requiredAccess.find((access) => access.resourceAppId === resourceAppId)
  const missing = wanted.filter(({ id }) => !present?.resourceAccess.some((each) => each.id === id))
  const after = [
    ...app.requiredAccess.filter((access) => access !== present),
    {
      resourceAppId,
      resourceAccess: [...(present?.resourceAccess ?? []), ...missing.map(({ id, type }) => ({ id, type }))],
    },
  ]
  return {
    changes: missing.length
      ? [
          {
            field: 'requiredResourceAccess',
            before: wanted.filter((each) => !missing.includes(each)).map(({ name }) => name),
            after: wanted.map(({ name }) => name),
          },
        ]
      : [],
    requests: [
      patch(registration, { requiredResourceAccess: after }, { requiredResourceAccess: app.requiredAccess }),
    ],
  }
}

/** Consent of an administrator for everybody: a new grant, or more scopes in the one there is. */
export function planConsent(
  application: 'ui' | 'ingestion',
  grant: { readonly id: string; readonly scopes: readonly string[] } | undefined,
  wanted: readonly string[],
  resource: 'graph.principal' | 'ui.principal',
  head: Pick<Step, 'id' | 'guide' | 'title' | 'portalPath' | 'clicks'>,
): Step {
  const missing = wanted.filter((scope) => !grant?.scopes.includes(scope))
  const after = [...(grant?.scopes ?? []), ...missing]
  const changes = missing.length
    ? [{ field: 'oauth2PermissionGrant', before: grant?.scopes ?? null, after }]
    : []
  const request: PlannedRequest = grant
    ? patch(
        `/oauth2PermissionGrants/${grant.id}`,
        { scope: after.join(' ') },
        { scope: grant.scopes.join(' ') },
      )
    : {
        method: 'POST',
        path: '/oauth2PermissionGrants',
        body: {
          clientId: `{{${application}.principal}}`,
          consentType: 'AllPrincipals',
          resourceId: `{{${resource}}}`,
          scope: after.join(' '),
        },
        mayExist: true,
        undo: [{ method: 'DELETE', path: '/oauth2PermissionGrants/{{created.id}}' }],
      }
  return step(application, !grant, { ...head, changes, requests: [request] })
}
