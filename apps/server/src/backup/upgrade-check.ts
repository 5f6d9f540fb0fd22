/** Tries what an upgrade would do to the database on a copy of it, and says how long each step takes and what it locks meanwhile. */
import { randomUUID } from 'node:crypto'
import { type Database, migrate, openDatabase, pendingMigrations } from '@waymark/engine'
import { Client, type PoolConfig } from 'pg'
import type { ServerConfig } from '../config/server-config.ts'
import { openLog } from '../log.ts'
import { migrationDirectories, openStorage } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { copyRows } from './copy-rows.ts'

export interface UpgradeStep {
  readonly migration: string
  readonly ms: number
  /** Tables that nobody else may write to (`write`) or even read (`read`) until the step is over. */
  readonly locks: readonly { readonly table: string; readonly blocks: 'read' | 'write' }[]
}

export interface UpgradeCheck {
  /** Empty: the schema is this release's already. */
  readonly steps: readonly UpgradeStep[]
  /** Time to make the copy: about what a backup and a restore take. */
  readonly copyMs: number
}

const selectLocks = `
select distinct l.relation::regclass::text as table, l.mode
  from pg_locks l join pg_class c on c.oid = l.relation
 where l.pid = pg_backend_pid() and l.locktype = 'relation' and c.relkind in ('r', 'p') and l.relation = any($1::oid[])
   and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
 order by 1`

/**
 * The copy is a database of its own on the same server, made in one snapshot while others write, and dropped at the end.
 *
 * @throws BackupError when the role may create no database
 * @throws MigrationError when the database is of a newer release, or a step fails
 */
export async function checkUpgrade(config: ServerConfig): Promise<UpgradeCheck> {
  const storage = await openStorage(config, openLog({ ...config.log, level: 'warn' }))
  const source = openDatabase({ connection: storage.connection, maxConnections: 2 })
  try {
    const pending = await pendingMigrations(source, migrationDirectories)
    if (pending.length === 0) return { steps: [], copyMs: 0 }
    return await onCopy(storage.connection, async (connection) => {
      const copy = openDatabase({ connection, maxConnections: 2, statementTimeoutMs: 0 })
      try {
        const startMs = performance.now()
        const numbers = new Set(pending.map(({ number }) => number))
        await migrate(copy, migrationDirectories, (number) => !numbers.has(number))
        await copyRows(storage.connection, connection)
        const copyMs = Math.round(performance.now() - startMs)
        const steps: UpgradeStep[] = []
        for (const { name, sql } of pending) steps.push(await tryStep(copy, name, sql))
        return { steps, copyMs }
      } finally {
        await copy.close()
      }
    })
  } finally {
    await source.close()
    await storage.stop()
  }
}

async function tryStep(copy: Database, migration: string, sql: string): Promise<UpgradeStep> {
  const { rows: tables } = await copy.query<{ oid: number }>(
    `select oid from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  )
  return await copy.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    const startMs = performance.now()
    await tx.query(sql)
    const ms = Math.round(performance.now() - startMs)
    const { rows } = await tx.query<{ table: string; mode: string }>(selectLocks, [
      tables.map(({ oid }) => oid),
    ])
    const locks = new Map<string, 'read' | 'write'>()
    for (const { table, mode } of rows) {
      if (mode === 'AccessExclusiveLock') locks.set(table, 'read')
      else if (!locks.has(table)) locks.set(table, 'write')
    }
    return { migration, ms, locks: [...locks].map(([table, blocks]) => ({ table, blocks })) }
  })
}

async function onCopy<T>(connection: PoolConfig, work: (copy: PoolConfig) => Promise<T>): Promise<T> {
  const name = `waymark_upgrade_check_${randomUUID().slice(0, 8)}`
  const admin = new Client(connection)
  await admin.connect()
  try {
    await admin.query(`create database ${name} template template0`).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      throw new BackupError(
        `The check works on a copy, and none could be created: ${reason}. Grant it: alter role … createdb.`,
      )
    })
    try {
      return await work(otherDatabase(connection, name))
    } finally {
      await admin.query(`drop database if exists ${name} with (force)`)
    }
  } finally {
    await admin.end()
  }
}

/** The same server and role; a connection string names the database in its path. */
function otherDatabase(connection: PoolConfig, database: string): PoolConfig {
  const { connectionString, ...parts } = connection
  if (connectionString === undefined) return { ...parts, database }
  const url = connectionString.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`)
  return { ...parts, connectionString: url }
}
