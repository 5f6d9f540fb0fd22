/** Checks of the ingestion application in the directory: part B of the guide. */

import type { Application } from '../graph/resources.ts'
import type { Registered, TenantState } from '../graph/tenant-state.ts'
import { type CheckDefinition, type Findings, fail, type Outcome, pass, skipped, warn } from './check.ts'
import { judgeDays, judgeProof } from './credential-checks.ts'
import { notFound, withTenant } from './directory-checks.ts'
import { type IngestionSettings, secretOf } from './settings.ts'

const ownIdentity = 'The identity of the machine signs in, which no setting names.'

const withIngestion = (
  found: Findings,
  run: (ingestion: Registered, state: TenantState, settings: IngestionSettings) => Outcome,
) => {
  const { ingestion: settings } = found.settings
  if (!settings) return skipped('No ingestion application is configured.')
  if (!settings.clientId) return skipped(ownIdentity)
  return withTenant(found, (state) =>
    state.ingestion
      ? run(state.ingestion, state, settings)
      : skipped('The ingestion application has to be found first.'),
  )
}

function judgePrincipal({ principal, application }: Registered): Outcome {
  if (!principal) {
    return fail(
      'The ingestion application has no Enterprise application in this tenant (AADSTS7000229), so its tokens have no object id.',
      `az ad sp create --id ${application.appId}. Or run: waymark azure setup.`,
    )
  }
  return principal.accountEnabled
    ? pass(`object id ${principal.id}`)
    : fail(
        'The Enterprise application of ingestion is disabled (AADSTS7000112).',
        'Enterprise applications → Properties: Enabled for users to sign-in = Yes. Or run: waymark azure setup.',
      )
}

/** Which resource the scope names, and whether there is one. */
function judgeResource(
  { application }: Registered,
  { ui }: TenantState,
  settings: IngestionSettings,
): Outcome {
  const resource = (settings.scopes[0] ?? '').replace(/\/\.default$/, '').toLowerCase()
  const names = ({ appId, identifierUris }: Application) => [
    appId,
    ...identifierUris.map((uri) => uri.toLowerCase()),
  ]
  if (ui && names(ui.application).includes(resource)) return pass('the UI application')
  if (names(application).includes(resource)) return pass('the ingestion application itself')
  return fail(
    `The scope names '${resource}', which is neither the UI application nor ingestion itself (AADSTS500011).`,
    ui
      ? `Set the scope to api://${ui.application.appId}/.default.`
      : 'Compare it with the Application ID URI under Expose an API.',
  )
}

function judgePermissions({ application }: Registered, { ui }: TenantState): Outcome {
  if (!ui) return skipped('The UI application has to be found first.')
  const listed = application.requiredAccess
    .filter((access) => access.resourceAppId === ui.application.appId)
    .flatMap(({ resourceAccess }) => resourceAccess)
  const published = [...ui.application.scopes, ...ui.application.roles].map(({ id }) => id)
  if (listed.some(({ id }) => published.includes(id))) return pass('listed')
  return warn(
    listed.length > 0
      ? 'The permissions of ingestion are ones that the UI application no longer publishes (AADSTS65005).'
      : 'The UI application is not among the API permissions of ingestion (AADSTS650057).',
    `API permissions → Add a permission → My APIs → ${ui.application.displayName}. Or run: waymark azure setup.`,
  )
}

function judgeConsent({ grants }: Registered, { ui }: TenantState): Outcome {
  if (!ui?.principal) return skipped('The Enterprise application of the UI has to be there first.')
  const id = ui.principal.id
  return grants.some((grant) => grant.resourceId === id && grant.consentType === 'AllPrincipals')
    ? pass('granted; a token by client credentials does not depend on it')
    : warn(
        'No administrator has consented to the scope. The guide asks for it; a token by client credentials does not depend on it.',
        'API permissions → Grant admin consent. Or run: waymark azure setup.',
      )
}

