/** One running emulator: reads the state, opens its three listeners, and closes them again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { createClock } from './clock.ts'
import { clouds } from './clouds.ts'
import { createFaults } from './control/faults.ts'
import { createRequestLog } from './control/request-log.ts'
import { secretOf, startOfTimeMs } from './directory/build-application.ts'
import { derivedId } from './directory/derived-id.ts'
import { findApplication } from './directory/lookup.ts'
import type { Directory } from './directory/model.ts'
import { createDirectoryStore } from './directory/store.ts'
import { createGrants } from './grants/grants.ts'
import { createSessions } from './grants/sessions.ts'
import { requestListener } from './http/serve.ts'
import { checkSafeToStart } from './loopback.ts'
import { createProxy } from './proxy.ts'
import { createRandom } from './random.ts'
import { loadState, StartRefused } from './state/load.ts'
import { serverIdentity } from './tls/authority.ts'
import { openSigningKeys } from './tokens/signing-keys.ts'
import type { World } from './world.ts'

export interface EmulatorOptions {
  stateFile: string
  /** Where certificates and keys are kept between starts. */
  dataDirectory: string
  host: string
  /** 0 lets the system choose. */
  tlsPort: number
  httpPort: number
  proxyPort: number
  /** Where to copy the CA's certificate, beside the data directory. */
  caOut?: string
  seed?: string
  /** Client id to file with a secret, in addition to the state file's. */
  secretFiles: { appId: string; file: string }[]
  environment: NodeJS.ProcessEnv
  /** Gets errors that no request should cause. */
  report: (error: unknown) => void
}

/** What a client needs to know, and the last line of a `--json` start. */
export interface ReadyEvent {
  event: 'ready'
  tlsPort: number
  httpPort: number
  proxyPort: number
  caFile: string
  tenantId: string
  authority: string
}

export interface Emulator {
  ready: ReadyEvent
  close: () => Promise<void>
}

/**
 * Starts an emulator.
 * @throws StartRefused when it must not or can't start; the message says what to change
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  checkSafeToStart(options.host, options.environment)
  const state = loadState(options.stateFile)
  const build = (): Directory => withSecrets(state.build(), options.secretFiles)
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 })
  const identity = await serverIdentity(join(options.dataDirectory, 'tls'), Date.now())

  const clock = createClock(Date.now)
  const random = createRandom(options.seed)
  const delayMs = state.behaviour.consistencyDelayMs ?? 0
  const store = createDirectoryStore(build(), delayMs, clock.now)
  const world: World = {
    get directory() {
      return store.replica()
    },
    store,
    behaviour: state.behaviour,
    clock,
    random,
    keys: await openSigningKeys(options.dataDirectory, Date.now, appIdsWithOwnKey(store.primary())),
    sessions: createSessions(random, clock.now),
    grants: createGrants(random),
    faults: createFaults(),
    requestLog: createRequestLog(),
    issuerKeys: new Map(),
    repeats: new Map(),
    reset: () => {
      store.replace(build(), delayMs)
      world.sessions.clear()
      world.grants.clear()
      world.faults.clear()
      world.requestLog.clear()
      world.issuerKeys.clear()
      world.repeats.clear()
      clock.reset()
    },
  }

  const { host, report } = options
  const opened: HttpServer[] = []
  try {
    const tls = createHttpsServer(
      { key: identity.keyPem, cert: `${identity.certificatePem}${identity.caPem}`, minVersion: 'TLSv1.2' },
      requestListener(world, true, report),
    )
    opened.push(tls)
    const tlsPort = await listen(tls, host, options.tlsPort, '--port')
    const plain = createHttpServer(requestListener(world, false, report))
    opened.push(plain)
    const httpPort = await listen(plain, host, options.httpPort, '--http-port')
    const proxy = createProxy({
      target: { host, port: tlsPort },
      onConnect: (authority, allowed) =>
        world.requestLog.add({
          at: new Date(clock.now()).toISOString(),
          method: 'CONNECT',
          host: authority,
          path: '',
          status: allowed ? 200 : 403,
        }),
    })
    opened.push(proxy)
    const proxyPort = await listen(proxy, host, options.proxyPort, '--proxy-port')

    const caFile = options.caOut ?? join(options.dataDirectory, 'tls', 'ca.pem')
    if (options.caOut) writeFileSync(options.caOut, identity.caPem)
    const [tenant] = world.directory.tenants
    const tenantId = tenant?.id ?? ''
    return {
      ready: {
        event: 'ready',
        tlsPort,
        httpPort,
        proxyPort,
        caFile,
        tenantId,
        authority: `https://${clouds[tenant?.cloud ?? 'public'].loginHost}/${tenantId}`,
      },
      close: () => closeAll(opened),
    }
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

const appIdsWithOwnKey = ({ tenants }: Directory): string[] =>
  tenants.flatMap(({ applications }) =>
    applications.flatMap(({ appId, hasOwnSigningKey }) => (hasOwnSigningKey ? [appId] : [])),
  )

function withSecrets(directory: Directory, secretFiles: EmulatorOptions['secretFiles']): Directory {
  for (const { appId, file } of secretFiles) {
    const application = findApplication(directory, appId)
    if (!application)
      throw new StartRefused(`--secret ${appId}=${file}: the state file has no application ${appId}.`)
    let secret: string
    try {
      secret = readFileSync(file, 'utf8').trim()
    } catch (error) {
      throw new StartRefused(
        `--secret ${appId}=${file}: the file can't be read (${(error as NodeJS.ErrnoException).code}).`,
      )
    }
    if (!secret) throw new StartRefused(`--secret ${appId}=${file}: the file is empty.`)
    application.secrets.push(
      secretOf(secret, derivedId(appId, 'secret', file), startOfTimeMs, Number.POSITIVE_INFINITY),
    )
  }
  return directory
}

function listen(server: Server, host: string, port: number, flag: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `port ${port} on ${host} is in use`
          : error.code === 'EACCES'
            ? `port ${port} needs more rights than this user has`
            : `can't listen on ${host}:${port} (${error.code ?? error.message})`
      reject(new StartRefused(`${reason}; choose another one with ${flag} (0 takes a free one).`))
    })
    server.listen(port, host, () => {
      // A listening TCP server's address is always an object.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function closeAll(servers: HttpServer[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    ),
  )
}
