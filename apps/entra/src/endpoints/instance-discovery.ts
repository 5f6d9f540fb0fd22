/** `GET /common/discovery/instance`: which hosts belong to which cloud, as MSAL asks for hosts it does not know. */
import { clouds, isEmulatedHost, isGraphHost, withoutRegion } from '../clouds.ts'
import { refusal } from '../entra-problem.ts'
import { cachedForADay, json } from '../http/answer.ts'
import type { Handler } from '../http/router.ts'
import { refusedDocument } from './refused-document.ts'

const cloud = (host: string, cache = host, aliases = [host]) => ({
  preferred_network: host,
  preferred_cache: cache,
  aliases,
})

const metadata = [
  cloud('login.microsoftonline.com', 'login.windows.net', [
    'login.microsoftonline.com',
    'login.windows.net',
    'login.microsoft.com',
    'sts.windows.net',
  ]),
  cloud('login.partner.microsoftonline.cn', undefined, [
    'login.partner.microsoftonline.cn',
    'login.chinacloudapi.cn',
  ]),
  cloud('login.microsoftonline.de'),
  cloud('login.microsoftonline.us', undefined, ['login.microsoftonline.us', 'login.usgovcloudapi.net']),
  cloud('login-us.microsoftonline.com'),
]

/** Answers with the discovery document of the `authorization_endpoint` asked about, and with the hosts of all clouds. */
export const instanceDiscovery: Handler = (request) => {
  try {
    const asked = request.query.get('authorization_endpoint') ?? ''
    if (!URL.canParse(asked)) throw refusal(900144, { parameter: 'authorization_endpoint' })
    const { hostname, pathname } = new URL(asked)
    const isListed = metadata.some(({ aliases }) => aliases.includes(hostname))
    const isKnown = isListed || (isEmulatedHost(hostname) && !isGraphHost(hostname))
    if (!isKnown) throw refusal(50049, { host: hostname })
    const tenant = pathname.split('/')[1] || 'common'
    // In the public cloud every alias is led to the one host.
    const host = metadata[0]?.aliases.includes(hostname) ? clouds.public.loginHost : hostname
    const version = pathname.includes('/v2.0') ? 'v2.0/' : ''
    return json(
      200,
      {
        tenant_discovery_endpoint: `https://${host}/${tenant}/${version}.well-known/openid-configuration`,
        'api-version': request.query.get('api-version') ?? '1.1',
        // The sovereign and the regional hosts are not on the recorded list: each stands for itself.
        metadata: isListed ? metadata : [...metadata, cloud(withoutRegion(hostname))],
      },
      cachedForADay,
    )
  } catch (error) {
    return refusedDocument(error, request)
  }
}
