/** Microsoft's clouds: which host names belong to which, and what its tokens and documents say. */

export type CloudName = 'public' | 'usGov' | 'china'

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

/** For the US Government and China the STS and Graph hosts are what clients carry; Microsoft documents them nowhere. */
export const clouds: Record<CloudName, Cloud> = {
  public: {
    name: 'public',
    loginHost: 'login.microsoftonline.com',
    loginHosts: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
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
}

/** Every host name the emulator answers to on its TLS port. */
export const emulatedHosts: string[] = Object.values(clouds).flatMap(({ loginHosts, graphHosts }) => [
  ...loginHosts,
  ...graphHosts,
])

/** The cloud that a host belongs to; undefined for loopback. */
export const cloudOfHost = (host: string): Cloud | undefined =>
  Object.values(clouds).find(
    ({ loginHosts, graphHosts }) => loginHosts.includes(host) || graphHosts.includes(host),
  )

export const isGraphHost = (host: string): boolean =>
  Object.values(clouds).some(({ graphHosts }) => graphHosts.includes(host))
