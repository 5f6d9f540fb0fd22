/** What happens before anything is read: is the server there, who am I, does the source let me in, is the service known. */
import { ApiError, type CatalogClient, UnreachableError } from '@waymark/client'
import { quoteName } from '@waymark/spec'
import { type Connector, type Source, SourceError } from '../connector.ts'
import { keptConnection } from './kept-connection.ts'
import type { RunContext } from './run-context.ts'
import type { RunEvent } from './run-event.ts'
import { RunAborted } from './run-failure.ts'

/** @throws RunAborted `server` when nothing answers, `signIn` when the credential is refused */
export async function meetServer(
  client: CatalogClient,
  credential: string,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { version } = await client.version({ signal }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
    throw new RunAborted('server', `hostPort answers, but there is no catalog: ${error.message}`, {
      cause: error,
    })
  })
  const me = await client.loggedInUser({ signal }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error
    const id = error.requestId ? ` (request ${error.requestId})` : ''
    throw new RunAborted('signIn', `The server refused ${credential}: ${error.message}${id}`, {
      cause: error,
      hint: 'An Entra application must be bound to a bot (waymark bot bind <name> --tenant … --app … --object …), and its audience accepted.',
    })
  })
  emit({
    event: 'server.ready',
    version,
    principal: me.displayName ?? me.name,
    isBot: me.isBot ?? false,
    credential,
  })
}

/** Every check is made, so that all findings come at once; only a mandatory one that fails ends the run. */
export async function checkSource(
  connector: Connector<unknown>,
  source: Source,
  { emit, nowMs, signal }: Pick<RunContext, 'emit' | 'nowMs' | 'signal'>,
): Promise<void> {
  let failed: RunAborted | undefined
  for (const { name, mandatory } of connector.checks) {
    const startedAtMs = nowMs()
    const done = { event: 'check', name, mandatory } as const
    try {
      await source.check(name, signal)
      emit({ ...done, passed: true, elapsedMs: nowMs() - startedAtMs })
    } catch (error) {
      if (signal.aborted) throw error
      const message = error instanceof Error ? error.message : String(error)
      const hint = error instanceof SourceError && error.hint ? { hint: error.hint } : {}
      emit({ ...done, passed: false, elapsedMs: nowMs() - startedAtMs, message, ...hint })
      if (mandatory) failed ??= new RunAborted('source', message, { cause: error, ...hint })
    }
  }
  if (failed) throw failed
}

/**
 * Finds the service, or creates it with the connection of the file. A service that exists keeps its own connection:
 * people may have changed it in the catalog.
 * @returns whether it was created (or would be)
 */
export async function ensureService(
  connector: Connector<unknown>,
  { workflow, client, registry, dryRun, signal }: RunContext,
): Promise<boolean> {
  const { serviceName, connection, server } = workflow
  if (connector.service === 'none') return false
  const services = client.entity(registry.byType(connector.serviceEntity))
  const found = await services.find({ fqn: quoteName(serviceName) }, { include: 'all', signal })
  if (found) {
    if (connector.service === 'existing') return false
    const serviceType = 'serviceType' in found ? found.serviceType : undefined
    if (serviceType !== connector.serviceType) {
      throw new RunAborted(
        'server',
        `The catalog has a service '${serviceName}' of type ${String(serviceType)}; this file reads ${connector.serviceType}.`,
        { hint: 'Choose another serviceName.' },
      )
    }
    if (!found.deleted) return false
  }
  if (connector.service === 'existing') {
    throw new RunAborted('server', `The catalog has no service '${serviceName}' to add to.`, {
      hint: 'Ingest its metadata first; serviceName must be the name it was given then.',
    })
  }
  if (!dryRun) {
    const body = {
      name: serviceName,
      serviceType: connector.serviceType,
      ...(server.storeServiceConnection
        ? { connection: { config: keptConnection(connector, connection ?? {}) } }
        : {}),
    }
    await services.createOrUpdate(body as never, { signal }) // the registry's definitions are not typed one by one
  }
  return !found
}

/** The end of a run is reported even where the server has become hard to reach; then nobody is there to be told. */
export function isReportable(error: unknown): boolean {
  return error instanceof ApiError || error instanceof UnreachableError
}
