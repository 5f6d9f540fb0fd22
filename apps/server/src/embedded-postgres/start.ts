/** Starts the embedded PostgreSQL of one data directory, or adopts the one still running there, and keeps it running. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { systemStateDir } from './account.ts'
import { type Binaries, prepareBinaries } from './binaries.ts'
import { clusterPassword, createClusterIfMissing, databaseName } from './cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import {
  chooseEndpoint,
  connectionTo,
  type Endpoint,
  listenArguments,
  loopbackUrlOf,
  releaseEndpoint,
  urlOf,
} from './endpoint.ts'
import { takeOwnerLock } from './owner-lock.ts'
import { type Placement, placeCluster } from './placement.ts'
import { findPlatformPackage, type PlatformPackage } from './platform-package.ts'
import { type Log, startPostmaster, stopPostmaster } from './postmaster.ts'
import {
  asCommandLine,
  findRunningPostmaster,
  lastCommandLine,
  readPostmasterRecord,
} from './postmaster-file.ts'
import { keepRunning } from './supervisor.ts'

export interface EmbeddedPostgresOptions {
  /** Created if missing. Holds the cluster, its password and its log; one process at a time owns it. */
  readonly dataDir: string
  readonly log: Log
  /** Also listen on a port of 127.0.0.1, with a password like the socket. Always so on Windows. Default: false. */
  readonly loopback?: boolean
  /** PostgreSQL settings that win over postgresql.conf. For throw-away clusters: a catalog needs none. */
  readonly settings?: Readonly<Record<string, string>>
  /** Other binaries than the installed ones: those that an earlier release wrote this cluster with. */
  readonly platformPackage?: PlatformPackage
}

export interface EmbeddedPostgres {
  /** A URL of the database `waymark` for a superuser, over the Unix socket; holds the password, so never log it. */
  readonly url: string
  /** The same as a configuration of `pg`. */
  readonly connection: ReturnType<typeof connectionTo>
  /** The same over 127.0.0.1; undefined unless `loopback`. */
  readonly loopbackUrl: string | undefined
  /** Whether this call created the cluster. */
  readonly firstStart: boolean
  /** Shuts PostgreSQL down cleanly and gives the data directory free. May be called more than once. */
  stop(): Promise<void>
}

interface Site {
  readonly placement: Placement
  readonly binaries: Binaries
  readonly password: string
  readonly settings: readonly string[]
  readonly loopback: boolean
  readonly log: Log
}

/**
 * Starts PostgreSQL on `dataDir` and resolves once the database `waymark` accepts connections.
 *
 * A server that a killed process left behind is adopted if it is healthy and was started the way we would, else stopped first. One
 * that dies under us is started again at the same address: clients lose their connections, not committed data. If this process
 * ends without `stop()`, PostgreSQL runs on, for the next start to adopt.
 *
 * @throws EmbeddedPostgresError naming the fix: no binary for this system, directory owned by another process, no account to run
 *   under as root, or PostgreSQL's own complaint.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, loopback = false, settings = {} } = options
  const platformPackage = options.platformPackage ?? findPlatformPackage()
  const placement = placeCluster(options.dataDir)
  const lock = await takeOwnerLock(placement.homeDir)
  try {
    const { account, homeDir } = placement
    const binaries = prepareBinaries(platformPackage, account, account ? systemStateDir : homeDir)
    const firstStart = await createClusterIfMissing(placement, binaries)
    if (firstStart) log.info(`Created a PostgreSQL cluster in ${homeDir}`)
    const site: Site = {
      placement,
      binaries,
      password: clusterPassword(placement),
      settings: Object.entries({ fsync: 'on', ...settings }).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      loopback: loopback || process.platform === 'win32',
      log,
    }
    const server = await adoptOrStart(site)
    const { endpoint } = server
    const supervisor = keepRunning(server.pid, log, {
      isWorthIt: () => existsSync(placement.clusterDir),
      restart: () => startOn(site, endpoint),
    })
    const stop = async () => {
      const pid = await supervisor.end()
      await stopPostmaster(pid, placement.clusterDir, binaries)
      releaseEndpoint(placement, endpoint)
      lock.release()
    }
    let stopping: Promise<void> | undefined
    return {
      url: urlOf(endpoint, site.password),
      connection: connectionTo(endpoint, site.password),
      loopbackUrl: endpoint.loopback ? loopbackUrlOf(endpoint, site.password) : undefined,
      firstStart,
      stop() {
        stopping ??= stop()
        return stopping
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function adoptOrStart(site: Site): Promise<{ pid: number; endpoint: Endpoint }> {
  const { placement, binaries, log } = site
  const left = findRunningPostmaster(placement.clusterDir)
  if (left !== undefined) {
    const endpoint = { port: left.port, socketDir: left.socketDir, loopback: site.loopback }
    const ours = asCommandLine(binaries.postgres, argumentsFor(site, endpoint))
    if (lastCommandLine(placement.clusterDir) === ours && (await isHealthy(site, endpoint))) {
      log.info(`Adopted the PostgreSQL server (process ${left.pid}) that an earlier run left behind`)
      return { pid: left.pid, endpoint }
    }
    log.info(`Stopping the PostgreSQL server (process ${left.pid}) that an earlier run left behind`)
    await stopPostmaster(left.pid, placement.clusterDir, binaries)
  }
  for (let attempt = 1; ; attempt++) {
    const endpoint = await chooseEndpoint(placement, site.loopback)
    try {
      const pid = await startOn(site, endpoint)
      try {
        await createDatabaseIfMissing(site, endpoint)
      } catch (error) {
        await stopPostmaster(pid, placement.clusterDir, binaries)
        throw error
      }
      return { pid, endpoint }
    } catch (error) {
      releaseEndpoint(placement, endpoint)
      // Backends of a killed server take a moment to notice; the port may be taken between choosing and binding it.
      const passes =
        error instanceof EmbeddedPostgresError &&
        /shared memory block|lock file .* already exists|could not bind/.test(error.message)
      if (!passes || attempt === 5) throw error
      await sleep(attempt * 200)
    }
  }
}

function startOn(site: Site, endpoint: Endpoint): Promise<number> {
  return startPostmaster(site.placement, site.binaries, argumentsFor(site, endpoint), site.log)
}

function argumentsFor({ placement, settings }: Site, endpoint: Endpoint): string[] {
  return ['-D', placement.clusterDir, ...listenArguments(endpoint), ...settings]
}

/** Waits for a server that is still recovering; true once it has the catalog's database and takes our password. */
async function isHealthy(site: Site, endpoint: Endpoint): Promise<boolean> {
  const deadlineMs = Date.now() + 60_000
  while (readPostmasterRecord(site.placement.clusterDir)?.status === 'starting' && Date.now() < deadlineMs)
    await sleep(50)
  try {
    await createDatabaseIfMissing(site, endpoint)
    return true
  } catch {
    return false
  }
}

async function createDatabaseIfMissing({ password }: Site, endpoint: Endpoint): Promise<void> {
  const client = new Client({
    ...connectionTo(endpoint, password, 'postgres'),
    connectionTimeoutMillis: 10_000,
  })
  try {
    await client.connect()
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`)
  } finally {
    await client.end()
  }
}
