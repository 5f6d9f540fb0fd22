/** `GET|POST /{tenant}/oauth2[/v2.0]/logout` (OpenID Connect RP-Initiated Logout 1.0): ends the browser's session. */

import { isRegisteredRedirect } from '../checks/redirect-uri.ts'
import { sessionCookie, sessionCookieHeader } from '../grants/sessions.ts'
import { redirectTo } from '../http/answer.ts'
import { parameter } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { noticePage } from '../pages/notice.ts'

/**
 * Goes back to `post_logout_redirect_uri` when any application registered it as a redirect URI, with `state`;
 * otherwise a page says that the person is signed out.
 */
export const logout: Handler = (request, world) => {
  const session = world.sessions.find(request.cookie(sessionCookie))
  if (session) world.sessions.end(session)
  const headers = { 'set-cookie': sessionCookieHeader('', request.secure) }
  const back = parameter(request, 'post_logout_redirect_uri')
  const applications = world.directory.tenants.flatMap((tenant) => tenant.applications)
  if (back === undefined || !applications.some((application) => isRegisteredRedirect(application, back)))
    return noticePage(
      'You signed out of your account',
      'It’s a good idea to close all browser windows.',
      200,
      headers,
    )
  const target = new URL(back)
  const state = parameter(request, 'state')
  if (state !== undefined) target.searchParams.set('state', state)
  return redirectTo(target.href, headers)
}
