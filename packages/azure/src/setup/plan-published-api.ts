/** Plans what the UI application publishes as an API: its scope, and the roles that tokens may carry. */
import type { Json } from '../graph/json.ts'
import { type Application, noApplication } from '../graph/resources.ts'
import type { TenantState } from '../graph/tenant-state.ts'
import type { PlannedRequest, Step } from './plan.ts'
import { type Draft, step } from './plan-step.ts'
import { derivedGuid, type SetupWishes, tagFor } from './wishes.ts'

export const registration = '/applications/{{ui.id}}'
export const menu = (page: string): string =>
  `/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/${page}/appId/{{ui.appId}}`

export const uiStep = (app: Application, draft: Draft): Step => step('ui', app.id === '', draft)

/** Ids of the scope and the role, which the ingestion application names. */
interface PublishedIds {
  readonly scopeId: string
  readonly scopeName: string
  readonly roleId: string
}

export function publishedIds(state: TenantState, wishes: SetupWishes): PublishedIds {
  const app = state.ui?.application ?? noApplication
  const scope =
    app.scopes.find(({ isEnabled, value }) => isEnabled && value === wishes.scopeName) ??
    app.scopes.find(({ isEnabled }) => isEnabled) ??
    app.scopes.find(({ value }) => value === wishes.scopeName)
  const tag = tagFor(wishes.serverUrl, 'ui')
  return {
    scopeId: scope?.id ?? derivedGuid(tag, 'scope', wishes.scopeName),
    scopeName: scope?.value ?? wishes.scopeName,
    roleId: publishedRoleId(state, wishes, wishes.roleName),
  }
}

/** Id of the role in the directory, or the one it will get. */
export function publishedRoleId(state: TenantState, wishes: SetupWishes, name: string): string {
  const known = state.ui?.application.roles.find(({ value }) => value === name)
  return known?.id ?? derivedGuid(tagFor(wishes.serverUrl, 'ui'), 'role', name)
}

export function scopeStep(app: Application, wishes: SetupWishes): Step {
  const before = app.scopes.map(({ raw }) => raw)
  const enabled = app.scopes.find(({ isEnabled }) => isEnabled)
  const disabled = app.scopes.find(({ value }) => value === wishes.scopeName)
  const scope = {
    id: derivedGuid(tagFor(wishes.serverUrl, 'ui'), 'scope', wishes.scopeName),
    value: wishes.scopeName,
    type: 'User',
    isEnabled: true,
    adminConsentDisplayName: `Use ${wishes.displayName} as the signed-in person`,
    adminConsentDescription: `Allows an application to use ${wishes.displayName} on behalf of the signed-in person.`,
    userConsentDisplayName: `Use ${wishes.displayName} as you`,
    userConsentDescription: `Allows an application to use ${wishes.displayName} on your behalf.`,
  }
  const after = disabled
    ? app.scopes.map(({ raw }) => (raw === disabled.raw ? { ...raw, isEnabled: true } : raw))
    : [...before, scope]
  const field = 'api.oauth2PermissionScopes'
  const list = (scopes: readonly Json[]) => ({ api: { oauth2PermissionScopes: scopes } })
  return uiStep(app, {
    id: 'scope',
    guide: 'A5',
    title: `Scope ${enabled?.value ?? wishes.scopeName}`,
    changes: enabled
      ? []
      : [{ field, before: app.scopes.map(({ value }) => value), after: after.map((each) => each.value) }],
    requests: [
      {
        method: 'PATCH',
        path: registration,
        body: list(after),
        undo: withdrawal(list, before, [disabled ? disabled.raw : scope]),
      },
    ],
    portalPath: menu('ProtectAnAPI'),
    clicks: [`Expose an API → Add a scope: ${wishes.scopeName}, admins and users may consent, enabled.`],
  })
}

/** An enabled scope or role can't be removed: first it is disabled, then left out (Graph, permissionScope). */
function withdrawal(
  list: (entries: readonly Json[]) => Json,
  before: readonly Json[],
  added: readonly Json[],
): PlannedRequest['undo'] {
  const rest = before.filter(({ id }) => added.every((entry) => entry.id !== id))
  const path = registration
  return [
    {
      method: 'PATCH',
      path,
      body: list([...rest, ...added.map((entry) => ({ ...entry, isEnabled: false }))]),
    },
    { method: 'PATCH', path, body: list(before) },
  ]
}

/** Value of the role that makes a person an administrator of the catalog, as OpenMetadata names it. */
const adminRoleName = 'Admin'

interface WantedRole {
  readonly value: string
  readonly displayName: string
  readonly description: string
  readonly memberType: 'Application' | 'User'
}

/** What tokens may carry: the role of ingestion, and the one of administrators. */
export function wantedRoles(
  wishes: Pick<SetupWishes, 'displayName' | 'roleName'>,
): readonly [WantedRole, WantedRole] {
  return [
    {
      value: wishes.roleName,
      displayName: 'Ingestion bot',
      description: `Writes metadata into ${wishes.displayName}.`,
      memberType: 'Application',
    },
    {
      value: adminRoleName,
      displayName: 'Administrator',
      description: `Administers ${wishes.displayName}.`,
      memberType: 'User',
    },
  ]
}

/** Both in one request, since a PATCH replaces the whole list. */
export function roleStep(app: Application, wishes: SetupWishes): Step {
  const before = app.roles.map(({ raw }) => raw)
  const tag = tagFor(wishes.serverUrl, 'ui')
  const wanted = wantedRoles(wishes)
  let after = before
  const touched: Json[] = []
  for (const { memberType, ...role } of wanted) {
    const present = app.roles.find(({ value }) => value === role.value)
    if (present?.isEnabled && present.allowedMemberTypes.includes(memberType)) continue
    const allowedMemberTypes = [...new Set([...(present?.allowedMemberTypes ?? []), memberType])]
    const entry = present
      ? { ...present.raw, isEnabled: true, allowedMemberTypes }
      : { id: derivedGuid(tag, 'role', role.value), ...role, allowedMemberTypes, isEnabled: true }
    after = present ? after.map((raw) => (raw === present.raw ? entry : raw)) : [...after, entry]
    touched.push(present?.raw ?? entry)
  }
  const names = (roles: readonly Json[]) => roles.map(({ value }) => value)
  const list = (appRoles: readonly Json[]) => ({ appRoles })
  return uiStep(app, {
    id: 'app-role',
    guide: 'A5',
    title: `App roles ${wanted.map(({ value }) => value).join(' and ')}`,
    changes: touched.length ? [{ field: 'appRoles', before: names(before), after: names(after) }] : [],
    requests: [
      { method: 'PATCH', path: registration, body: list(after), undo: withdrawal(list, before, touched) },
    ],
    portalPath: menu('AppRoles'),
    clicks: wanted.map(
      ({ value, memberType }) =>
        `App roles → Create app role: value ${value}, allowed member types ${memberType}s.`,
    ),
  })
}
