/** `GET|POST /common/oauth2/deviceauth`: where a person types the device code and signs in for the device. */

import { isSameOrigin } from '../checks/account.ts'
import { checkScopes } from '../checks/scopes.ts'
import { checkTenantSegment, tenantsFor } from '../checks/tenant.ts'
import { findApplication } from '../directory/lookup.ts'
import { EntraProblem, refusal } from '../entra-problem.ts'
import { deviceCodeLifetimeMs } from '../grants/grants.ts'
import { parameter } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { consentField } from '../pages/consent.ts'
import { deviceCodeForm, noticePage, problemPage } from '../pages/notice.ts'
import { askConsent } from './interactive-consent.ts'
import { signIn } from './interactive-sign-in.ts'

export const devicePage: Handler = (request, world) => {
  const typed = parameter(request, 'user_code')
  if (!typed) return deviceCodeForm()
  try {
    const code = world.grants.findUserCode(typed)
    const client = code && findApplication(world.directory, code.clientAppId)
    const isOpen = code?.outcome === 'pending' && world.clock.now() - code.issuedAtMs <= deviceCodeLifetimeMs
    if (!client || !isOpen) throw refusal(70018)
    if (isSameOrigin(request) && request.form.get(consentField) === 'decline') {
      code.outcome = 'declined'
      return noticePage('Sign-in cancelled', `${client.displayName} was not signed in.`)
    }
    const tenants = tenantsFor(world.directory, checkTenantSegment(world.directory, code.segment), client)
    // Always ask: whoever talked somebody into typing a code must not profit from a session that is open already.
    const asking = {
      ...request,
      query: new URLSearchParams({ ...Object.fromEntries(request.query), prompt: 'login' }),
    }
    const signedIn = signIn(asking, world, client, tenants)
    if ('page' in signedIn) return signedIn.page
    const { account, session, headers } = signedIn
    const scopes = checkScopes(world, account.tenant, client, code.scope)
    const consent = askConsent(request, world, client, account, scopes, undefined, headers)
    if (consent) return consent
    code.outcome = {
      tenantId: account.tenant.id,
      userId: account.user.id,
      sid: session.sid,
      authTimeMs: account.authTimeMs,
    }
    return noticePage(
      client.displayName,
      'You have signed in on your device. You may now close this window.',
      200,
      headers,
    )
  } catch (error) {
    if (!(error instanceof EntraProblem)) throw error
    return problemPage(error, request.trace)
  }
}
