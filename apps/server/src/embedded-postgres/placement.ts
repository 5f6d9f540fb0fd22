/** Decides where one cluster's files and socket live, so that PostgreSQL's account and the kernel's limits allow them. */
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { type Account, canReach, databaseAccount, systemStateDir } from './account.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export interface Placement {
  /** Ours alone: lock, password, log. PostgreSQL's account may pass through it, but not write to it. */
  readonly homeDir: string
  /** PostgreSQL's own data directory, inside `homeDir`. */
  readonly clusterDir: string
  readonly account: Account | undefined
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux; PostgreSQL appends `/.s.PGSQL.<port>`. */
const longestSocketPathBytes = 99

/**
 * Prepares `dataDir`. As root, a directory that PostgreSQL's account cannot reach (root's home is closed to it) becomes a symbolic
 * link to a new one under `/var/lib/waymark`; deleting the link and starting again gives a fresh cluster.
 */
export function placeCluster(dataDir: string): Placement {
  const wanted = resolve(dataDir)
  mkdirSync(resolve(wanted, '..'), { recursive: true })
  const isNew = lstatSync(wanted, { throwIfNoEntry: false }) === undefined
  if (isNew) mkdirSync(wanted, { mode: 0o711 })
  const homeDir = realpathSync(wanted)
  const account = databaseAccount(join(homeDir, 'cluster'))
  if (account !== undefined) chmodSync(homeDir, 0o711)
  if (canReach(account, homeDir)) return placementIn(homeDir, account)
  if (!isEmpty(homeDir)) {
    throw new EmbeddedPostgresError(
      `The account ${account?.name} that runs PostgreSQL cannot enter ${homeDir}, because a directory above it is closed. ` +
        `Allow others to pass through it (chmod o+x), or move the directory and name its new place with --data-dir.`,
    )
  }
  const reachable = join(systemStateDir, 'clusters', randomUUID())
  mkdirSync(reachable, { recursive: true, mode: 0o711 })
  for (const dir of [systemStateDir, join(systemStateDir, 'clusters'), reachable]) chmodSync(dir, 0o711)
  rmdirSync(wanted)
  symlinkSync(reachable, wanted)
  return placementIn(reachable, account)
}

function placementIn(homeDir: string, account: Account | undefined): Placement {
  return { homeDir, clusterDir: join(homeDir, 'cluster'), account }
}

/** The directory for the socket: inside `homeDir` if the path fits the kernel's limit, else a new one in `/tmp`. */
export function placeSocket({ homeDir, account }: Placement, port: number): string {
  const inside = join(homeDir, 'socket')
  if (Buffer.byteLength(join(inside, `.s.PGSQL.${port}.lock`)) > longestSocketPathBytes) {
    return ownedBy(account, mkdtempSync('/tmp/waymark-'))
  }
  mkdirSync(inside, { recursive: true, mode: 0o700 })
  return ownedBy(account, inside)
}

/** Gives `path` to PostgreSQL's account; without one it is ours, and so is PostgreSQL. */
export function ownedBy(account: Account | undefined, path: string): string {
  if (account !== undefined) chownSync(path, account.uid, account.gid)
  return path
}

function isEmpty(dir: string): boolean {
  return readdirSync(dir).length === 0
}
