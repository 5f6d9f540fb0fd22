/** Plans the application for the UI and the API: part A of the guide. */
import type { Json } from '../graph/json.ts'
import { type Application, microsoftGraphAppId, noApplication } from '../graph/resources.ts'
import type { TenantState } from '../graph/tenant-state.ts'
import { type Change, placeholder, type Step } from './plan.ts'
import { menu, registration, roleStep, scopeStep, uiStep } from './plan-published-api.ts'
import { patch, planConsent, planPrincipal, requireAccess, step, versionTwo } from './plan-step.ts'
import { redirectUrisFor, type SetupWishes, tagFor } from './wishes.ts'

/** What sign-in asks of Microsoft Graph: who somebody is, and nothing about anybody else. */
const signInScopes = ['openid', 'profile', 'email', 'offline_access']

export function planUi(state: TenantState, wishes: SetupWishes): readonly Step[] {
  const app = state.ui?.application ?? noApplication
  return [
    registrationStep(state, wishes),
    redirectStep(app, wishes),
    ...(wishes.legacyImplicit ? [implicitStep(app)] : []),
    versionStep(app),
    uriStep(app),
    scopeStep(app, wishes),
    roleStep(app, wishes),
    claimsStep(app),
    ...(wishes.groups ? [groupsStep(app, wishes.groups)] : []),
    principalStep(state),
    permissionsStep(state, app),
    consentStep(state),
  ]
}

function registrationStep(state: TenantState, wishes: SetupWishes): Step {
  const tag = tagFor(wishes.serverUrl, 'ui')
  const app = state.ui?.application
  const head = {
    id: 'ui-application',
    guide: 'A2',
    title: 'Application for the UI and the API',
    portalPath: '/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    clicks: [
      `App registrations → New registration: name "${wishes.displayName}", accounts in this organizational directory only.`,
    ],
  }
  if (!app) {
    const body = { displayName: wishes.displayName, signInAudience: 'AzureADMyOrg', tags: [tag] }
    return step('ui', true, {
      ...head,
      changes: [{ field: 'displayName', before: null, after: wishes.displayName }],
      requests: [
        {
          method: 'POST',
          path: '/applications',
          body,
          captures: { 'ui.id': 'id', 'ui.appId': 'appId' },
          undo: [{ method: 'DELETE', path: registration }],
        },
      ],
    })
  }
  const tags = [...app.tags, tag]
  const changes = app.tags.includes(tag) ? [] : [{ field: 'tags', before: app.tags, after: tags }]
  return uiStep(app, { ...head, changes, requests: [patch(registration, { tags }, { tags: app.tags })] })
}

function redirectStep(app: Application, wishes: SetupWishes): Step {
  const wanted = redirectUrisFor(wishes.serverUrl)
  const missing = wanted.filter((uri) => !app.spaRedirectUris.includes(uri))
  // One URI belongs to one platform: what is to be a single-page application's leaves the others.
  const web = app.webRedirectUris.filter((uri) => !wanted.includes(uri))
  const native = app.publicRedirectUris.filter((uri) => !wanted.includes(uri))
  const spa = [...app.spaRedirectUris, ...missing]
  const changes: Change[] = []
  const body: Record<string, unknown> = {}
  const before: Record<string, unknown> = {}
  const compare = (field: string, was: readonly string[], will: readonly string[]) => {
    if (was.length === will.length) return
    changes.push({ field: `${field}.redirectUris`, before: was, after: will })
    body[field] = { redirectUris: will }
    before[field] = { redirectUris: was }
  }
  compare('web', app.webRedirectUris, web)
  compare('publicClient', app.publicRedirectUris, native)
  compare('spa', app.spaRedirectUris, spa)
  return uiStep(app, {
    id: 'redirect-uris',
    guide: 'A2',
    title: 'Redirect URIs of the platform Single-page application',
    changes,
    // A URI that changes its platform leaves the old one first; Graph refuses it in both.
    requests: Object.keys(body).map((field) =>
      patch(registration, { [field]: body[field] }, { [field]: before[field] }),
    ),
    portalPath: menu('Authentication'),
    clicks: [
      ...(changes.length > 1 ? ['Authentication: remove these URIs from the platform Web.'] : []),
      ...wanted.map((uri) => `Authentication → Add a platform → Single-page application: ${uri}`),
    ],
  })
}

/** The guide's two ticks; the code flow with PKCE needs neither, so they are made on request only. */
function implicitStep(app: Application): Step {
  const { idTokens, accessTokens } = app.implicit
  const ticked = (id: boolean, access: boolean) => ({
    web: { implicitGrantSettings: { enableIdTokenIssuance: id, enableAccessTokenIssuance: access } },
  })
  return uiStep(app, {
    id: 'implicit-flow',
    guide: 'A4',
    title: 'Ticks for the implicit flow',
    changes:
      idTokens && accessTokens
        ? []
        : [{ field: 'web.implicitGrantSettings', before: { idTokens, accessTokens }, after: 'both' }],
    requests: [patch(registration, ticked(true, true), ticked(idTokens, accessTokens))],
    portalPath: menu('Authentication'),
    clicks: ['Authentication → Implicit grant and hybrid flows: tick Access tokens and ID tokens.'],
  })
}

