/** Brings a database to the newest schema: plain SQL files, forward only, each once and in its own transaction. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Database, Tx } from './database.ts'

/** A directory of `NNNN-what.sql` files. Numbers are unique over all directories and give the order. */
export interface MigrationDirectory {
  readonly directory: URL
}

interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The engine's own migrations. */
export const engineMigrations: MigrationDirectory = { directory: new URL('../migrations/', import.meta.url) }

/** Any fixed number; everybody who migrates this database waits for the same one. */
const lockKey = 7_292_665_001

const createJournal = `
create table if not exists schema_migration (
  number     integer primary key,
  name       text not null,
  checksum   text not null,
  applied_at timestamptz not null default now()
)`

/** The database and the migration files disagree; nothing was changed. The message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/**
 * Applies what is missing, oldest number first, and returns the names of the files it applied. Replicas that start together wait for
 * each other. A file that fails is rolled back alone; the next call resumes with it.
 *
 * @param more - directories beside the engine's own, e.g. those of identity.
 * @param wanted - leaves out files with other numbers: to make the schema of an earlier release.
 * @throws MigrationError when an applied file was edited, is missing, or two files share a number
 */
export async function migrate(
  database: Database,
  more: readonly MigrationDirectory[] = [],
  wanted: (number: number) => boolean = () => true,
): Promise<readonly string[]> {
  const migrations = await readMigrations([engineMigrations, ...more])
  await locked(database, async (tx) => {
    await tx.query(createJournal)
    await refuseUnknown(tx, migrations)
  })
  const applied: string[] = []
  for (const migration of migrations.filter(({ number }) => wanted(number))) {
    // The lock is taken once per file, since each file is its own transaction; whoever comes second finds it applied.
    const isNew = await locked(database, (tx) => apply(tx, migration))
    if (isNew) applied.push(migration.name)
  }
  return applied
}

/**
 * Files that `migrate` would apply, oldest first; changes nothing, and a database that nothing was migrated in lacks all of them.
 *
 * @throws MigrationError as `migrate` does
 */
export async function pendingMigrations(
  database: Database,
  more: readonly MigrationDirectory[] = [],
): Promise<readonly { readonly number: number; readonly name: string; readonly sql: string }[]> {
  const migrations = await readMigrations([engineMigrations, ...more])
  const { rows } = await database.query<{ isThere: boolean }>(
    `select to_regclass('schema_migration') is not null as "isThere"`,
  )
  if (rows[0]?.isThere !== true) return migrations
  await refuseUnknown(database, migrations)
  const journal = await database.query<{ number: number }>('select number from schema_migration')
  const applied = new Set(journal.rows.map(({ number }) => number))
  return migrations.filter(({ number }) => !applied.has(number))
}

async function locked<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await database.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
    return await work(tx)
  })
}

async function apply(tx: Tx, migration: Migration): Promise<boolean> {
  const { rows } = await tx.query<{ checksum: string; name: string }>(
    'select name, checksum from schema_migration where number = $1',
    [migration.number],
  )
  const [row] = rows
  if (row) {
    if (row.checksum === migration.checksum) return false
    throw new MigrationError(
      `Migration ${migration.name} was edited after it had been applied as ${row.name}. ` +
        'Restore the file as it was released and put the change into a new migration.',
    )
  }
  await tx.query(migration.sql)
  await tx.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [
    migration.number,
    migration.name,
    migration.checksum,
  ])
  return true
}

async function refuseUnknown(tx: Tx, known: readonly Migration[]): Promise<void> {
  const { rows } = await tx.query<{ name: string }>(
    'select name from schema_migration where number <> all($1::integer[]) order by number',
    [known.map((migration) => migration.number)],
  )
  if (rows.length > 0) {
    throw new MigrationError(
      `The database has migrations that this release does not know: ${rows.map((row) => row.name).join(', ')}. ` +
        'It was used by a newer release; start that one.',
    )
  }
}

async function readMigrations(directories: readonly MigrationDirectory[]): Promise<Migration[]> {
  const found = new Map<number, Migration>()
  for (const { directory } of directories) {
    for (const name of await readdir(directory)) {
      const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]
      if (number === undefined) continue
      const sql = await readFile(new URL(name, asFolder(directory)), 'utf8')
      const other = found.get(Number(number))
      if (other) throw new MigrationError(`Migrations ${other.name} and ${name} share the number ${number}.`)
      found.set(Number(number), { number: Number(number), name, sql, checksum: checksum(sql) })
    }
  }
  return [...found.values()].sort((a, b) => a.number - b.number)
}

function asFolder(directory: URL): URL {
  return directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`)
}

/** Line endings differ between checkouts on different systems; the statements do not. */
function checksum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
}
