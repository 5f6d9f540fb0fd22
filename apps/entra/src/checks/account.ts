/** Who is signing in: the person picked on our page, one already signed in, or nobody yet. */

import { findTenant, findUser } from '../directory/lookup.ts'
import type { Tenant, User } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { refusal } from '../entra-problem.ts'
import type { Session } from '../grants/sessions.ts'
import type { EntraRequest } from '../http/request.ts'
import { accountField, type PickableAccount } from '../pages/account-picker.ts'
import { hintedName } from '../tokens/optional-claims.ts'
import type { World } from '../world.ts'

export interface Account {
  tenant: Tenant
  user: User
  authTimeMs: number
}

/** What a request says about who should sign in, and how. */
export interface AccountWish {
  prompt: string | undefined
  loginHint: string | undefined
  /** `organizations`, `consumers`, or a domain. */
  domainHint: string | undefined
  sid: string | undefined
  maxAgeSeconds: number | undefined
}

/** The person our own page says was picked; undefined when the request does not come from that page. */
export function pickedAccount(
  request: EntraRequest,
  world: World,
  tenants: Tenant[],
): { tenant: Tenant; user: User } | undefined {
  const [tenantId = '', userId = ''] = (request.form.get(accountField) ?? '').split('/')
  const tenant = tenants.find((each) => each.id === tenantId) && findTenant(world.directory, tenantId)
  const user = tenant && findUser(tenant, userId)
  return tenant && user && isSameOrigin(request) ? { tenant, user } : undefined
}

/**
 * The session's person who may go on without being asked.
 * @returns undefined when someone has to be picked
 * @throws with `prompt=none`, where nobody can be asked: 50058 without a session, 160021 without the one named by `sid`, 16000 with several people in it
 */
export function accountOfSession(
  world: World,
  session: Session | undefined,
  tenants: Tenant[],
  wish: AccountWish,
): Account | undefined {
  const silent = wish.prompt === 'none'
  const asks = wish.prompt === 'login' || wish.prompt === 'select_account' || wish.prompt === 'create'
  const isFresh = (authTimeMs: number) =>
    wish.maxAgeSeconds === undefined || world.clock.now() - authTimeMs <= wish.maxAgeSeconds * 1000
  const signedIn = accountsOfSession(session, tenants).filter(
    ({ authTimeMs, tenant, user }) =>
      isFresh(authTimeMs) &&
      (wish.sid === undefined || wish.sid === session?.sid) &&
      (wish.loginHint === undefined || findUser(tenant, hintedName(wish.loginHint)) === user),
  )
  if (asks) return undefined
  if (silent && wish.sid !== undefined && wish.sid !== session?.sid) throw refusal(160021)
  const [only, second] = signedIn
  if (silent && !only) throw refusal(50058)
  if (silent && second) throw refusal(16000)
  return second ? undefined : only
}

/**
 * The people to show on the page: those of the hinted kind or domain; the hinted one alone when the hint fits somebody,
 * unless the application wants the choice made.
 */
export function pickableAccounts(
  session: Session | undefined,
  tenants: Tenant[],
  wish: AccountWish,
): PickableAccount[] {
  const signedIn = new Set(accountsOfSession(session, tenants).map(({ user }) => user))
  const hintedTenants = tenants.filter((tenant) => fitsDomainHint(tenant, wish.domainHint))
  const everybody = (hintedTenants.length > 0 ? hintedTenants : tenants).flatMap((tenant) =>
    tenant.users.map((user) => ({ tenant, user, signedIn: signedIn.has(user) })),
  )
  const hint = wish.prompt === 'select_account' ? undefined : wish.loginHint
  const hinted = everybody.filter(({ tenant, user }) => hint && findUser(tenant, hintedName(hint)) === user)
  const shown = hinted.length > 0 ? hinted : everybody
  return shown.toSorted((a, b) => Number(b.signedIn) - Number(a.signedIn))
}

function fitsDomainHint(tenant: Tenant, hint: string | undefined): boolean {
  if (hint === undefined) return true
  if (hint === 'consumers' || hint === 'organizations') return isPersonal(tenant) === (hint === 'consumers')
  return tenant.domains.some(({ name }) => name.toLowerCase() === hint.toLowerCase())
}

function accountsOfSession(session: Session | undefined, tenants: Tenant[]): Account[] {
  return (session?.users ?? []).flatMap(({ tenantId, userId, authTimeMs }) => {
    const tenant = tenants.find((each) => each.id === tenantId)
    const user = tenant && findUser(tenant, userId)
    return tenant && user ? [{ tenant, user, authTimeMs }] : []
  })
}

/** Whether a form was sent from our own page, as far as the browser says (programs say nothing). */
export function isSameOrigin(request: EntraRequest): boolean {
  const site = request.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.header('host'))
}
