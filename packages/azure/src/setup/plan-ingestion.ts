/** Plans the application that ingestion signs in with: part B of the guide. */
import { type Application, noApplication, sameThumbprint } from '../graph/resources.ts'
import type { TenantState } from '../graph/tenant-state.ts'
import type { PlannedRequest, Step } from './plan.ts'
import { publishedIds } from './plan-published-api.ts'
import {
  type Draft,
  patch,
  planConsent,
  planPrincipal,
  requireAccess,
  step,
  versionTwo,
} from './plan-step.ts'
import { type CredentialWish, renewalDays, type SetupWishes, tagFor } from './wishes.ts'

const registration = '/applications/{{ingestion.id}}'
const menu = (page: string) =>
  `/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${page}/appId/{{ingestion.appId}}`
const dayMs = 24 * 60 * 60_000

export function planIngestion(state: TenantState, wishes: SetupWishes): readonly Step[] {
  const app = state.ingestion?.application ?? noApplication
  return [
    registrationStep(app, wishes),
    ...(wishes.selfAudience ? selfAudienceSteps(app) : []),
    planPrincipal(state.ingestion?.principal, 'ingestion'),
    permissionsStep(state, app, wishes),
    consentStep(state, wishes),
    assignmentStep(state, wishes),
    ...credentialSteps(state, app, wishes),
  ]
}

const ingestionStep = (app: Application, draft: Draft) => step('ingestion', app.id === '', draft)

function registrationStep(app: Application, wishes: SetupWishes): Step {
  const tag = tagFor(wishes.serverUrl, 'ingestion')
  const name = `${wishes.displayName} ingestion`
  const head = {
    id: 'ingestion-application',
    guide: 'B6',
    title: 'Application for ingestion',
    portalPath: '/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    clicks: [
      `App registrations → New registration: name "${name}", accounts in this organizational directory only, no redirect URI.`,
    ],
  }
  if (app.id === '') {
    return ingestionStep(app, {
      ...head,
      changes: [{ field: 'displayName', before: null, after: name }],
      requests: [
        {
          method: 'POST',
          path: '/applications',
          body: { displayName: name, signInAudience: 'AzureADMyOrg', tags: [tag] },
          captures: { 'ingestion.id': 'id', 'ingestion.appId': 'appId' },
          undo: [{ method: 'DELETE', path: registration }],
        },
      ],
    })
  }
  const tags = [...app.tags, tag]
  return ingestionStep(app, {
    ...head,
    changes: app.tags.includes(tag) ? [] : [{ field: 'tags', before: app.tags, after: tags }],
    requests: [patch(registration, { tags }, { tags: app.tags })],
  })
}

/** The guide's step 8, on request. */
function selfAudienceSteps(app: Application): readonly Step[] {
  const uri = `api://${app.appId || '{{ingestion.appId}}'}`
  const after = [...app.identifierUris, uri]
  return [
    ingestionStep(app, {
      id: 'ingestion-token-version',
      guide: 'B8',
      title: 'Version 2 access tokens for ingestion itself',
      portalPath: menu('ProtectAnAPI'),
      ...versionTwo(registration, app),
    }),
    ingestionStep(app, {
      id: 'ingestion-app-id-uri',
      guide: 'B8',
      title: 'Application ID URI of ingestion',
      changes: app.identifierUris.some((each) => each.toLowerCase() === uri)
        ? []
        : [{ field: 'identifierUris', before: app.identifierUris, after }],
      requests: [patch(registration, { identifierUris: after }, { identifierUris: app.identifierUris })],
      portalPath: menu('ProtectAnAPI'),
      clicks: [`Expose an API → Application ID URI: ${uri}`],
    }),
  ]
}

function permissionsStep(state: TenantState, app: Application, wishes: SetupWishes): Step {
  const { scopeId, roleId, scopeName } = publishedIds(state, wishes)
  const uiAppId = state.ui?.application.appId ?? '{{ui.appId}}'
  return ingestionStep(app, {
    id: 'ingestion-permissions',
    guide: 'B7',
    title: 'API permissions of ingestion',
    ...requireAccess(registration, app, uiAppId, [
      { id: scopeId, type: 'Scope', name: scopeName },
      { id: roleId, type: 'Role', name: wishes.roleName },
    ]),
    portalPath: menu('CallAnAPI'),
    clicks: [
      `API permissions → Add a permission → My APIs → ${wishes.displayName} → Delegated permissions: ${scopeName}.`,
      `API permissions → Add a permission → My APIs → ${wishes.displayName} → Application permissions: ${wishes.roleName}.`,
    ],
  })
}

function consentStep(state: TenantState, wishes: SetupWishes): Step {
  const uiPrincipal = state.ui?.principal?.id
  const grant = uiPrincipal
    ? state.ingestion?.grants.find(
        (each) => each.resourceId === uiPrincipal && each.consentType === 'AllPrincipals',
      )
    : undefined
  return planConsent('ingestion', grant, [publishedIds(state, wishes).scopeName], 'ui.principal', {
    id: 'ingestion-consent',
    guide: 'B7',
    title: 'Admin consent for the scope',
    portalPath: menu('CallAnAPI'),
    clicks: ['API permissions → Grant admin consent.'],
  })
}

