/** `GET|POST /{tenant}/oauth2[/v2.0]/logout` (OpenID Connect RP-Initiated Logout 1.0): ends the browser's session. */

import { isRegisteredRedirect } from '../checks/redirect-uri.ts'
import { findApplication } from '../directory/lookup.ts'
import { type Session, sessionCookie, sessionCookieHeader } from '../grants/sessions.ts'
import { type Answer, redirectTo } from '../http/answer.ts'
import { parameter } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { html } from '../pages/html.ts'
import { page } from '../pages/page.ts'
import { issuerV2 } from '../tokens/common-claims.ts'
import type { World } from '../world.ts'

/**
 * Goes back to `post_logout_redirect_uri` when any application registered it as a redirect URI, with `state`;
 * otherwise a page says that the person is signed out.
 */
export const logout: Handler = (request, world) => {
  const session = world.sessions.find(request.cookie(sessionCookie))
  if (session) world.sessions.end(session)
  const frames = logoutFrames(world, session)
  const headers = { 'set-cookie': sessionCookieHeader('', request.secure) }
  const back = parameter(request, 'post_logout_redirect_uri')
  const applications = world.directory.tenants.flatMap((tenant) => tenant.applications)
  if (back === undefined || !applications.some((application) => isRegisteredRedirect(application, back)))
    return signedOutPage(frames, headers)
  const target = new URL(back)
  const state = parameter(request, 'state')
  if (state !== undefined) target.searchParams.set('state', state)
  if (frames.length === 0) return redirectTo(target.href, headers)
  // The applications hear of it first; then the browser goes on.
  return signedOutPage(frames, { ...headers, refresh: `1; url=${target.href}` })
}

/** Front-channel logout (OpenID Connect Front-Channel Logout 1.0): the addresses to load, one per application. */
function logoutFrames(world: World, session: Session | undefined): string[] {
  const parameters = world.behaviour.frontChannelParameters ?? 'sidAndIssuer'
  return [...(session?.clients ?? [])].flatMap((appId) => {
    const { logoutUrl } = findApplication(world.directory, appId) ?? {}
    const tenant = world.directory.tenants.find(({ id }) => id === session?.users[0]?.tenantId)
    if (!session || !tenant || !logoutUrl || !URL.canParse(logoutUrl)) return []
    const url = new URL(logoutUrl)
    if (parameters === 'sidAndIssuer') {
      url.searchParams.set('sid', session.sid)
      url.searchParams.set('iss', issuerV2(tenant))
    }
    return [url.href]
  })
}

const signedOutPage = (frames: string[], headers: Answer['headers']): Answer =>
  page(
    { title: 'You signed out of your account', frames, headers },
    html`<h1>You signed out of your account</h1>
<p>It’s a good idea to close all browser windows.</p>`,
  )
