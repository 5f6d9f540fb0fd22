/** Creates a PostgreSQL cluster on disk, whole or not at all, and remembers its password. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { ownedBy, type Placement } from './placement.ts'
import { platformPackageName } from './platform-package.ts'

/** The role that owns everything, and the database of the catalog. */
export const roleName = 'waymark'
export const databaseName = 'waymark'

/**
 * Written to postgresql.conf once; an operator may edit them there. Chosen for a small machine: helpers that a catalog on one
 * node never uses stay off, and no statement text (it may hold people's data) reaches the log.
 */
const initialSettings: Readonly<Record<string, string>> = {
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  maintenance_work_mem: '64MB',
  min_wal_size: '32MB',
  max_wal_size: '512MB',
  random_page_cost: '1.1',
  jit: 'off',
  io_method: 'sync',
  autovacuum_max_workers: '2',
  max_parallel_workers: '2',
  max_logical_replication_workers: '0',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '1000',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
  log_line_prefix: '%m [%p] ',
}

/**
 * pg_trgm sees letters through the C library's LC_CTYPE whatever the locale provider is: under `C` it drops everything that
 * is not ASCII. The same UTF-8 locale has different names; the first that this system knows is taken.
 */
const characterLocales = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8', 'C']

/** What PostgreSQL's programs see of our environment: nothing that could be a secret. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env
  return {
    LC_ALL: 'C',
    ...(PATH !== undefined && { PATH }),
    ...(SystemRoot !== undefined && { SystemRoot }),
    ...(TEMP !== undefined && { TEMP }),
  }
}

/**
 * Creates the cluster of `placement` if there is none, and returns whether it did.
 *
 * Sorting is by code point (the built-in provider's C.UTF-8), the same on every system and every version of its C library, so that
 * indexes survive upgrades and moves; case mapping is Unicode's. Data checksums are on. Atomic: an interrupted run leaves nothing
 * that a later one would take for a cluster.
 */
export async function createClusterIfMissing(placement: Placement, binaries: Binaries): Promise<boolean> {
  const { homeDir, clusterDir, account } = placement
  if (existsSync(clusterDir)) {
    refuseOtherMajor(clusterDir, binaries.majorVersion)
    return false
  }
  const unfinished = join(homeDir, 'cluster.new')
  const passwordPath = join(homeDir, '.initdb-password')
  const password = randomBytes(24).toString('base64url')
  try {
    writeFileSync(passwordPath, password, { mode: 0o600 })
    ownedBy(account, passwordPath)
    for (const locale of characterLocales) {
      rmSync(unfinished, { recursive: true, force: true })
      mkdirSync(unfinished, { mode: 0o700 })
      ownedBy(account, unfinished)
      if (await initialize(binaries, placement, unfinished, passwordPath, locale)) break
    }
    rmSync(join(homeDir, 'password'), { force: true })
    writeFileSync(join(homeDir, 'password'), password, { mode: 0o600 })
    renameSync(unfinished, clusterDir)
    return true
  } finally {
    rmSync(passwordPath, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The password of the cluster's role, readable by its owner only. */
export function clusterPassword({ homeDir, clusterDir }: Placement): string {
  const path = join(homeDir, 'password')
  if (!existsSync(path)) {
    throw new EmbeddedPostgresError(
      `${path} is missing, and without it nobody can sign in to the database in ${clusterDir}. Restore it from a backup.`,
    )
  }
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8')
}

/** @returns false if this system does not know `characterLocale`. */
async function initialize(
  binaries: Binaries,
  { account }: Placement,
  dir: string,
  passwordPath: string,
  characterLocale: string,
): Promise<boolean> {
  const locale = [
    '--locale=C',
    `--lc-ctype=${characterLocale}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
  const access = [`--username=${roleName}`, `--pwfile=${passwordPath}`, '--auth=scram-sha-256']
  const settings = Object.entries(initialSettings)
    .filter(([name]) => binaries.majorVersion >= 18 || name !== 'io_method')
    .flatMap(([name, value]) => ['-c', `${name}=${value}`])
  try {
    await promisify(execFile)(
      binaries.initdb,
      ['--pgdata', dir, '--encoding=UTF8', ...locale, ...access, '--no-instructions', ...settings],
      {
        cwd: dir,
        env: programEnvironment(),
        ...(account && { uid: account.uid, gid: account.gid }),
        windowsHide: true,
      },
    )
    return true
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    const isLastLocale = characterLocale === characterLocales.at(-1)
    if (!isLastLocale && /invalid locale|could not be set|locale .* requires/.test(output)) return false
    throw new EmbeddedPostgresError(`PostgreSQL's initdb failed in ${dir}: ${output || String(error)}`)
  }
}

/** PostgreSQL's major version that wrote a cluster; undefined where there is none. */
export function writtenBy(clusterDir: string): number | undefined {
  const versionPath = join(clusterDir, 'PG_VERSION')
  return existsSync(versionPath) ? Number.parseInt(readFileSync(versionPath, 'utf8'), 10) : undefined
}

function refuseOtherMajor(clusterDir: string, majorVersion: number): void {
  const found = writtenBy(clusterDir)
  if (found === majorVersion) return
  throw new EmbeddedPostgresError(
    found === undefined
      ? `${clusterDir} is not a PostgreSQL cluster (PG_VERSION is missing). Restore it from a backup, or choose another --data-dir.`
      : `${clusterDir} was written by PostgreSQL ${found}; this release carries ${majorVersion}. ` +
          `Move it: fetch the newest ${found} of the npm package ${platformPackageName()} (npm view … versions, npm pack …@VERSION), ` +
          'unpack it, and run "waymark upgrade --old-postgres FOLDER".',
  )
}
