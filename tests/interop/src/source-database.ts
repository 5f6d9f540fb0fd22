/** A real PostgreSQL database with the sample company, as a source to ingest from. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { loadSampleCompany } from '../../../examples/sample-company/build.ts'
import { startTestPostgres } from '../../../tools/postgres/index.ts'

export interface SourceDatabase {
  readonly name: string
  readonly hostPort: string
  readonly username: string
  readonly password: string
  /** Runs SQL as the owner of the database. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
  drop(): Promise<void>
}

/** What a person and a nightly job ran in a database whose server remembers statements. */
interface Statements {
  /** Run by the owner before anybody else: the tables that the job fills. */
  readonly tables: readonly string[]
  /** Run, in order, by a role that exists in no catalog until the test makes a user of that name. */
  readonly analyst: readonly string[]
}

/** The role that runs the statements of the log. */
export const analyst = 'analyst'

/** Creates and loads the database on the server of the test run; the reader is the sample's own, with a password. */
export async function createSourceDatabase(
  serverUrl = process.env.WAYMARK_TEST_DATABASE_URL,
): Promise<SourceDatabase> {
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

/**
 * The same on a server of its own whose `pg_stat_statements` holds exactly what the analyst ran: what clients of the test and the owner
 * run is not recorded, so that two runs of a client read the same log.
 */
export async function createLoggedSourceDatabase(statements: Statements): Promise<SourceDatabase> {
  const server = await startTestPostgres({
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track': 'none',
  })
  const database = await createSourceDatabase(server.url)
  await database.query('create extension pg_stat_statements')
  for (const statement of statements.tables) await database.query(statement)
  await database.query('select pg_stat_statements_reset()') // the server's own, from when it was made
  const password = randomBytes(16).toString('hex')
  await database.query(`create role ${analyst} superuser login password '${password}'`)
  await database.query(`alter role ${analyst} set pg_stat_statements.track = 'top'`)
  const [host, port] = database.hostPort.split(':')
  const session = new pg.Client({
    host,
    port: Number(port),
    user: analyst,
    password,
    database: database.name,
  })
  await session.connect()
  for (const statement of statements.analyst) await session.query(statement)
  await session.end()
  // Clients may read the new tables as well, and the texts of other people's statements.
  await database.query('grant select on all tables in schema finance, staging to waymark_reader')
  await database.query('grant pg_read_all_stats to waymark_reader')
  await database.query('analyze') // the newer client takes the row count from the planner's statistics
  return {
    ...database,
    async drop() {
      await database.drop()
      await server.stop()
    },
  }
}
