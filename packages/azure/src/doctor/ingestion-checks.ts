/** Checks of the ingestion application in the directory: part B of the guide. */

import type { Application } from '../graph/resources.ts'
import type { Registered, TenantState } from '../graph/tenant-state.ts'
import { renewalDays } from '../setup/wishes.ts'
import { decodeClaims } from '../token/decode.ts'
import { type CheckDefinition, type Findings, fail, type Outcome, pass, skipped, warn } from './check.ts'
import { notFound, repair, withTenant } from './directory-checks.ts'
import type { IngestionSettings } from './settings.ts'

const dayMs = 24 * 60 * 60_000

const withIngestion = (
  found: Findings,
  run: (ingestion: Registered, state: TenantState, settings: IngestionSettings) => Outcome,
) => {
  const { ingestion: settings } = found.settings
  if (!settings) return skipped('No ingestion application is configured.')
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

function judgeCredential(found: Findings, ingestion: Registered, settings: IngestionSettings): Outcome {
  if (settings.clientSecret) return judgeSecret(found, ingestion, settings.clientSecret)
  if (settings.federatedTokenFile) return judgeFederation(found, ingestion, settings.federatedTokenFile)
  return skipped('Neither a client secret nor a federated token is configured here.')
}

const secretFix =
  'Run: waymark azure setup --rotate-secret. Or make one under Certificates & secrets and copy its Value.'

function judgeSecret(found: Findings, { application }: Registered, secret: string): Outcome {
  const nowMs = found.deps.nowMs()
  const { passwords } = application
  const fix = secretFix
  if (passwords.length === 0)
    return fail('The ingestion application has no client secret (AADSTS7000215).', fix)
  const matching = passwords.filter(({ hint }) => hint === '' || secret.startsWith(hint))
  if (matching.length === 0) {
    return fail(
      'The configured secret is none of those registered: its first letters differ (AADSTS7000215).',
      fix,
    )
  }
  return judgeDays(Math.max(...matching.map(({ endsAtMs }) => endsAtMs)), nowMs, fix)
}

function judgeDays(endsAtMs: number, nowMs: number, fix: string): Outcome {
  const days = Math.floor((endsAtMs - nowMs) / dayMs)
  if (days < 0) return fail(`The client secret expired ${-days} days ago (AADSTS7000222).`, fix)
  return days < renewalDays
    ? warn(`The client secret expires in ${days} days.`, fix)
    : pass(Number.isFinite(days) ? `valid for ${days} more days` : 'valid')
}

/** Without a right to read the directory, set-up's own note tells of the day. */
function judgeNoted(found: Findings, unavailable: string): Outcome {
  const endsAtMs = found.settings.ingestion?.secretExpiresAtMs
  return endsAtMs === undefined || !found.settings.ingestion?.clientSecret
    ? skipped(unavailable)
    : judgeDays(endsAtMs, found.deps.nowMs(), secretFix)
}

function judgeFederation(found: Findings, { federated }: Registered, file: string): Outcome {
  let claims: ReturnType<typeof decodeClaims>
  try {
    claims = decodeClaims(found.deps.readFile(file).trim())
  } catch {
    return fail(
      `The federated token file ${file} cannot be read.`,
      'Check AZURE_FEDERATED_TOKEN_FILE and the pod’s labels.',
    )
  }
  if (!claims) return fail(`${file} holds no JWT.`, 'Check the projected service account token.')
  const { iss, sub, aud } = claims
  const audience = Array.isArray(aud) ? aud[0] : aud
  if (federated.length === 0)
    return fail(
      'The ingestion application has no federated credential (AADSTS70021).',
      repair(' --federated …'),
    )
  const byIssuer = federated.filter(({ issuer }) => issuer === iss)
  if (byIssuer.length === 0) {
    return fail(
      `No federated credential has the token's issuer '${String(iss)}' (AADSTS700211).`,
      'Compare letter by letter, the slash at the end, too.',
    )
  }
  const bySubject = byIssuer.filter(({ subject }) => subject === sub)
  if (bySubject.length === 0) {
    const close = byIssuer.some(({ subject }) => subject.toLowerCase() === String(sub).toLowerCase())
    return fail(
      `No federated credential has the token's subject '${String(sub)}' (AADSTS${close ? '7002138' : '700213'}).`,
      close ? 'It differs in upper and lower case only; copy it from the token.' : repair(' --federated …'),
    )
  }
  return bySubject.some(({ audiences }) => audiences.includes(String(audience)))
    ? pass(`issuer, subject and audience fit`)
    : fail(
        `No federated credential has the token's audience '${String(audience)}' (AADSTS700212).`,
        repair(' --federated …'),
      )
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
    title: 'Secret or federated credential',
    guide: 'B9',
    wrong: 'The secret expired, is another one, or issuer, subject and audience differ by a letter.',
    symptom: 'AADSTS7000222, 7000215, 700211, 700212, 700213, 7002138',
    run: async (found) => {
      const tenant = await found.tenant()
      return 'unavailable' in tenant
        ? judgeNoted(found, tenant.unavailable)
        : withIngestion(found, (ingestion, _state, settings) => judgeCredential(found, ingestion, settings))
    },
  },
]
