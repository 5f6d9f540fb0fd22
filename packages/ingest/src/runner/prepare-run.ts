/** What happens before anything is read: is the server there, who am I, does the source let me in, is the service known. */
import { ApiError, type CatalogClient, UnreachableError } from '@waymark/client'
import { quoteName, type Registry } from '@waymark/spec'
import { type Source, SourceError } from '../connector.ts'
import type { Workflow } from '../workflow/workflow.ts'
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
  workflow: Workflow,
  source: Source,
  emit: (event: RunEvent) => void,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  let failed: RunAborted | undefined
  for (const { name, mandatory } of workflow.connector.checks) {
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
  workflow: Workflow,
  client: CatalogClient,
  registry: Registry,
  options: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const { connector, serviceName, connection, server } = workflow
  const { dryRun, signal } = options
  const services = client.entity(registry.byType(connector.serviceEntity))
  const found = await services.find({ fqn: quoteName(serviceName) }, { include: 'all', signal })
  if (found) {
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
  if (!dryRun) {
    const body = {
      name: serviceName,
      serviceType: connector.serviceType,
      ...(server.storeServiceConnection
        ? { connection: { config: { ...connection, type: connector.serviceType } } }
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
