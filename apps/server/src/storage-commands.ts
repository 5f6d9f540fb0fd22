/** Runs a command on the database itself: parameters as JSON on standard input, the answer as JSON on standard output. */
import { text } from 'node:stream/consumers'
import { MigrationError, migrate, openDatabase } from '@waymark/engine'
import { BackupError } from './backup/backup-error.ts'
import { type RestoreRequest, restoreBackup } from './backup/restore-backup.ts'
import { checkUpgrade } from './backup/upgrade-check.ts'
import type { ServerConfig } from './config/server-config.ts'
import { openLog } from './log.ts'
import { migrationDirectories, openStorage, type StorageCommand } from './storage.ts'

/** @returns the exit code */
export async function runStorageCommand(config: ServerConfig, command: StorageCommand): Promise<number> {
  const input = process.stdin.isTTY ? '' : (await text(process.stdin)).trim()
  const request: unknown = input === '' ? {} : JSON.parse(input)
  try {
    process.stdout.write(`${JSON.stringify(await run(config, command, request))}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof BackupError || error instanceof MigrationError)) throw error
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
      return migrateOnly(config)
  }
}

async function migrateOnly(config: ServerConfig): Promise<{ applied: readonly string[] }> {
  const storage = await openStorage(config, openLog({ ...config.log, level: 'warn' }))
  const database = openDatabase({ connection: storage.connection, maxConnections: 2, statementTimeoutMs: 0 })
  try {
    return { applied: await migrate(database, migrationDirectories) }
  } finally {
    await database.close()
    await storage.stop()
  }
}
