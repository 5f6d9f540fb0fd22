/** Every address of the sign-in hosts, in one table; Microsoft Graph has its own. */

import { adminConsentV1, adminConsentV2 } from './endpoints/admin-consent.ts'
import { authorizeV1, authorizeV2 } from './endpoints/authorize.ts'
import { deviceCode } from './endpoints/device-code.ts'
import { devicePage } from './endpoints/device-page.ts'
import { errorLookup } from './endpoints/error-lookup.ts'
import { instanceDiscovery } from './endpoints/instance-discovery.ts'
import { keysV1, keysV2 } from './endpoints/keys.ts'
import { logout } from './endpoints/logout.ts'
import { nativeRedirect } from './endpoints/native-redirect.ts'
import { openidConfigurationV1, openidConfigurationV2 } from './endpoints/openid-configuration.ts'
import { tokenV1, tokenV2 } from './endpoints/token.ts'
import { userRealm } from './endpoints/user-realm.ts'
import { userinfo } from './graph/userinfo.ts'
import type { EndpointName } from './http/endpoint-name.ts'
import type { Handler, Route } from './http/router.ts'

const route = (endpoint: EndpointName, methods: string, pattern: string, handle: Handler): Route => ({
  endpoint,
  methods: methods.split(' '),
  pattern,
  handle,
})

/** The token endpoint takes any method: it refuses all but POST in its own words. */
const anyMethod = 'GET HEAD POST PUT PATCH DELETE OPTIONS'

/** On login.microsoftonline.com and its aliases. */
export const loginRoutes: Route[] = [
  route('instance-discovery', 'GET', '/:tenant/discovery/instance', instanceDiscovery),
  route('discovery', 'GET', '/:tenant/v2.0/.well-known/openid-configuration', openidConfigurationV2),
  route('discovery', 'GET', '/:tenant/.well-known/openid-configuration', openidConfigurationV1),
  route('keys', 'GET', '/:tenant/discovery/v2.0/keys', keysV2),
  route('keys', 'GET', '/:tenant/discovery/keys', keysV1),
  route('authorize', 'GET POST', '/:tenant/oauth2/v2.0/authorize', authorizeV2),
  route('authorize', 'GET POST', '/:tenant/oauth2/authorize', authorizeV1),
  route('token', anyMethod, '/:tenant/oauth2/v2.0/token', tokenV2),
  route('token', anyMethod, '/:tenant/oauth2/token', tokenV1),
  route('logout', 'GET POST', '/:tenant/oauth2/v2.0/logout', logout),
  route('logout', 'GET POST', '/:tenant/oauth2/logout', logout),
  route('devicecode', 'POST', '/:tenant/oauth2/v2.0/devicecode', deviceCode),
  route('devicecode', 'POST', '/:tenant/oauth2/devicecode', deviceCode),
  route('other', 'GET POST', '/:tenant/oauth2/deviceauth', devicePage),
  route('adminconsent', 'GET POST', '/:tenant/v2.0/adminconsent', adminConsentV2),
  route('adminconsent', 'GET POST', '/:tenant/adminconsent', adminConsentV1),
  route('other', 'GET', '/:tenant/oauth2/nativeclient', nativeRedirect),
  route('other', 'GET POST', '/:tenant/openid/userinfo', userinfo),
  route('userrealm', 'GET', '/common/userrealm/:user', userRealm),
  route('other', 'GET', '/error', errorLookup),
]
