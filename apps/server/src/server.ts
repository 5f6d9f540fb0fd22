/** A serving process: the catalog, the API on its port, health and metrics on theirs, the administration socket. */
import { createServer } from 'node:net'
import { createApp } from '@waymark/api'
import { connectorTypes } from '@waymark/connectors'
import { isStandby } from '@waymark/engine'
import { isProblem } from '@waymark/spec'
import type { Logger } from 'pino'
import { setupUrl } from './admin/commands.ts'
import { runAdminCommand } from './admin/run-command.ts'
import { openAdminSocket } from './admin/socket.ts'
import { createAppRunner } from './apps/app-runner.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import type { ServerConfig } from './config/server-config.ts'
import { createDailyWork } from './daily-work.ts'
import { createFarewell } from './farewell.ts'
import { createThisMachine } from './first-source/this-machine.ts'
import { createIngestion } from './ingestion/ingestion.ts'
import { listen, listenError } from './listen.ts'
import { openLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createNotifications } from './notifications.ts'
import { createObservationServer } from './observation-server.ts'
import { botTokensOnCall, doctorOnCall } from './on-call.ts'
import { startSecretReminder } from './secret-reminder.ts'
import { serverGauges } from './server-gauges.ts'
import { productVersion } from './version.ts'

export interface RunningServer {
  /** Undefined for a worker, which has no API. */
  readonly url: string | undefined
  readonly adminUrl: string
  /** The page that makes the first administrator; undefined when there is one. */
  readonly setupUrl: string | undefined
  /** Says that it leaves, stops accepting, lets requests finish for at most 30 s, then closes the database. */
  stop(): Promise<void>
}

/** Longest time that requests get to finish when the server stops, in milliseconds. */
const drainMs = 30_000

