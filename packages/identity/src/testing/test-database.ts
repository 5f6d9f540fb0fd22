/** A fresh database with identity's tables on the test run's PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { identityMigrations } from '../migrations.ts'

export interface TestDatabase {
  readonly pool: pg.Pool
  /** Empties every table but the signing keys, which take long to make. */
  empty(): Promise<void>
  drop(): Promise<void>
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const url = process.env.WAYMARK_TEST_DATABASE_URL
  if (!url)
    throw new Error('WAYMARK_TEST_DATABASE_URL is not set: run vitest from the root of the repository')
  const name = `identity_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query(`create database ${name}`)
  const pool = new pg.Pool({
    connectionString: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    max: 8,
  })
  // Dropping the database ends connections that are just closing.
  pool.on('error', () => undefined)
  for (const file of (await readdir(identityMigrations.directory)).sort())
    await pool.query(await readFile(new URL(file, identityMigrations.directory), 'utf8'))
  return {
    pool,
    async empty() {
      await pool.query(
        `truncate identity_link, bot_application, access_token, user_session, pre_login, local_credential, password_failure,
           setup_key, sign_in_attempt, provider_grant, claim_mapping, audit_entry`,
      )
    },
    async drop() {
      await pool.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
