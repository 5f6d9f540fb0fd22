/** The connection of a file in the form that the catalog keeps: files of older releases write some members elsewhere. */
import { type ConfigFamily, configSchema } from '@waymark/spec'
import type { Connector } from '../connector.ts'

const families: Readonly<Record<string, ConfigFamily>> = {
  databaseService: 'databaseConnection',
  dashboardService: 'dashboardConnection',
  messagingService: 'messagingConnection',
  pipelineService: 'pipelineConnection',
  storageService: 'storageConnection',
  mlmodelService: 'mlModelConnection',
  searchService: 'searchConnection',
  apiService: 'apiConnection',
  driveService: 'driveConnection',
  mcpService: 'mcpConnection',
}

/** Members that the catalog does not know are left out: the file's reader has warned of them. */
export function keptConnection(
  connector: Connector<unknown>,
  connection: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const family = families[connector.serviceEntity]
  const schema = family && configSchema(family, connector.serviceType)
  const members = schema?.properties as Readonly<Record<string, unknown>> | undefined // an object schema of TypeBox
  const whole = { ...connection, type: connector.serviceType }
  if (!members) return whole
  const known = Object.fromEntries(Object.entries(whole).filter(([name]) => Object.hasOwn(members, name)))
  const { password } = connection
  // Until 1.0 the password stood beside the user name.
  const moves =
    password !== undefined && !Object.hasOwn(members, 'password') && Object.hasOwn(members, 'authType')
  return moves && known.authType === undefined ? { ...known, authType: { password } } : known
}
