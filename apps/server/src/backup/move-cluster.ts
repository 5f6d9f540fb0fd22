/** Moves the embedded catalog from the PostgreSQL that wrote it to the one of this release: copied, then exchanged; the old one is kept. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, openDatabase } from '@waymark/engine'
import { Client, type PoolConfig } from 'pg'
import {
  clusterPlaces,
  exchangeClusters,
  finishExchange,
  platformPackageIn,
  removeCluster,
  startEmbeddedPostgres,
  writtenBy,
} from '../embedded-postgres/index.ts'
import { migrationDirectories } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { copyRows } from './copy-rows.ts'

interface Log {
  info(message: string): void
  warn(message: string): void
}

export interface MovedCluster {
  readonly from: number
  readonly to: number
  /** Where the old one is now; it can be deleted once the new one is known to be good. */
  readonly keptAt: string
}

/**
 * Does nothing where this release's PostgreSQL wrote the cluster. Interrupted anywhere, it leaves the old one or the new one, whole.
 * Settings that somebody wrote into `postgresql.conf` stay with the old one.
 *
 * @param oldPackage - folder of the unpacked npm package with the binaries that wrote it
 * @throws EmbeddedPostgresError when the binaries are not those, or a server uses the directory
 */
export async function moveCluster(
  home: string,
  oldPackage: string,
  log: Log,
): Promise<MovedCluster | undefined> {
  const { current, unfinished, moved } = clusterPlaces(home)
  finishExchange(home)
  const from = writtenBy(join(current, 'cluster'))
  if (from === undefined) throw new BackupError(`There is no embedded PostgreSQL in ${home}.`)
  const keptAt = join(home, `postgres-${from}`)
  if (existsSync(keptAt))
    throw new BackupError(`${keptAt} is of an earlier move. Put it elsewhere, or delete it.`)
  removeCluster(unfinished)
  removeCluster(moved)
  const fresh = await startEmbeddedPostgres({ dataDir: unfinished, log })
  const to = writtenBy(join(unfinished, 'cluster')) ?? from
  if (from === to) {
    await fresh.stop()
    removeCluster(unfinished)
    return undefined
  }
  try {
    const old = await startEmbeddedPostgres({
      dataDir: current,
      log,
      platformPackage: platformPackageIn(oldPackage),
    })
    try {
      await copyCatalog(old.connection, fresh.connection)
    } finally {
      await old.stop()
    }
  } finally {
    await fresh.stop()
  }
  exchangeClusters(home, keptAt)
  return { from, to, keptAt }
}

/** The schema as it was there, so that the rows fit; what this release adds to it comes afterwards, as in every upgrade. */
async function copyCatalog(from: PoolConfig, to: PoolConfig): Promise<void> {
  const reader = new Client(from)
  await reader.connect()
  const { rows } = await reader
    .query<{ number: number }>('select number from schema_migration')
    .finally(() => reader.end())
  const numbers = new Set(rows.map(({ number }) => number))
  const database = openDatabase({ connection: to, maxConnections: 2, statementTimeoutMs: 0 })
  try {
    await migrate(database, migrationDirectories, (number) => numbers.has(number))
    await copyRows(from, to)
    await database.query('analyze')
  } finally {
    await database.close()
  }
}
