/** Checks of the UI application and its Enterprise application in the directory: part A of the guide. */
import type { Registered, TenantState } from '../graph/tenant-state.ts'
import {
  byHand,
  type CheckDefinition,
  type Findings,
  fail,
  type Outcome,
  pass,
  repair,
  skipped,
  warn,
} from './check.ts'
import { judgeProof, judgeSecretText } from './credential-checks.ts'
import { judgePlatform, judgeRedirect } from './redirect-checks.ts'
import type { DoctorSettings } from './settings.ts'

/** Runs a check that reads the directory, and says why where nobody may. */
export async function withTenant(
  found: Findings,
  run: (state: TenantState) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  if (!found.authority()) return skipped('The authority has to be right first.')
  const tenant = await found.tenant()
  return 'value' in tenant ? run(tenant.value) : skipped(tenant.unavailable)
}

const withUi = (found: Findings, run: (ui: Registered, state: TenantState) => Outcome) =>
  withTenant(found, (state) =>
    state.ui ? run(state.ui, state) : skipped('The UI application has to be found first.'),
  )

/** Where an id is no client id: it may be one of the two object ids, which look the same. */
export async function notFound(found: Findings, id: string, setting: string): Promise<Outcome> {
  const { graph } = found.deps
  if ('value' in graph) {
    const kinds = [
      ['applications', 'app registration'],
      ['servicePrincipals', 'Enterprise application'],
    ] as const
    for (const [collection, name] of kinds) {
      const other = (await graph.value.find(`/${collection}/${id}`)) as { appId?: unknown } | undefined
      if (typeof other?.appId === 'string') {
        return fail(
          `${setting} is the object id of the ${name}, not the client id (AADSTS700016).`,
          `Set it to ${other.appId}.`,
        )
      }
    }
  }
  return fail(
    `The tenant has no application with the client id ${id} (AADSTS700016).`,
    `Correct ${setting}, or the tenant in the authority. Or run: waymark azure setup, which makes one.`,
  )
}

function judgeUri({ application }: Registered): Outcome {
  if (application.identifierUris.length === 0) {
    return fail(
      'The UI application has no Application ID URI, so no scope can name it (AADSTS500011).',
      byHand(`Expose an API: accept api://${application.appId}.`),
    )
  }
  const own = `api://${application.appId}`
  return application.identifierUris.some((uri) => uri.toLowerCase() === own)
    ? pass(application.identifierUris.join(', '))
    : warn(
        `The Application ID URI is ${application.identifierUris.join(', ')}, not ${own}: version 1 tokens carry it as audience.`,
        byHand(`Expose an API: add ${own}.`),
      )
}

function judgeScope({ application }: Registered, { apiScope }: DoctorSettings): Outcome {
  const enabled = application.scopes.filter(({ isEnabled }) => isEnabled).map(({ value }) => value)
  if (enabled.length === 0) {
    return fail(
      application.scopes.length === 0
        ? 'The UI application publishes no scope (AADSTS650053).'
        : 'Every scope of the UI application is disabled (AADSTS650053).',
      byHand('Expose an API → Add a scope.'),
    )
  }
  return !apiScope || enabled.includes(apiScope)
    ? pass(enabled.join(', '))
    : fail(
        `WAYMARK_API_SCOPE demands '${apiScope}', but the scopes are ${enabled.join(', ')}.`,
        `Set WAYMARK_API_SCOPE=${enabled[0]}, or add the scope under Expose an API.`,
      )
}

function judgeRole({ application }: Registered, { appRole }: DoctorSettings): Outcome {
  const usable = application.roles.filter(
    (role) => role.isEnabled && role.allowedMemberTypes.includes('Application'),
  )
  const values = usable.map(({ value }) => value)
  if (appRole && !values.includes(appRole)) {
    const present = application.roles.find(({ value }) => value === appRole)
    const why = !present
      ? 'does not exist'
      : present.isEnabled
        ? 'is for people only, not for applications'
        : 'is disabled'
    return fail(
      `WAYMARK_APP_ROLE demands '${appRole}', but that app role ${why}.`,
      byHand(`App roles: ${appRole}, allowed for applications, enabled.`),
    )
  }
  return values.length > 0
    ? pass(values.join(', '))
    : warn(
        'There is no app role for applications, so nothing but the binding of the bot tells ingestion from any other application.',
        byHand('App roles → Create app role, allowed for applications; set WAYMARK_APP_ROLE to its value.'),
      )
}

