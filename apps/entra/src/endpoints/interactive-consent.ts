/** Asking a person's consent by page, for every endpoint where one sits at a browser. */
import { type Account, isSameOrigin } from '../checks/account.ts'
import { checkMayConsent, checkPreauthorized, missingConsent, recordConsent } from '../checks/consent.ts'
import { findApplication } from '../directory/lookup.ts'
import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { Answer } from '../http/answer.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import { accountField } from '../pages/account-picker.ts'
import { consentField, consentPage } from '../pages/consent.ts'
import type { World } from '../world.ts'
import { carriedParameters } from './interactive-sign-in.ts'

/**
 * The consent page, when one is needed; records the decision that it brought back.
 * @param redirectUri where the decision may lead, when it leads away from us
 * @throws EntraProblem 65002 for what nobody can consent to, 65001 with `prompt=none`, 90094 for what only an administrator may agree to, 65004 declined
 */
export function askConsent(
  request: EntraRequest,
  world: World,
  client: Application,
  { tenant, user }: Account,
  scopes: RequestedScopes,
  redirectUri: string | undefined,
  headers: Answer['headers'],
): Answer | undefined {
  const missing = missingConsent(world, tenant, client, user, scopes)
  checkPreauthorized(client, missing)
  const decision = isSameOrigin(request) ? request.form.get(consentField) : undefined
  const prompt = parameter(request, 'prompt')
  if (missing.length === 0 && (prompt !== 'consent' || decision === 'accept')) return undefined
  if (prompt === 'none')
    throw refusal(65001, { appId: client.appId, appName: client.displayName }, { error: 'consent_required' })
  checkMayConsent(tenant, client, user, missing)
  if (decision === 'decline') throw refusal(65004)
  if (decision === 'accept') {
    recordConsent(world, tenant.id, client, user, missing)
    return undefined
  }
  const shown = missing.length > 0 ? missing : everyScope(world, scopes)
  const carried: [string, string][] = [
    ...carriedParameters(request),
    [accountField, `${tenant.id}/${user.id}`],
  ]
  const listed = shown.map(({ resource, scope }) => ({
    name: scope.adminConsentDisplayName,
    api: resource.displayName,
  }))
  return consentPage(client, user, listed, carried, redirectUri, headers)
}

const everyScope = (world: World, scopes: RequestedScopes) =>
  scopes.resources.flatMap(({ appId, values }) => {
    const resource = findApplication(world.directory, appId)
    return (resource?.scopes ?? [])
      .filter((scope) => values.includes(scope.value))
      .flatMap((scope) => (resource ? [{ resource, scope }] : []))
  })