function judgeAssignment(found: Findings, { roleAssignments }: Registered, { ui }: TenantState): Outcome {
  if (!ui?.principal) return skipped('The Enterprise application of the UI has to be there first.')
  const { id, appRoleAssignmentRequired } = ui.principal
  const { appRole } = found.settings
  const wanted = ui.application.roles.filter(({ value }) => !appRole || value === appRole)
  const held = roleAssignments.filter((each) => each.resourceId === id)
  const fix = 'API permissions → Application permissions → Grant admin consent. Or run: waymark azure setup.'
  if (held.some((each) => wanted.some((role) => role.id === each.appRoleId))) {
    return pass(wanted.map(({ value }) => value).join(', '))
  }
  if (appRoleAssignmentRequired && held.length === 0) {
    return fail('Ingestion is assigned no role of the UI application, which demands one (AADSTS501051).', fix)
  }
  return appRole
    ? fail(`Ingestion does not hold the app role '${appRole}': consent to a scope does not give it.`, fix)
    : warn('Ingestion holds no app role; its token is accepted for the binding of its bot alone.', fix)
}

const secretFix =
  'Run: waymark azure setup --rotate-secret. Or make one under Certificates & secrets and copy its Value.'

/** Without a right to read the directory, set-up's own note tells of the day. */
function judgeNoted(found: Findings, unavailable: string): Outcome {
  const endsAtMs = found.settings.ingestion?.secretExpiresAtMs
  return endsAtMs === undefined || !secretOf(found.settings.ingestion?.proof)
    ? skipped(unavailable)
    : judgeDays('client secret', endsAtMs, found.deps.nowMs(), secretFix)
}

export const ingestionChecks: readonly CheckDefinition[] = [
  {
    id: 'ingestion-application',
    title: 'Ingestion application',
    guide: 'B6',
    wrong: 'The client id is an object id, or an application of another tenant.',
    symptom: 'AADSTS700016',
    run: (found) => {
      const { ingestion } = found.settings
      if (!ingestion) return skipped('No ingestion application is configured.')
      if (!ingestion.clientId) return skipped(ownIdentity)
      return withTenant(found, (state) =>
        state.ingestion
          ? pass(`client id ${state.ingestion.application.appId}`)
          : notFound(found, ingestion.clientId, "The ingestion's client id"),
      )
    },
  },
  {
    id: 'ingestion-enterprise-application',
    title: 'Enterprise application of ingestion',
    guide: 'B6',
    wrong: 'It was never made, or somebody disabled it.',
    symptom: 'AADSTS7000229, 7000112, a token without oid',
    run: (found) => withIngestion(found, judgePrincipal),
  },
  {
    id: 'ingestion-scope',
    title: 'API that the scope names',
    guide: 'B8',
    wrong: 'The scope names an application that does not exist, or another one.',
    symptom: 'AADSTS500011',
    run: (found) => withIngestion(found, judgeResource),
  },
  {
    id: 'ingestion-permissions',
    title: 'API permissions of ingestion',
    guide: 'B7',
    wrong: 'The scope of the UI application was not added, or was removed there since.',
    symptom: 'AADSTS650057, 65005',
    run: (found) => withIngestion(found, judgePermissions),
  },
  {
    id: 'ingestion-consent',
    title: 'Admin consent of ingestion',
    guide: 'B7',
    wrong: 'The button "Grant admin consent" was forgotten.',
    symptom: 'AADSTS65001',
    run: (found) => withIngestion(found, judgeConsent),
  },
  {
    id: 'role-assignment',
    title: 'Role assignment of ingestion',
    guide: 'B7',
    wrong: 'Consent to the scope was given, which puts nothing into the token; the app role does.',
    symptom: 'AADSTS501051, token without roles',
    run: (found) => withIngestion(found, (ingestion, state) => judgeAssignment(found, ingestion, state)),
  },
  {
    id: 'ingestion-credential',
    title: 'Secret, certificate or federated credential',
    guide: 'B9',
    wrong:
      'The secret expired, is another one, the certificate is not registered, or issuer, subject and audience differ by a letter.',
    symptom: 'AADSTS7000222, 7000215, 700027, 700211, 700212, 700213, 7002138',
    run: async (found) => {
      const tenant = await found.tenant()
      return 'unavailable' in tenant
        ? judgeNoted(found, tenant.unavailable)
        : withIngestion(found, (ingestion, _state, { proof }) =>
            proof
              ? judgeProof(found, ingestion, proof, secretFix)
              : skipped('No credential of ingestion is configured here.'),
          )
    },
  },
]