function judgeClaims({ application }: Registered, { requireIdtyp }: DoctorSettings): Outcome {
  const access = application.accessTokenClaims.map(({ name }) => name)
  const id = application.idTokenClaims.map(({ name }) => name)
  if (!access.includes('idtyp')) {
    const cause = "The optional claim idtyp is missing, so an application's token looks much like a person's."
    const fix = byHand('Manifest → optionalClaims → accessToken: add idtyp.')
    return requireIdtyp ? fail(`${cause} WAYMARK_REQUIRE_IDTYP demands it.`, fix) : warn(cause, fix)
  }
  return id.includes('email')
    ? pass('idtyp, email')
    : warn(
        'ID tokens carry no email claim; people are then named after preferred_username.',
        byHand('Token configuration → Add optional claim → ID → email.'),
      )
}

function judgePrincipal({ principal }: Registered): Outcome {
  if (!principal) {
    return fail(
      'The UI application has no Enterprise application in this tenant (AADSTS650052, 500011).',
      repair(),
    )
  }
  return principal.accountEnabled
    ? pass(`object id ${principal.id}`)
    : fail(
        'The Enterprise application of the UI is disabled (AADSTS7000112).',
        byHand('Enterprise applications → Properties: Enabled for users to sign-in = Yes.'),
      )
}

function judgeConsent({ grants }: Registered, { graph }: TenantState): Outcome {
  if (!graph) return skipped('The directory does not show Microsoft Graph’s Enterprise application.')
  const granted = grants
    .filter((each) => each.resourceId === graph.id && each.consentType === 'AllPrincipals')
    .flatMap(({ scopes }) => scopes)
  const missing = ['openid', 'profile', 'email'].filter((scope) => !granted.includes(scope))
  return missing.length === 0
    ? pass('granted for everybody')
    : warn(
        `No administrator has consented to ${missing.join(', ')}; where people may not consent themselves they see "Need admin approval" (AADSTS65001, 90094).`,
        byHand('API permissions → Grant admin consent.'),
      )
}

function judgeGroups({ application }: Registered): Outcome {
  return /SecurityGroup|All/.test(application.groupMembershipClaims)
    ? warn(
        `Tokens carry groups (${application.groupMembershipClaims}); people in more than 200 get none (overage).`,
        'Use app roles instead, or "Groups assigned to the application" under Token configuration.',
      )
    : pass('no groups in tokens, so no overage')
}

async function judgeUiCredential(found: Findings): Promise<Outcome> {
  const { proof, hasIdleSecret, clientType } = found.settings
  if (hasIdleSecret) {
    return warn(
      'OIDC_CLIENT_SECRET is set, but a public client never sends a secret (AADSTS700025).',
      'Remove it, or set AUTHENTICATION_CLIENT_TYPE=confidential.',
    )
  }
  if (!proof) {
    return clientType === 'confidential'
      ? skipped('No secret of the UI application is configured here (OIDC_CLIENT_SECRET).')
      : pass('people sign in without one')
  }
  return (
    judgeSecretText(proof, uiSecretFix) ?? withUi(found, (ui) => judgeProof(found, ui, proof, uiSecretFix))
  )
}

const uiSecretFix =
  'Certificates & secrets → New client secret: copy its Value to OIDC_CLIENT_SECRET. Or do without one: waymark azure setup.'

