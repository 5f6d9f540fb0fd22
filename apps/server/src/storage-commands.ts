/** Runs a command on the database itself: parameters as JSON on standard input, the answer as JSON on standard output. */
import { text } from 'node:stream/consumers'
import { MigrationError } from '@waymark/engine'
import { BackupError } from './backup/backup-error.ts'
import { type MovedCluster, moveCluster } from './backup/move-cluster.ts'
import { type RestoreRequest, restoreBackup } from './backup/restore-backup.ts'
import { checkUpgrade } from './backup/upgrade-check.ts'
import type { ServerConfig } from './config/server-config.ts'
import { EmbeddedPostgresError } from './embedded-postgres/index.ts'
import { openLog } from './log.ts'
import { bringUpToDate, openStorage, type StorageCommand } from './storage.ts'

/** @returns the exit code */
export async function runStorageCommand(config: ServerConfig, command: StorageCommand): Promise<number> {
  const input = process.stdin.isTTY ? '' : (await text(process.stdin)).trim()
  const request: unknown = input === '' ? {} : JSON.parse(input)
  try {
    process.stdout.write(`${JSON.stringify(await run(config, command, request))}\n`)
    return 0
  } catch (error) {
    const isTold =
      error instanceof BackupError ||
      error instanceof MigrationError ||
      error instanceof EmbeddedPostgresError
    if (!isTold) throw error
    process.stdout.write(`${JSON.stringify({ code: 400, message: error.message })}\n`)
    return 1
  }
}

function run(config: ServerConfig, command: StorageCommand, request: unknown): Promise<object> {
  switch (command) {
    case 'restore':
      return restoreBackup(config, request as RestoreRequest) // our own command line's
    case 'upgrade-check':
      return checkUpgrade(config)
    case 'migrate':
      return upgrade(config, request as UpgradeRequest) // our own command line's
  }
}

interface UpgradeRequest {
  /** Folder of the binaries that wrote the embedded cluster, where another major version of PostgreSQL did. */
  readonly oldPostgres?: string
}

interface Upgraded {
  readonly applied: readonly string[]
  readonly moved?: MovedCluster
}

async function upgrade(config: ServerConfig, { oldPostgres }: UpgradeRequest): Promise<Upgraded> {
  const log = openLog({ ...config.log, level: 'warn' })
  const moved =
    oldPostgres === undefined
      ? undefined
      : await moveCluster(config.home, oldPostgres, {
          info: (message) => log.info(message),
          warn: (message) => log.warn(message),
        })
  const storage = await openStorage(config, log)
  try {
    return { applied: await bringUpToDate(storage.connection), ...(moved && { moved }) }
  } finally {
    await storage.stop()
  }
}
