/** Microsoft's clouds: which host names belong to which, and what its tokens and documents say. */

/** The last three are the sovereign ones of France, Germany and Singapore, by Microsoft's names for them. */
export type CloudName = 'public' | 'usGov' | 'china' | 'bleu' | 'delos' | 'govSg'

export interface Cloud {
  name: CloudName
  /** The host of authorities and v2 issuers. */
  loginHost: string
  /** All hosts that answer as it. */
  loginHosts: string[]
  /** The host of v1 issuers. */
  stsHost: string
  graphHosts: [string, ...string[]]
  /** What discovery documents say of it. */
  instanceName: string
  oldGraphHost: string
  rbacUrl: string
  /** What discovery documents call Microsoft Graph; for the US Government the recorded ones name the public host. */
  documentedGraphHost: string
  /** Where people type device codes. */
  deviceLoginUrl: string
}

/** A sovereign cloud. Clients carry its sign-in and Graph hosts; what its documents say beyond them is a guess. */
const sovereign = (name: CloudName, country: string): Cloud => {
  const domain = `sovcloud-identity.${country}`
  return {
    name,
    loginHost: `login.${domain}`,
    loginHosts: [`login.${domain}`],
    stsHost: `sts.${domain}`,
    graphHosts: [`graph.svc.sovcloud.${country}`],
    instanceName: domain,
    oldGraphHost: `graph.svc.sovcloud.${country}`,
    rbacUrl: `https://pas.${domain}`,
    documentedGraphHost: `graph.svc.sovcloud.${country}`,
    deviceLoginUrl: `https://login.${domain}/common/oauth2/deviceauth`,
  }
}

/** For the US Government and China the STS and Graph hosts are what clients carry; Microsoft documents them nowhere. */
export const clouds: Record<CloudName, Cloud> = {
  public: {
    name: 'public',
    loginHost: 'login.microsoftonline.com',
    loginHosts: [
      'login.microsoftonline.com',
      'login.windows.net',
      'login.microsoft.com',
      'sts.windows.net',
      'login-us.microsoftonline.com',
    ],
    stsHost: 'sts.windows.net',
    graphHosts: ['graph.microsoft.com'],
    instanceName: 'microsoftonline.com',
    oldGraphHost: 'graph.windows.net',
    rbacUrl: 'https://pas.windows.net',
    documentedGraphHost: 'graph.microsoft.com',
    deviceLoginUrl: 'https://microsoft.com/devicelogin',
  },
  usGov: {
    name: 'usGov',
    loginHost: 'login.microsoftonline.us',
    loginHosts: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
    stsHost: 'sts.windows.net',
    graphHosts: ['graph.microsoft.us', 'dod-graph.microsoft.us'],
    instanceName: 'microsoftonline.us',
    oldGraphHost: 'graph.windows.net',
    rbacUrl: 'https://pasff.usgovcloudapi.net',
    documentedGraphHost: 'graph.microsoft.com',
    deviceLoginUrl: 'https://microsoft.com/deviceloginus',
  },
  china: {
    name: 'china',
    loginHost: 'login.partner.microsoftonline.cn',
    loginHosts: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    stsHost: 'sts.chinacloudapi.cn',
    graphHosts: ['microsoftgraph.chinacloudapi.cn'],
    instanceName: 'partner.microsoftonline.cn',
    oldGraphHost: 'graph.chinacloudapi.cn',
    rbacUrl: 'https://pas.chinacloudapi.cn',
    documentedGraphHost: 'microsoftgraph.chinacloudapi.cn',
    deviceLoginUrl: 'https://microsoft.com/deviceloginchina',
  },
  bleu: sovereign('bleu', 'fr'),
  delos: sovereign('delos', 'de'),
  govSg: sovereign('govSg', 'sg'),
}

/** Every host name the emulator answers to on its TLS port, but for the regional ones. */
export const emulatedHosts: string[] = Object.values(clouds).flatMap(({ loginHosts, graphHosts }) => [
  ...loginHosts,
  ...graphHosts,
])

/**
 * The hosts below which regional ones are, `westeurope.login.microsoft.com` and its like: what MSAL asks for an
 * application's token where a region is configured.
 */
export const regionalParents: string[] = [
  'login.microsoft.com',
  ...Object.values(clouds)
    .filter(({ name }) => name !== 'public')
    .flatMap(({ loginHosts }) => loginHosts),
]

/** The host that a regional one belongs to; any other host as it is. */
export function withoutRegion(host: string): string {
  const [region = '', ...rest] = host.split('.')
  const parent = rest.join('.')
  return /^[a-z0-9-]{1,63}$/.test(region) && regionalParents.includes(parent) ? parent : host
}

export const isEmulatedHost = (host: string): boolean => emulatedHosts.includes(withoutRegion(host))

/** The cloud that a host belongs to; undefined for loopback. */
export function cloudOfHost(host: string): Cloud | undefined {
  const name = withoutRegion(host)
  return Object.values(clouds).find(
    ({ loginHosts, graphHosts }) => loginHosts.includes(name) || graphHosts.includes(name),
  )
}

export const isGraphHost = (host: string): boolean =>
  Object.values(clouds).some(({ graphHosts }) => graphHosts.includes(host))
