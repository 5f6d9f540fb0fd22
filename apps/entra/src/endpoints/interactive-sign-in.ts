/** Signing a person in by page and cookie, for every endpoint that needs to know who sits at the browser. */
import {
  type Account,
  type AccountWish,
  accountOfSession,
  pickableAccounts,
  pickedAccount,
} from '../checks/account.ts'
import { checkUserState } from '../checks/user.ts'
import { findServicePrincipal, signInName } from '../directory/lookup.ts'
import type { Application, Tenant } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { refusal } from '../entra-problem.ts'
import { type Session, sessionCookie, sessionCookieHeader } from '../grants/sessions.ts'
import type { Answer } from '../http/answer.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import { accountField, accountPicker } from '../pages/account-picker.ts'
import { confirmedField } from '../pages/confirmation.ts'
import { consentField } from '../pages/consent.ts'
import { issuerV1 } from '../tokens/common-claims.ts'
import type { World } from '../world.ts'

interface SignedIn {
  account: Account
  session: Session
  /** With the session's cookie, when it is new. */
  headers: Answer['headers']
}

/**
 * Lets the person in who was picked or is signed in already, or gives the page to pick one.
 * @param redirectUri where picking may lead, when it leads away from us
 * @throws EntraProblem for an account that can't sign in, and with `prompt=none` when somebody would have to be asked
 */
export function signIn(
  request: EntraRequest,
  world: World,
  client: Application,
  tenants: Tenant[],
  redirectUri?: string,
): SignedIn | { page: Answer } {
  const maxAge = parameter(request, 'max_age')
  const wish: AccountWish = {
    prompt: parameter(request, 'prompt'),
    loginHint: parameter(request, 'login_hint'),
    domainHint: parameter(request, 'domain_hint'),
    sid: parameter(request, 'sid'),
    maxAgeSeconds: maxAge && /^\d+$/.test(maxAge) ? Number(maxAge) : undefined,
  }
  const session = world.sessions.find(request.cookie(sessionCookie))
  const picked = pickedAccount(request, world, tenants)
  if (picked) {
    const { tenant, user } = picked
    checkUserState(world, tenant, user, client)
    // The pages that follow send the account again: that is no second sign-in.
    const known = session?.users.find((each) => each.userId === user.id && each.tenantId === tenant.id)
    if (session && known && (request.form.has(consentField) || request.form.has(confirmedField)))
      return { account: { tenant, user, authTimeMs: known.authTimeMs }, session, headers: {} }
    const authTimeMs = world.clock.now()
    const renewed = world.sessions.signIn(session, { tenantId: tenant.id, userId: user.id, authTimeMs })
    return {
      account: { tenant, user, authTimeMs },
      session: renewed,
      headers: { 'set-cookie': sessionCookieHeader(renewed.cookie, request.secure) },
    }
  }
  checkNotForeign(request, world, client, tenants)
  const account = accountOfSession(world, session, tenants, wish)
  if (account && session) return { account, session, headers: {} }
  const accounts = pickableAccounts(session, tenants, wish)
  return { page: accountPicker(client, accounts, carriedParameters(request), redirectUri) }
}

/**
 * @throws for somebody who was picked from another tenant: 90099 when they administer this one as its partner and it has not
 *   authorized the application, else 50020
 */
function checkNotForeign(request: EntraRequest, world: World, client: Application, [tenant]: Tenant[]): void {
  const foreign = pickedAccount(request, world, world.directory.tenants)
  if (!foreign || !tenant) return
  const isUnauthorized = findServicePrincipal(tenant, client.appId) === undefined
  if (tenant.partnerIds.includes(foreign.tenant.id) && isUnauthorized)
    throw refusal(90099, {
      appId: client.appId,
      appName: client.displayName,
      tenant: tenant.displayName,
    })
  throw refusal(50020, {
    user: signInName(foreign.user),
    identityProvider: isPersonal(foreign.tenant) ? 'live.com' : issuerV1(foreign.tenant),
    tenant: tenant.displayName,
    appId: client.appId,
  })
}

/** The request's own parameters, without what our pages add. */
export function carriedParameters(request: EntraRequest): [string, string][] {
  const own = new Map([...request.query, ...request.form])
  own.delete(accountField)
  own.delete(consentField)
  own.delete(confirmedField)
  return [...own]
}