function versionStep(app: Application): Step {
  return uiStep(app, {
    id: 'token-version',
    guide: 'A5',
    title: 'Version 2 access tokens',
    portalPath: menu('ProtectAnAPI'),
    ...versionTwo(registration, app),
  })
}

function uriStep(app: Application): Step {
  const uri = `api://${app.appId || placeholder('ui.appId')}`
  const present = app.identifierUris.some((each) => each.toLowerCase() === uri)
  const after = [...app.identifierUris, uri]
  return uiStep(app, {
    id: 'app-id-uri',
    guide: 'A5',
    title: 'Application ID URI',
    changes: present ? [] : [{ field: 'identifierUris', before: app.identifierUris, after }],
    requests: [patch(registration, { identifierUris: after }, { identifierUris: app.identifierUris })],
    portalPath: menu('ProtectAnAPI'),
    clicks: [`Expose an API → Application ID URI: ${uri}`],
  })
}

/** Group ids in tokens, for rules that map groups to teams and roles; many groups need an answer from Microsoft Graph. */
function groupsStep(app: Application, groups: NonNullable<SetupWishes['groups']>): Step {
  const present = app.groupMembershipClaims.split(/,\s*/)
  const isRight = present.includes(groups) || present.includes('All')
  return uiStep(app, {
    id: 'group-claims',
    guide: 'A5',
    title: `Groups claim (${groups})`,
    changes: isRight
      ? []
      : [{ field: 'groupMembershipClaims', before: app.groupMembershipClaims, after: groups }],
    requests: [
      patch(
        registration,
        { groupMembershipClaims: groups },
        { groupMembershipClaims: app.groupMembershipClaims },
      ),
    ],
    portalPath: menu('TokenConfiguration'),
    clicks: [
      groups === 'ApplicationGroup'
        ? 'Token configuration → Add groups claim: Groups assigned to the application.'
        : 'Token configuration → Add groups claim: Security groups.',
    ],
  })
}

function claimsStep(app: Application): Step {
  const name = (claim: Json) => String(claim.name)
  const add = (present: readonly Json[], wanted: readonly string[]) => [
    ...present,
    ...wanted.filter((each) => !present.map(name).includes(each)).map((each) => ({ name: each })),
  ]
  const idToken = add(app.idTokenClaims, ['email'])
  const accessToken = add(app.accessTokenClaims, ['idtyp', 'email'])
  const changed =
    idToken.length > app.idTokenClaims.length || accessToken.length > app.accessTokenClaims.length
  return uiStep(app, {
    id: 'optional-claims',
    guide: 'A5',
    title: 'Optional claims idtyp and email',
    changes: changed
      ? [
          {
            field: 'optionalClaims',
            before: { idToken: app.idTokenClaims.map(name), accessToken: app.accessTokenClaims.map(name) },
            after: { idToken: idToken.map(name), accessToken: accessToken.map(name) },
          },
        ]
      : [],
    requests: [
      patch(
        registration,
        { optionalClaims: { idToken, accessToken } },
        { optionalClaims: { idToken: app.idTokenClaims, accessToken: app.accessTokenClaims } },
      ),
    ],
    portalPath: menu('TokenConfiguration'),
    clicks: [
      'Token configuration → Add optional claim → ID: email.',
      'Token configuration → Add optional claim → Access: email; and idtyp, in the manifest where the list lacks it.',
    ],
  })
}

function principalStep(state: TenantState): Step {
  return planPrincipal(state.ui?.principal, 'ui')
}

function permissionsStep(state: TenantState, app: Application): Step {
  const scopes = (state.graph?.scopes ?? []).filter(({ value }) => signInScopes.includes(value))
  return uiStep(app, {
    id: 'sign-in-permissions',
    guide: 'A2',
    title: 'Permissions that sign-in asks for',
    ...requireAccess(
      registration,
      app,
      microsoftGraphAppId,
      scopes.map(({ id, value }) => ({ id, type: 'Scope', name: value })),
    ),
    portalPath: menu('CallAnAPI'),
    clicks: [
      `API permissions → Add a permission → Microsoft Graph → Delegated permissions: ${signInScopes.join(', ')}.`,
    ],
  })
}

function consentStep(state: TenantState): Step {
  const offered = (state.graph?.scopes ?? []).map(({ value }) => value)
  const wanted = signInScopes.filter((scope) => offered.includes(scope))
  const grant = state.ui?.grants.find(
    (each) => each.resourceId === state.graph?.id && each.consentType === 'AllPrincipals',
  )
  return planConsent('ui', grant, wanted, 'graph.principal', {
    id: 'sign-in-consent',
    guide: 'A2',
    title: 'Admin consent for signing in',
    portalPath: menu('CallAnAPI'),
    clicks: ['API permissions → Grant admin consent.'],
  })
}
