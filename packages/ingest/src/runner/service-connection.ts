/** Which connector and connection a run uses: the file's own, or the one that the catalog keeps for the service. */
import { quoteName } from '@waymark/spec'
import type { Connector } from '../connector.ts'
import { findingsOf } from '../workflow/validate.ts'
import type { Connection } from './open-source.ts'
import type { RunContext } from './run-context.ts'
import { RunAborted } from './run-failure.ts'

/** What the API shows in the place of a secret to callers that may not see it. */
const mask = /^\*{8,}$/

/**
 * @param serviceName - a bare name; not always the file's own: tests name services by the tables they are about
 * @throws RunAborted `source` when there is no usable connection, with what to do
 */
export async function serviceConnection(context: RunContext, serviceName: string): Promise<Connection> {
  const { workflow } = context
  // Also where the connection is known: all that is measured or counted belongs to what the catalog has of the service.
  const service = await requiredService(context, serviceName)
  if (workflow.connector && workflow.connection && serviceName === workflow.serviceName) {
    return { connector: workflow.connector, config: workflow.connection }
  }
  const listed = connectionInFile(workflow.options.sourceConfig.serviceConnections, serviceName)
  if (listed)
    return await usable(context, String(listed.type ?? ''), listed, `serviceConnections of the file`)
  return await keptConnection(context, service, serviceName)
}

/** What is read of a service; the registry's definitions are not typed one by one. */
interface Service {
  readonly serviceType?: string
  readonly connection?: { readonly config?: object }
}

/** The entry of `sourceConfig.config.serviceConnections` for a service. */
function connectionInFile(list: unknown, serviceName: string): Record<string, unknown> | undefined {
  if (!Array.isArray(list)) return undefined
  const entry = list.find((each) => each?.serviceName === serviceName) // validated against OpenMetadata's schema
  return entry?.serviceConnection?.config
}

async function requiredService(context: RunContext, serviceName: string): Promise<Service> {
  const { client, registry, signal, workflow } = context
  const type = workflow.connector?.serviceEntity ?? 'databaseService'
  const key = { fqn: quoteName(serviceName) }
  const service = await client.entity(registry.byType(type)).find(key, { signal })
  if (!service) {
    throw new RunAborted('source', `The catalog has no ${type} '${serviceName}'.`, {
      hint: 'Ingest its metadata first; serviceName must be the name it was given then.',
    })
  }
  return service as Service
}

async function keptConnection(
  context: RunContext,
  { serviceType, connection }: Service,
  serviceName: string,
): Promise<Connection> {
  if (!connection?.config) {
    throw new RunAborted('source', `The catalog keeps no connection for the service '${serviceName}'.`, {
      hint: 'Write serviceConnection into the file, or ingest with storeServiceConnection: true.',
    })
  }
  return await usable(context, serviceType ?? '', connection.config, `the service '${serviceName}'`)
}

async function usable(context: RunContext, type: string, config: object, where: string): Promise<Connection> {
  const { connectors } = context.workflow
  const load = Object.hasOwn(connectors, type.toLowerCase()) ? connectors[type.toLowerCase()] : undefined
  if (!load) {
    throw new RunAborted('source', `There is no connector of the type '${type}', which ${where} has.`, {
      hint: `This release has: ${Object.keys(connectors).join(', ')}.`,
    })
  }
  const connector = (await load()).default as Connector<unknown> // validated below
  if (holdsMask(config)) {
    throw new RunAborted('source', `The secrets of ${where} are hidden from this account.`, {
      hint: 'Sign in as a bot, which may see them, or write serviceConnection into the file.',
    })
  }
  const [error] = findingsOf(connector.config, config).filter(({ severity }) => severity === 'error')
  if (error) {
    const message = `The connection of ${where} is not usable: ${[error.path.join('.'), error.message].filter(Boolean).join(': ')}`
    throw new RunAborted('source', message, {
      hint: 'Correct it there, or write serviceConnection into the file.',
    })
  }
  return { connector, config }
}

function holdsMask(value: unknown): boolean {
  if (typeof value === 'string') return mask.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsMask)
}
