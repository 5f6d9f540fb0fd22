/** A database of its own in the test run's PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

export interface TestDatabase {
  /** As an administrator. */
  readonly url: string
  readonly name: string
  readonly hostPort: string
  /** Runs statements in it as an administrator. */
  run(statements: string): Promise<void>
  drop(): Promise<void>
}

async function runAt(connectionString: string, statements: string): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(statements)
  } finally {
    await client.end()
  }
}

/** @param kind - what its name begins with */
export async function createTestDatabase(kind: string): Promise<TestDatabase> {
  const administration = process.env.WAYMARK_TEST_DATABASE_URL
  if (!administration)
    throw new Error('WAYMARK_TEST_DATABASE_URL is not set: run this with the e2e project of Vitest.')
  const name = `${kind}_${randomUUID().replaceAll('-', '')}`
  await runAt(administration, `create database ${name}`)
  const url = new URL(administration)
  url.pathname = `/${name}`
  return {
    url: url.href,
    name,
    hostPort: url.host,
    run: (statements) => runAt(url.href, statements),
    drop: () => runAt(administration, `drop database ${name} with (force)`),
  }
}
