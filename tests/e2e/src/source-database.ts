/** A database to read from, with a role of its own, in the test run's PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

export interface SourceDatabase {
  /** As an administrator. */
  readonly url: string
  readonly hostPort: string
  readonly database: string
  readonly username: string
  readonly password: string
  drop(): Promise<void>
}

/** @param statements - make what is in it; its role may read everything */
export async function createSourceDatabase(statements: string): Promise<SourceDatabase> {
  const administration = process.env.WAYMARK_TEST_DATABASE_URL
  if (!administration) throw new Error('WAYMARK_TEST_DATABASE_URL is not set: run this with the e2e project.')
  const suffix = randomUUID().slice(0, 8)
  const [database, username, password] = [`source_${suffix}`, `reader_${suffix}`, randomUUID()]
  const run = async (connectionString: string, text: string): Promise<void> => {
    const client = new Client({ connectionString })
    await client.connect()
    try {
      await client.query(text)
    } finally {
      await client.end()
    }
  }
  const url = new URL(administration)
  const hostPort = `${url.hostname}:${url.port}`
  url.pathname = `/${database}`
  await run(administration, `create database ${database}`)
  await run(administration, `create role ${username} login password '${password}' in role pg_read_all_data`)
  await run(url.href, statements)
  return {
    url: url.href,
    hostPort,
    database,
    username,
    password,
    async drop() {
      await run(administration, `drop database ${database} with (force)`)
      await run(administration, `drop role ${username}`)
    },
  }
}