/** What alone puts the role into the token: consent to the scope leaves client-credentials tokens as they are. */
function assignmentStep(state: TenantState, wishes: SetupWishes): Step {
  const { roleId } = publishedIds(state, wishes)
  const uiPrincipal = state.ui?.principal?.id
  const present =
    uiPrincipal !== undefined &&
    state.ingestion?.roleAssignments.some(
      (each) => each.resourceId === uiPrincipal && each.appRoleId === roleId,
    )
  return step('ingestion', !present, {
    id: 'role-assignment',
    guide: 'B7',
    title: `App role ${wishes.roleName}, assigned to ingestion`,
    changes: present ? [] : [{ field: 'appRoleAssignment', before: null, after: wishes.roleName }],
    requests: [
      {
        method: 'POST',
        path: '/servicePrincipals/{{ui.principal}}/appRoleAssignedTo',
        body: {
          principalId: '{{ingestion.principal}}',
          resourceId: '{{ui.principal}}',
          appRoleId: roleId,
        },
        mayExist: true,
        undo: [
          { method: 'DELETE', path: '/servicePrincipals/{{ui.principal}}/appRoleAssignedTo/{{created.id}}' },
        ],
      },
    ],
    portalPath: menu('CallAnAPI'),
    clicks: ['API permissions → Grant admin consent (this assigns the application permission, too).'],
  })
}

function credentialSteps(state: TenantState, app: Application, wishes: SetupWishes): readonly Step[] {
  const { credential } = wishes
  switch (credential.kind) {
    case 'none':
      return []
    case 'secret':
      return [secretStep(app, credential, wishes)]
    case 'certificate':
      return [certificateStep(app, credential)]
    case 'federated':
      return [federatedStep(state, credential)]
  }
}

const secretsPage = menu('Credentials')

function secretStep(
  app: Application,
  wish: Extract<CredentialWish, { kind: 'secret' }>,
  { nowMs, configuredSecretHint }: SetupWishes,
): Step {
  const usable = app.passwords.filter(({ endsAtMs }) => endsAtMs - nowMs > renewalDays * dayMs)
  const configured = configuredSecretHint
    ? usable.some(({ hint }) => hint === '' || hint === configuredSecretHint)
    : true
  const endsAt = new Date(nowMs + wish.days * dayMs).toISOString()
  const reason =
    app.passwords.length === 0
      ? null
      : usable.length === 0
        ? 'expired, or expires soon'
        : configured
          ? 'replaced on request'
          : 'the configured one is not of this application'
  const needed = usable.length === 0 || !configured || wish.rotate
  return step('ingestion', app.passwords.length === 0, {
    id: 'client-secret',
    guide: 'B9',
    title: `Client secret for ${wish.days} days`,
    changes: needed
      ? [{ field: 'passwordCredential', before: reason, after: `expires ${endsAt.slice(0, 10)}` }]
      : [],
    requests: [
      {
        method: 'POST',
        path: `${registration}/addPassword`,
        body: { passwordCredential: { displayName: 'waymark', endDateTime: endsAt } },
        captures: { 'secret.keyId': 'keyId' },
        yieldsSecret: true,
        undo: [
          { method: 'POST', path: `${registration}/removePassword`, body: { keyId: '{{secret.keyId}}' } },
        ],
      },
    ],
    portalPath: secretsPage,
    clicks: [
      'Certificates & secrets → New client secret; copy its Value, not its Secret ID, and note the day it expires.',
    ],
  })
}

function certificateStep(app: Application, wish: Extract<CredentialWish, { kind: 'certificate' }>): Step {
  const present = app.keys.some(({ customKeyIdentifier }) =>
    sameThumbprint(customKeyIdentifier, wish.thumbprint),
  )
  const before = app.keys.map(({ raw }) => raw)
  const added = {
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    key: wish.derBase64,
    customKeyIdentifier: wish.thumbprint,
    displayName: 'waymark',
    endDateTime: wish.endsAt,
  }
  return ingestionStep(app, {
    id: 'certificate',
    guide: 'B9',
    title: 'Certificate',
    changes: present ? [] : [{ field: 'keyCredentials', before: before.length, after: before.length + 1 }],
    requests: [patch(registration, { keyCredentials: [...before, added] }, { keyCredentials: before })],
    portalPath: secretsPage,
    clicks: ['Certificates & secrets → Certificates → Upload certificate (the public part only).'],
  })
}

function federatedStep(state: TenantState, wish: Extract<CredentialWish, { kind: 'federated' }>): Step {
  const { name, issuer, subject, audience } = wish
  const known = state.ingestion?.federated ?? []
  const present = known.find((each) => each.issuer === issuer && each.subject === subject)
  const named = known.find((each) => each.name === name)
  const isRight = present?.audiences.includes(audience)
  const after = { issuer, subject, audiences: [audience] }
  const wrong = present ?? named
  const path = `${registration}/federatedIdentityCredentials`
  const request: PlannedRequest = wrong
    ? patch(`${path}/${wrong.id}`, after, {
        issuer: wrong.issuer,
        subject: wrong.subject,
        audiences: wrong.audiences,
      })
    : {
        method: 'POST',
        path,
        body: { name, ...after },
        mayExist: true,
        undo: [{ method: 'DELETE', path: `${path}/{{created.id}}` }],
      }
  const before = wrong ? { issuer: wrong.issuer, subject: wrong.subject, audiences: wrong.audiences } : null
  return step('ingestion', !wrong, {
    id: 'federated-credential',
    guide: 'B9',
    title: 'Federated credential',
    changes: isRight ? [] : [{ field: 'federatedIdentityCredential', before, after }],
    requests: [request],
    portalPath: secretsPage,
    clicks: [
      `Certificates & secrets → Federated credentials → Add: issuer ${issuer}, subject ${subject}, audience ${audience}.`,
    ],
  })
}
