/** Ends a PostgreSQL server whose owner was killed, for whoever wants the data directory gone rather than started. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { prepareBinaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { takeOwnerLock } from './owner-lock.ts'
import { findPlatformPackage } from './platform-package.ts'
import { stopPostmaster } from './postmaster.ts'
import { findRunningPostmaster } from './postmaster-file.ts'

/** @returns false, having done nothing, while a living process owns `dataDir`. */
export async function stopAbandonedPostgres(dataDir: string): Promise<boolean> {
  const homeDir = resolve(dataDir)
  const clusterDir = join(homeDir, 'cluster')
  if (!existsSync(homeDir)) return true
  try {
    const lock = await takeOwnerLock(homeDir)
    const left = existsSync(clusterDir) ? findRunningPostmaster(clusterDir) : undefined
    if (left !== undefined) {
      await stopPostmaster(left.pid, clusterDir, prepareBinaries(findPlatformPackage(), undefined, homeDir))
    }
    lock.release()
    return true
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) return false
    throw error
  }
}
