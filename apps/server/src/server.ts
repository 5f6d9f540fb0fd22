/** A serving process: the catalog, the API on its port, health and metrics on theirs, the administration socket. */
import { createServer } from 'node:net'
import { createApp } from '@waymark/api'
import { connectors } from '@waymark/connectors'
import { isProblem } from '@waymark/spec'
import { setupUrl } from './admin/commands.ts'
import { runAdminCommand } from './admin/run-command.ts'
import { openAdminSocket } from './admin/socket.ts'
import { createAppRunner } from './apps/app-runner.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import type { ServerConfig } from './config/server-config.ts'
import { createDailyWork } from './daily-work.ts'
import { listen, listenError } from './listen.ts'
import { openLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createNotifications } from './notifications.ts'
import { createObservationServer } from './observation-server.ts'
import { botTokensOnCall, doctorOnCall } from './on-call.ts'
import { startSecretReminder } from './secret-reminder.ts'
import { productVersion } from './version.ts'

export interface RunningServer {
  readonly url: string
  readonly adminUrl: string
  /** The page that makes the first administrator; undefined when there is one. */
  readonly setupUrl: string | undefined
  /** Stops accepting, lets requests finish for at most 30 s, then closes the database. */
  stop(): Promise<void>
}

/** Longest time that requests get to finish when the server stops, in milliseconds. */
const drainMs = 30_000

export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const log = openLog(config.log)
  for (const warning of config.warnings) log.warn({}, warning)
  // The own address is part of what identity checks, so a free port is chosen before anything else.
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const catalog = await openCatalog(config, port, log)
  const closers: (() => Promise<void>)[] = [catalog.close]
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    const secret = startSecretReminder(
      config.ingestionSecretExpiresAtMs,
      (fields, message) => log.warn(fields, message),
      Date.now,
    )
    closers.push(async () => secret.stop())
    const metrics = createMetrics(() => [
      ...secretDays(secret.daysLeft()),
      {
        name: 'waymark_identity_provider_keys_known',
        help: "1 while the identity provider's keys are known.",
        value: catalog.identity.health().keys === 'none' ? 0 : 1,
      },
    ])
    const readiness = () => readinessOf(catalog)
    const notifications = createNotifications(catalog, config.notifications, log)
    await notifications.start()
    closers.push(notifications.stop)
    const apps = createAppRunner({ ...catalog, now: Date.now }, log)
    apps.startSchedule()
    closers.push(apps.stop)
    const dailyWork = createDailyWork({ ...catalog, now: Date.now }, log)
    dailyWork.startSchedule()
    closers.push(dailyWork.stop)
    const app = await createApp({
      engine: catalog.engine,
      identity: catalog.identity,
      generationMemory: catalog.admin.generationMemory,
      version: productVersion(process.env, Date.now()),
      log,
      now: Date.now,
      readiness,
      trustProxy: config.trustProxy,
      observe: metrics.observe,
      botTokens: botTokensOnCall(process.env),
      alerts: notifications.desk,
      apps,
      connectorTypes: new Set(Object.keys(connectors)),
      doctor: doctorOnCall(catalog.admin),
      signInSettings: catalog.admin.signInSettings,
      ...(config.serverUrl === undefined ? {} : { serverUrl: config.serverUrl }),
      ...(config.staticDir === undefined ? {} : { staticDir: config.staticDir }),
    })
    closers.push(() => app.close())
    await app.listen({ port, host: config.host }).catch((error: unknown) => {
      throw listenError(error, port, config.host, 'SERVER_PORT (--port)')
    })

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

    const socket = await openAdminSocket(config.home, (command, parameters) =>
      runAdminCommand(command, parameters, catalog.admin, (error) =>
        log.error({ err: error, command }, 'an administrative command failed'),
      ),
    )
    closers.push(socket.close)

    const key = await catalog.identity.setup.issueKey()
    return {
      url: catalog.serverUrl,
      adminUrl: `http://${adminHost}:${actualAdminPort}`,
      setupUrl: key === undefined ? undefined : setupUrl(catalog.serverUrl, key),
      async stop() {
        log.info({}, 'stopping')
        const timer = setTimeout(() => app.server.closeAllConnections(), drainMs)
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

function secretDays(value: number | undefined) {
  const [name, help] = [
    'waymark_ingestion_secret_days_left',
    'Days until the client secret of ingestion expires.',
  ]
  return value === undefined ? [] : [{ name, help, value }]
}

async function readinessOf({ database, identity }: Catalog) {
  const { keys } = identity.health()
  try {
    await database.query('select 1')
    return { ready: true, checks: { database: 'ok', identityProviderKeys: keys } }
  } catch (error) {
    const reason = isProblem(error) ? error.code : 'error'
    return { ready: false, checks: { database: reason, identityProviderKeys: keys } }
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer()
  const port = await listen(server, 0, host, 'SERVER_HOST')
  await new Promise((resolve) => server.close(resolve))
  return port
}
