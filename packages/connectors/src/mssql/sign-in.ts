/** How a session shows SQL Server who it is: a login of the server, or an access token of Entra ID. */
import { SourceError } from '@waymark/ingest'
import { type AzureCredentials, azureToken } from '../azure-token.ts'
import { driverOption, type MssqlConfig } from './config.ts'

/** What the driver takes as its `authentication`. */
export type Authentication =
  | { readonly type: 'default'; readonly options: { readonly userName: string; readonly password: string } }
  | { readonly type: 'azure-active-directory-access-token'; readonly options: { readonly token: string } }

type Way = 'sql' | 'application' | 'machine' | 'person'

/**
 * The words that drivers of Microsoft give `Authentication`, in lower case.
 * https://learn.microsoft.com/sql/connect/odbc/using-azure-active-directory
 */
const ways: Readonly<Record<string, Way>> = {
  sqlpassword: 'sql',
  activedirectorypassword: 'person',
  activedirectoryserviceprincipal: 'application',
  activedirectorymsi: 'machine',
  activedirectorymanagedidentity: 'machine',
  activedirectoryworkloadidentity: 'machine',
  activedirectorydefault: 'machine',
}

/** Without a word for it: an application where one is named, a login where a user is, the machine's identity otherwise. */
function wayOf(config: MssqlConfig): Way {
  const word = config.authenticationMode?.authentication ?? driverOption(config, 'Authentication')
  if (word !== undefined) {
    const way = ways[word.toLowerCase()]
    if (way !== undefined) return way
    throw new SourceError('fatal', `Signing in with ${word} is not supported.`, {
      hint: 'It needs a Windows session or a browser. Use ActiveDirectoryServicePrincipal, ActiveDirectoryManagedIdentity or a login of the server.',
    })
  }
  const { clientId, clientSecret, clientCertificate } = applicationOf(config)
  if (clientId && (clientSecret || clientCertificate)) return 'application'
  return config.username ? 'sql' : 'machine'
}

function applicationOf(config: MssqlConfig) {
  return {
    tenantId: config.tenantId ?? driverOption(config, 'tenantId'),
    clientId: config.clientId ?? driverOption(config, 'clientId'),
    clientSecret: config.clientSecret ?? driverOption(config, 'clientSecret'),
    clientCertificate: driverOption(config, 'clientCertificate'),
  }
}

/** ODBC's habit: where only a user and a password are given, they are the application's id and its secret. */
function credentialsOf(config: MssqlConfig, way: Exclude<Way, 'sql'>): AzureCredentials {
  const { username, password } = config
  const { tenantId, clientId, clientSecret, clientCertificate } = applicationOf(config)
  const known = {
    ...(tenantId ? { tenantId } : {}),
    ...(clientId ? { clientId } : {}),
  }
  if (way === 'machine') return { ...known, ...(clientId || !username ? {} : { clientId: username }) }
  if (way === 'person')
    return { ...known, ...(username ? { username } : {}), ...(password ? { password } : {}) }
  if (clientCertificate) return { ...known, clientCertificate }
  const secret = clientSecret ?? password
  if (!secret || !(clientId ?? username))
    throw new SourceError('fatal', 'The application and its secret are not named.', {
      hint: 'Give clientId, clientSecret and tenantId; where this type has no such members, in connectionOptions, or as username and password.',
    })
  return { ...known, clientId: clientId ?? username ?? '', clientSecret: secret }
}

/** Azure SQL, Synapse and Fabric take tokens for one and the same resource, which has a name per cloud. */
function resourceOf(host: string): string {
  if (/\.chinacloudapi\.cn$|\.azuresynapse\.azure\.cn$/i.test(host))
    return 'https://database.chinacloudapi.cn'
  if (/\.usgovcloudapi\.net$/i.test(host)) return 'https://database.usgovcloudapi.net'
  return 'https://database.windows.net'
}

/** @throws SourceError without any secret in it */
export async function authenticationOf(config: MssqlConfig, host: string): Promise<Authentication> {
  const way = wayOf(config)
  if (way === 'sql')
    return { type: 'default', options: { userName: config.username ?? '', password: config.password ?? '' } }
  const { token } = await azureToken(credentialsOf(config, way), resourceOf(host))
  return { type: 'azure-active-directory-access-token', options: { token } }
}
