/** An empty database of its own for a test file, on the PostgreSQL that all tests share. */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

export interface OwnDatabase {
  /** A superuser's URL of it. */
  readonly url: string
  /** One statement on the server, in its database `postgres`. */
  onServer(statement: string): Promise<void>
  drop(): Promise<void>
}

/** @param serverUrl - a superuser's; default: the shared server's */
export async function createOwnDatabase(
  serverUrl: string | undefined = process.env.WAYMARK_TEST_DATABASE_URL,
): Promise<OwnDatabase> {
  if (!serverUrl) throw new Error('Run this with vitest: its set-up starts PostgreSQL')
  const onServer = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: serverUrl })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  const name = `faults_${randomUUID().replaceAll('-', '')}`
  await onServer(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, onServer, drop: () => onServer(`drop database if exists ${name} with (force)`) }
}