export const directoryChecks: readonly CheckDefinition[] = [
  {
    id: 'ui-application',
    title: 'UI application',
    guide: 'A2',
    wrong: 'The client id is an object id, or an application of another tenant.',
    symptom: 'AADSTS700016',
    run: (found) =>
      withTenant(found, (state) =>
        state.ui
          ? pass(`client id ${state.ui.application.appId}`)
          : notFound(found, found.settings.clientId, 'AUTHENTICATION_CLIENT_ID'),
      ),
  },
  {
    id: 'ui-enterprise-application',
    title: 'Enterprise application of the UI',
    guide: 'A2',
    wrong: 'It was never made, which only the portal does by itself, or somebody disabled it.',
    symptom: 'AADSTS7000112, 650052, 500011',
    run: (found) => withUi(found, judgePrincipal),
  },
  {
    id: 'redirect-platform',
    title: 'Platform of the redirect URI',
    guide: 'A2',
    wrong: 'It is registered for Web instead of Single-page application, or the other way round.',
    symptom: 'AADSTS9002326, 9002325, 9002327',
    run: (found) => withUi(found, ({ application }) => judgePlatform(application, found.settings)),
  },
  {
    id: 'redirect-uri',
    title: 'Redirect URI',
    guide: 'A2',
    wrong: 'A slash, the scheme, the case or the path differs from what the browser sends.',
    symptom: 'AADSTS50011, 500113',
    run: (found) => withUi(found, ({ application }) => judgeRedirect(application, found.settings)),
  },
  {
    id: 'ui-credential',
    title: 'Secret of the UI application',
    guide: '–',
    wrong: 'A confidential client’s secret expired or is its Secret ID, or a public client has one.',
    symptom: 'AADSTS7000215, 7000222, 700025',
    run: judgeUiCredential,
  },
  {
    id: 'tenants',
    title: 'Supported account types',
    guide: 'A2',
    wrong: 'The application is open to accounts of other tenants.',
    symptom: 'strangers reach the consent page',
    run: (found) =>
      withUi(found, ({ application: { signInAudience } }) =>
        signInAudience === 'AzureADMyOrg'
          ? pass('this tenant only')
          : warn(
              `The application accepts ${signInAudience}; Waymark refuses other tenants' tokens all the same.`,
              'Authentication → Supported account types: this organizational directory only.',
            ),
      ),
  },
  {
    id: 'token-version',
    title: 'Version of access tokens',
    guide: 'A5',
    wrong:
      'requestedAccessTokenVersion is null, so tokens name the issuer sts.windows.net and the URI as audience.',
    symptom: 'issuer mismatch, audience mismatch',
    run: (found) =>
      withUi(found, ({ application }) =>
        application.accessTokenVersion === 2
          ? pass('2')
          : warn(
              'Access tokens are of version 1: issuer sts.windows.net. Waymark accepts them; other consumers may not.',
              byHand('Manifest: "requestedAccessTokenVersion": 2.'),
            ),
      ),
  },
  {
    id: 'app-id-uri',
    title: 'Application ID URI',
    guide: 'A5',
    wrong: 'It was never accepted, so no scope can be asked for.',
    symptom: 'AADSTS500011',
    run: (found) => withUi(found, judgeUri),
  },
  {
    id: 'scope',
    title: 'Scope',
    guide: 'A5',
    wrong: 'There is none, it is disabled, or the server demands another one.',
    symptom: 'AADSTS650053, 65005',
    run: (found) => withUi(found, (ui) => judgeScope(ui, found.settings)),
  },
  {
    id: 'app-role',
    title: 'App role',
    guide: 'A5',
    wrong: 'It does not exist, is disabled, or is for people only.',
    symptom: 'token without roles',
    run: (found) => withUi(found, (ui) => judgeRole(ui, found.settings)),
  },
  {
    id: 'optional-claims',
    title: 'Optional claims',
    guide: 'A5',
    wrong:
      'Without idtyp an application is recognised by its other claims; without email people are named oddly.',
    symptom: 'claim not found',
    run: (found) => withUi(found, (ui) => judgeClaims(ui, found.settings)),
  },
  {
    id: 'sign-in-consent',
    title: 'Consent for signing in',
    guide: 'A2',
    wrong: 'People of the tenant may not consent themselves and nobody did it for them.',
    symptom: '"Need admin approval", AADSTS65001, 90094',
    run: (found) => withUi(found, judgeConsent),
  },
  {
    id: 'assignment',
    title: 'Assignment',
    guide: 'A2',
    wrong: 'The Enterprise application lets in only who is assigned.',
    symptom: 'AADSTS50105, 501051',
    run: (found) =>
      withUi(found, ({ principal }) =>
        principal?.appRoleAssignmentRequired
          ? warn(
              'Only assigned people and applications may sign in (AADSTS50105, 501051 for the others).',
              'Enterprise applications → Users and groups: assign them; or Properties: Assignment required = No.',
            )
          : pass('not required'),
      ),
  },
  {
    id: 'groups',
    title: 'Groups and overage',
    guide: '–',
    wrong: 'People in more than 200 groups get a token without any.',
    symptom: '_claim_names instead of groups, 431 header too large',
    run: (found) => withUi(found, judgeGroups),
  },
]