export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const log = openLog(config.log)
  for (const warning of config.warnings) log.warn({}, warning)
  // The own address is part of what identity checks, so a free port is chosen before anything else.
  const kept = config.port === 0 ? await keepFreePort(config.host) : undefined
  const port = kept?.port ?? config.port
  // The catalog tells of sign-ins, and is asked for what else is measured.
  const metrics = createMetrics(() => serverGauges(catalog, secret.daysLeft(), Date.now()))
  const secret = startSecretReminder(
    config.ingestionSecretExpiresAtMs,
    (fields, message) => log.warn(fields, message),
    Date.now,
  )
  const catalog = await openCatalog(config, port, log, Date.now, metrics.observeSignIn)
  const closers: (() => Promise<void>)[] = [catalog.close]
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    closers.push(async () => secret.stop())
    // Loaded only where traces are wanted.
    const tracing =
      config.tracing &&
      (await import('./tracing.ts')).openTracing(config.tracing, {
        fetch: (url, init) => fetch(url, init),
        now: Date.now,
        warn: (fields, message) => log.warn(fields, message),
      })
    if (tracing) closers.push(tracing.stop)
    const farewell = createFarewell(config.drainWaitMs)
    const readiness = farewell.readiness(() => readinessOf(catalog))
    const works = config.role !== 'api'
    const { desk, apps } = await startBackground(catalog, config, works, log, closers)
    const ingestion = createIngestion(
      catalog,
      works ? config.ingestion : undefined,
      apiUrlOf(config, port),
      log,
    )
    const app =
      config.role === 'worker'
        ? undefined
        : await createApp({
            engine: catalog.engine,
            identity: catalog.identity,
            generationMemory: catalog.admin.generationMemory,
            version: productVersion(process.env, Date.now()),
            log,
            now: Date.now,
            readiness,
            trustProxy: config.trustProxy,
            observe: tracing
              ? (answer) => {
                  metrics.observe(answer)
                  tracing.observe(answer)
                }
              : metrics.observe,
            botTokens: botTokensOnCall(process.env),
            alerts: desk,
            apps,
            connectorTypes,
            ingestionRunner: ingestion.runner,
            workflowRunner: ingestion.workflows,
            thisMachine: createThisMachine(config, catalog, ingestion.runner),
            doctor: doctorOnCall(catalog.admin),
            signInSettings: catalog.admin.signInSettings,
            ...(config.serverUrl === undefined ? {} : { serverUrl: config.serverUrl }),
            ...(config.staticDir === undefined ? {} : { staticDir: config.staticDir }),
          })
    await kept?.letGo()
    if (app) {
      closers.push(() => app.close())
      farewell.watch(app.server)
      await app.listen({ port, host: config.host }).catch((error: unknown) => {
        throw listenError(error, port, config.host, 'SERVER_PORT (--port)')
      })
    }
    // After the API is there, which the runs need, and to be stopped before it goes.
    await ingestion.start()
    closers.push(ingestion.stop)

    const observation = createObservationServer(metrics, readiness)
    const { adminHost, adminPort } = config
    const actualAdminPort = await listen(
      observation,
      adminPort,
      adminHost,
      'SERVER_ADMIN_PORT (--admin-port)',
    )
    closers.push(async () => {
      observation.close()
      observation.closeAllConnections()
    })

    if (app) await openAdministration(catalog, config.home, log, closers)
    const key = app && (await catalog.identity.setup.issueKey())
    return {
      url: app && catalog.serverUrl,
      adminUrl: `http://${adminHost}:${actualAdminPort}`,
      setupUrl: key === undefined ? undefined : setupUrl(catalog.serverUrl, key),
      async stop() {
        log.info({}, 'stopping')
        await farewell.say()
        const timer = setTimeout(() => app?.server.closeAllConnections(), drainMs)
        try {
          await closeAll()
        } finally {
          clearTimeout(timer)
        }
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** What a catalog does by itself, beside ingestion: alerts, its own apps, the work of the day. A server that only answers does none of it. */
async function startBackground(
  catalog: Catalog,
  config: ServerConfig,
  works: boolean,
  log: Logger,
  closers: (() => Promise<void>)[],
) {
  const notifications = createNotifications(catalog, config.notifications, log)
  const apps = createAppRunner({ ...catalog, now: Date.now }, log)
  closers.push(apps.stop)
  if (works) {
    await notifications.start()
    closers.push(notifications.stop)
    apps.startSchedule()
    const { feed } = catalog.engine.search
    if (feed) {
      const stopping = new AbortController()
      const running = feed.run(stopping.signal)
      closers.push(async () => {
        stopping.abort()
        await running
      })
    }
    const dailyWork = createDailyWork({ ...catalog, now: Date.now }, log)
    dailyWork.startSchedule()
    closers.push(dailyWork.stop)
  }
  return { desk: notifications.desk, apps }
}

async function openAdministration(
  catalog: Catalog,
  home: string,
  log: Logger,
  closers: (() => Promise<void>)[],
): Promise<void> {
  const socket = await openAdminSocket(home, (command, parameters) =>
    runAdminCommand(command, parameters, catalog.admin, (error) =>
      log.error({ err: error, command }, 'an administrative command failed'),
    ),
  )
  closers.push(socket.close)
}

/** Where runs of this process reach the API: where the configuration says, else a worker the public address and a server itself. */
function apiUrlOf({ ingestion, role, serverUrl, host }: ServerConfig, port: number): string {
  if (ingestion.apiUrl !== undefined) return ingestion.apiUrl
  if (role === 'worker' && serverUrl !== undefined) return serverUrl
  const everywhere = host === '0.0.0.0' || host === '::'
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}/api`
}

async function readinessOf({ database, identity, reads }: Catalog) {
  // Everybody may ask, so standbys have numbers here, in the order of the setting.
  const standbys = reads.status().map(({ state }, at) => [`standby${at + 1}`, state])
  const rest = { identityProviderKeys: identity.health().keys, ...Object.fromEntries(standbys) }
  try {
    // A standby is read meanwhile, and a server that sends its callers away shows them nothing at all.
    return { ready: true, checks: { database: (await isStandby(database)) ? 'read-only' : 'ok', ...rest } }
  } catch (error) {
    return { ready: false, checks: { database: isProblem(error) ? error.code : 'error', ...rest } }
  }
}

/** A port that nobody else is given until it is let go, which is when the server begins to listen on it. */
async function keepFreePort(host: string): Promise<{ readonly port: number; letGo(): Promise<void> }> {
  const server = createServer((socket) => socket.destroy()).unref()
  const port = await listen(server, 0, host, 'SERVER_HOST')
  return {
    port,
    async letGo() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
