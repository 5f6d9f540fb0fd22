/** A throw-away PostgreSQL for tests, benchmarks and the demo's sample company: the server's own, without durability. */
import { randomUUID } from 'node:crypto'
import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  platformPackageIn,
  startEmbeddedPostgres,
  stopAbandonedPostgres,
} from '../../apps/server/src/embedded-postgres/index.ts'

export interface TestPostgres {
  /** A superuser's URL of the database `postgres`, over TCP on 127.0.0.1, so that every client in any language can use it. */
  readonly url: string
  /** Stops the server and deletes its data. */
  stop(): Promise<void>
}

export const testPrefix = 'waymark-test-'

/** What makes a cluster faster and a crash of the machine fatal to its data. */
const withoutDurability = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/**
 * Starts an empty cluster in the directory for temporary files (0.8 s). Tests do not call this: the database they share is in
 * `process.env.WAYMARK_TEST_DATABASE_URL`. Call it where a test stops, kills or reconfigures the server.
 *
 * @param settings - PostgreSQL settings, `{ max_connections: '10' }`; they win over the ones made for tests.
 */
export async function startTestPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPostgres> {
  await removeAbandoned()
  const dataDir = join(tmpdir(), `${testPrefix}${process.pid}-${randomUUID().slice(0, 8)}`)
  const server = await startEmbeddedPostgres({
    dataDir,
    log: { info: () => undefined, warn: (message) => console.warn(message) },
    loopback: true,
    settings: { max_connections: '200', ...withoutDurability, ...settings },
  })
  const url = new URL(server.loopbackUrl ?? server.url)
  url.pathname = '/postgres'
  const abandon = () => abandonCluster(dataDir)
  process.once('exit', abandon)
  return {
    url: url.href,
    async stop() {
      process.off('exit', abandon)
      await server.stop()
      await removeCluster(dataDir)
    },
  }
}

/**
 * The embedded PostgreSQL as an earlier release brought it, on a directory that is kept: for tests of upgrades.
 *
 * @param packageDir - the unpacked npm package of that version
 */
export async function startEarlierPostgres(dataDir: string, packageDir: string): Promise<TestPostgres> {
  const { loopbackUrl = '', stop } = await startEmbeddedPostgres({
    dataDir,
    log: { info: () => undefined, warn: (message) => console.warn(message) },
    loopback: true,
    platformPackage: platformPackageIn(packageDir),
  })
  return { url: loopbackUrl, stop }
}

/** For a process that ends without `stop`, on Ctrl-C for instance: no time to be polite, and nothing worth keeping. */
function abandonCluster(dataDir: string): void {
  const target = realpathSync(dataDir)
  process.kill(Number.parseInt(readFileSync(join(target, 'cluster/postmaster.pid'), 'utf8'), 10), 'SIGKILL')
  rmSync(target, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

/** Earlier runs that were killed leave a server and its files behind; nobody else would ever collect them. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    // A run that starts beside this one has made its directory and holds no lock on it yet.
    if (!name.startsWith(testPrefix) || isRunning(Number.parseInt(name.slice(testPrefix.length), 10)))
      continue
    const dataDir = join(tmpdir(), name)
    if (await stopAbandonedPostgres(dataDir).catch(() => false)) await removeCluster(dataDir)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** As root, the directory can be a symbolic link to where PostgreSQL's account can reach the data. */
async function removeCluster(dataDir: string): Promise<void> {
  const target = await realpath(dataDir).catch(() => dataDir)
  await rm(target, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
}
