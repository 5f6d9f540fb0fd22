/** Restores a backup into the database that the configuration names, while no server uses it. */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { migrate, openDatabase } from '@waymark/engine'
import { Client } from 'pg'
import type { ServerConfig } from '../config/server-config.ts'
import { openLog } from '../log.ts'
import { migrationDirectories, openStorage } from '../storage.ts'
import { BackupError } from './backup-error.ts'
import { type Block, decodeBlocks, type Manifest } from './content.ts'
import { copyIn, type Filled } from './copy-in.ts'
import { openStream } from './sealed-stream.ts'

/** What the command line sends; it is ours. */
export interface RestoreRequest {
  readonly path: string
  readonly passphrase: string
  /** Throw away the catalog that the database holds. */
  readonly replace?: boolean
  /** Read the file through and change nothing. */
  readonly check?: boolean
}

interface Restored extends Filled {
  readonly waymark: string
  readonly madeAt: string
  /** Migrations that were applied on top, since the backup is of an earlier release. */
  readonly applied: readonly string[]
}

/**
 * The file is read through before anything is touched; the rows are then put in within one transaction.
 *
 * @throws BackupError when the file cannot be trusted or used, or the database is not empty and `replace` does not say that it may go
 */
export async function restoreBackup(config: ServerConfig, request: RestoreRequest): Promise<Restored> {
  const manifest = await readThrough(request)
  const about = { waymark: manifest.waymark, madeAt: manifest.madeAt }
  if (request.check === true) return { ...about, tables: 0, rows: 0, applied: [] }
  keepMasterKeys(config, manifest)
  const storage = await openStorage(config, openLog({ ...config.log, level: 'warn' }))
  const database = openDatabase({ connection: storage.connection, maxConnections: 2, statementTimeoutMs: 0 })
  const client = new Client(storage.connection)
  await client.connect()
  try {
    await makeRoom(client, request.replace === true)
    const numbers = new Set(manifest.migrations.map(({ number }) => number))
    await migrate(database, migrationDirectories, (number) => numbers.has(number))
    await refuseOtherSchema(client, manifest)
    const filled = await inTransaction(client, async () => {
      await emptyTables(client)
      return await withBlocks(request, (blocks) => copyIn(client, manifest, blocks))
    })
    const applied = await migrate(database, migrationDirectories)
    await client.query('analyze')
    return { ...about, ...filled, applied }
  } finally {
    await client.end()
    await database.close()
    await storage.stop()
  }
}

/** Proves that the whole file is what was written. */
async function readThrough(request: RestoreRequest): Promise<Manifest> {
  return await withBlocks(request, async (blocks) => {
    let manifest: Manifest | undefined
    for await (const block of blocks) if (block.kind === 'manifest') manifest = block.manifest
    if (manifest === undefined) throw new BackupError('The backup is empty.')
    return manifest
  })
}

async function withBlocks<T>(
  { path, passphrase }: RestoreRequest,
  work: (blocks: AsyncIterable<Block>) => Promise<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined
  try {
    await pipeline(
      createReadStream(path),
      (sealed: AsyncIterable<Buffer>) => openStream(sealed, passphrase),
      createGunzip(),
      async (plain: AsyncIterable<Buffer>) => {
        result = { value: await work(decodeBlocks(plain)) }
      },
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['ENOENT', 'EACCES', 'EISDIR'].includes(code))
      throw new BackupError(`${path} cannot be read (${code}).`)
    throw error
  }
  if (result === undefined) throw new BackupError('The backup is empty.')
  return result.value
}

/** Secrets in the tables open with the keys that sealed them. Those of the backup are added behind the home's own. */
function keepMasterKeys({ masterKeys, masterKeyFile }: ServerConfig, manifest: Manifest): void {
  const missing = manifest.masterKeys.filter(({ id }) => !masterKeys.some((key) => key.id === id))
  if (missing.length === 0) return
  const keys = missing.flatMap(({ key }) => (key === undefined ? [] : [key]))
  if (masterKeyFile === undefined || keys.length < missing.length) {
    throw new BackupError(
      `The secrets in the backup are sealed with the master key ${missing.map(({ id }) => id).join(', ')}, which is not among those ` +
        'configured here. Add it to WAYMARK_MASTER_KEY behind a comma: ' +
        (keys.length > 0
          ? 'it is in the file master.key of the home where the backup was made.'
          : 'it is the one configured where the backup was made.'),
    )
  }
  writeFileSync(masterKeyFile, `${[readFileSync(masterKeyFile, 'utf8').trim(), ...keys].join(',')}\n`)
}

async function makeRoom(client: Client, replace: boolean): Promise<void> {
  const { rows } = await client.query<{ used: boolean }>(
    `select to_regclass('public.schema_migration') is not null as used`,
  )
  if (rows[0]?.used !== true) return
  if (!replace) {
    throw new BackupError(
      'The database holds a catalog already. Name an empty one, or say --replace to throw away what it holds.',
    )
  }
  // The queue of runs is made anew by the server; a run that was going on belongs to a time that is gone.
  await client.query(
    'drop schema public cascade; create schema public; drop schema if exists waymark_queue cascade',
  )
}

/** The same numbers with other statements would make another schema: of a release that was changed after it was out. */
async function refuseOtherSchema(client: Client, manifest: Manifest): Promise<void> {
  const { rows } = await client.query<{ number: number; checksum: string }>(
    'select number, checksum from schema_migration',
  )
  const here = new Map(rows.map(({ number, checksum }) => [number, checksum]))
  const unknown = manifest.migrations.filter(({ number, checksum }) => here.get(number) !== checksum)
  if (unknown.length > 0) {
    throw new BackupError(
      `The backup was made by release ${manifest.waymark} with migrations that this one does not have: ` +
        `${unknown.map(({ name }) => name).join(', ')}. Restore it with that release or a newer one.`,
    )
  }
}

/** Migrations leave a few rows; the backup has them too. */
async function emptyTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select quote_ident(c.relname) as name from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migration'
       and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')`)
  await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`)
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await client.query('set local statement_timeout = 0')
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
