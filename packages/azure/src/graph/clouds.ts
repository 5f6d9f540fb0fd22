/** The clouds that Entra ID runs in: where each signs people in, and where its directory and its portal are. */

export interface Cloud {
  readonly loginHost: string
  readonly graphUrl: string
  readonly portalUrl: string
  /** `iss` of version 1 tokens, the tenant id to be added. */
  readonly v1Issuer: string
  /** Audience that a federated token must name (workload identity federation, considerations). */
  readonly federatedAudience: string
}

const publicCloud: Cloud = {
  loginHost: 'login.microsoftonline.com',
  graphUrl: 'https://graph.microsoft.com',
  portalUrl: 'https://portal.azure.com',
  v1Issuer: 'https://sts.windows.net',
  federatedAudience: 'api://AzureADTokenExchange',
}
const governmentCloud: Cloud = {
  loginHost: 'login.microsoftonline.us',
  graphUrl: 'https://graph.microsoft.us',
  portalUrl: 'https://portal.azure.us',
  v1Issuer: 'https://sts.windows.net',
  federatedAudience: 'api://AzureADTokenExchangeUSGov',
}
const chinaCloud: Cloud = {
  loginHost: 'login.partner.microsoftonline.cn',
  graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
  portalUrl: 'https://portal.azure.cn',
  v1Issuer: 'https://sts.chinacloudapi.cn',
  federatedAudience: 'api://AzureADTokenExchangeChina',
}

/**
 * The sovereign clouds of France, Germany and Singapore. Microsoft's clients carry their sign-in and Graph hosts; the rest follows
 * the names of their other services, and was not seen.
 */
const sovereignClouds = ['fr', 'de', 'sg'].map(
  (country): Cloud => ({
    loginHost: `login.sovcloud-identity.${country}`,
    graphUrl: `https://graph.svc.sovcloud.${country}`,
    portalUrl: `https://portal.sovcloud-azure.${country}`,
    v1Issuer: `https://sts.sovcloud-identity.${country}`,
    federatedAudience: 'api://AzureADTokenExchange',
  }),
)

const clouds: ReadonlyMap<string, Cloud> = new Map([
  ...['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'].map(
    (host) => [host, publicCloud] as const,
  ),
  ...['login.microsoftonline.us', 'login.usgovcloudapi.net'].map((host) => [host, governmentCloud] as const),
  ...['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'].map(
    (host) => [host, chinaCloud] as const,
  ),
  ...sovereignClouds.map((cloud) => [cloud.loginHost, cloud] as const),
])

/** The cloud of a sign-in host or one of its aliases; undefined for a host that is none. */
export function cloudOf(host: string): Cloud | undefined {
  return clouds.get(host.toLowerCase())
}

/** The sign-in hosts to choose from, for messages. */
export const loginHosts = [publicCloud, governmentCloud, chinaCloud, ...sovereignClouds].map(
  ({ loginHost }) => loginHost,
)
