/** Ends the session here, then at the identity provider. */
import type { QueryClient } from '@tanstack/react-query'
import { call } from '../../api/http.ts'
import { authConfigQuery, hasProvider } from '../sign-in/auth-config.ts'
import { endSessionEndpoint } from '../sign-in/authorization.ts'
import { redirectUriFor } from '../sign-in/sign-in-flow.ts'

/**
 * Leaves the page. The provider sends people back to the registered callback, the only address it accepts; with no
 * code in it, that page goes on to the sign-in page.
 */
export async function signOut(client: QueryClient): Promise<void> {
  await call('auth/session', { method: 'DELETE' })
  const config = await client.ensureQueryData(authConfigQuery).catch(() => undefined)
  client.clear()
  // Drafts belong to the person who leaves.
  sessionStorage.clear()
  const endpoint = config && hasProvider(config) ? endSessionEndpoint(config) : undefined
  if (!config || endpoint === undefined) {
    location.assign('/sign-in?signed-out=1')
    return
  }
  const url = new URL(endpoint)
  // Without it Keycloak refuses the address to come back to (OpenID Connect RP-Initiated Logout 2).
  url.searchParams.set('client_id', config.clientId)
  url.searchParams.set('post_logout_redirect_uri', redirectUriFor(config, location.origin))
  location.assign(url.href)
}
