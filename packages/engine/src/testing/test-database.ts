/** Gives a test its own migrated database in milliseconds: a copy of a template that is migrated once. */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { type Database, openDatabase } from '../database.ts'
import { engineMigrations, type MigrationDirectory, migrate } from '../migrate.ts'

export interface TestDatabase {
  readonly database: Database
  readonly url: string
  /** Closes the pool and drops the database. */
  drop(): Promise<void>
}

/** Any fixed number: test files that start together migrate one template. */
const templateLock = 7_292_665_002

function adminUrl(): string {
  const url = process.env.WAYMARK_TEST_DATABASE_URL
  if (!url) throw new Error('WAYMARK_TEST_DATABASE_URL is not set; run the tests with vitest from the root')
  return url
}

function urlOf(name: string): string {
  const url = new URL(adminUrl())
  url.pathname = `/${name}`
  return url.href
}

/**
 * @param more - migrations beside the engine's, e.g. those of identity.
 */
export async function createTestDatabase(more: readonly MigrationDirectory[] = []): Promise<TestDatabase> {
  const name = `waymark_test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [templateLock])
    const template = await migratedTemplate(admin, more)
    await admin.query(`create database ${name} template ${template}`)
  })
  return opened(name)
}

/** An empty database that nothing was migrated in. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `waymark_empty_${randomUUID().replaceAll('-', '')}`
  await asAdmin((admin) => admin.query(`create database ${name} template template0`))
  return opened(name)
}

function opened(name: string): TestDatabase {
  const url = urlOf(name)
  const database = openDatabase({ connection: { connectionString: url } })
  return {
    database,
    url,
    async drop() {
      await database.close()
      await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl() })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** The template of these very migration files. The lock is held, and released with the connection. */
async function migratedTemplate(admin: pg.Client, more: readonly MigrationDirectory[]): Promise<string> {
  const template = `waymark_template_${await fingerprint([engineMigrations, ...more])}`
  const { rows } = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (rows.length > 0) return template
  const unfinished = `${template}_new`
  await admin.query(`drop database if exists ${unfinished} with (force)`)
  await admin.query(`create database ${unfinished} template template0`)
  const database = openDatabase({
    connection: { connectionString: urlOf(unfinished) },
    statementTimeoutMs: 0,
  })
  try {
    await migrate(database, more)
  } finally {
    await database.close()
  }
  await admin.query(`alter database ${unfinished} rename to ${template}`)
  return template
}

async function fingerprint(directories: readonly MigrationDirectory[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { directory } of directories) {
    const folder = directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`)
    for (const name of (await readdir(folder)).sort()) {
      if (name.endsWith('.sql')) hash.update(name).update(await readFile(new URL(name, folder)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
