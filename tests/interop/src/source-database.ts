/** A real PostgreSQL database with the sample company, as a source to ingest from. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { loadSampleCompany } from '../../../examples/sample-company/build.ts'

export interface SourceDatabase {
  readonly name: string
  readonly hostPort: string
  readonly username: string
  readonly password: string
  /** Runs SQL as the owner of the database. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
  drop(): Promise<void>
}

/** Creates and loads the database on the server of the test run; the reader is the sample's own, with a password. */
export async function createSourceDatabase(): Promise<SourceDatabase> {
  const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
  if (serverUrl === undefined) throw new Error('WAYMARK_TEST_DATABASE_URL is set by the test run')
  const name = `fjordlight_${randomBytes(4).toString('hex')}`
  const password = randomBytes(16).toString('hex')
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const { host, port, user, password: ownerPassword } = admin
  const owner = new pg.Client({ host, port, user, password: ownerPassword, database: name })
  await owner.connect()
  await loadSampleCompany((sql) => owner.query(sql))
  await owner.query(`alter role waymark_reader login password '${password}'`)
  return {
    name,
    hostPort: `${host}:${port}`,
    username: 'waymark_reader',
    password,
    query: async (sql) => (await owner.query(sql)).rows,
    async drop() {
      await owner.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
