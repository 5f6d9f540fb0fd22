/** Where the catalog's data lie: the PostgreSQL that the configuration names, or the one that comes along, and what makes its schema. */
import { apiMigrations } from '@waymark/api'
import { type MigrationDirectory, migrate, openDatabase } from '@waymark/engine'
import { identityMigrations } from '@waymark/identity'
import { schedulerMigrations } from '@waymark/scheduler'
import type { PoolConfig } from 'pg'
import type { Logger } from 'pino'
import type { ServerConfig } from './config/server-config.ts'

/** Every package that keeps something, beside the engine. */
export const migrationDirectories: readonly MigrationDirectory[] = [
  identityMigrations,
  apiMigrations,
  schedulerMigrations,
]

export interface Storage {
  readonly connection: PoolConfig
  /** A superuser's URL of the embedded PostgreSQL, with its password; undefined where an external one is used. */
  readonly url: string | undefined
  stop(): Promise<void>
}

/** Starts the embedded PostgreSQL, unless the configuration names another one; nothing is connected or changed in it. */
export async function openStorage(config: ServerConfig, log: Logger): Promise<Storage> {
  if (config.database) return { connection: config.database, url: undefined, stop: async () => undefined }
  // Loaded only where it is used: with an external database nothing of it is needed.
  const { clusterPlaces, finishExchange, startEmbeddedPostgres } = await import(
    './embedded-postgres/index.ts'
  )
  finishExchange(config.home)
  return await startEmbeddedPostgres({
    dataDir: clusterPlaces(config.home).current,
    log: { info: (message) => log.info(message), warn: (message) => log.warn(message) },
  })
}

/**
 * Brings the schema up to date and returns what it applied, over connections of its own: a step takes as long as it takes.
 * @throws MigrationError as `migrate` does
 */
export async function bringUpToDate(connection: PoolConfig): Promise<readonly string[]> {
  const database = openDatabase({ connection, maxConnections: 2, statementTimeoutMs: 0 })
  try {
    return await migrate(database, migrationDirectories)
  } finally {
    await database.close()
  }
}

/** Commands on the database itself, before there is a catalog in it or in the place of one. */
const storageCommands = ['migrate', 'restore', 'upgrade-check'] as const
export type StorageCommand = (typeof storageCommands)[number]

export function isStorageCommand(command: string): command is StorageCommand {
  return storageCommands.some((each) => each === command)
}
