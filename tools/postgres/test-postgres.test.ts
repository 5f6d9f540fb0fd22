/** The throw-away PostgreSQL: reachable over TCP, reconfigurable, and gone afterwards. */
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { startTestPostgres } from './index.ts'

test('the run has a database in which a test is superuser', async () => {
  const [row] = await query(
    process.env.WAYMARK_TEST_DATABASE_URL ?? '',
    'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user',
  )
  expect(row).toEqual({ super: true })
})

test('a test can have its own, with its own settings, and it is gone after stop', async () => {
  const postgres = await startTestPostgres({ max_connections: '7' })
  expect(new URL(postgres.url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/postgres' })
  expect(await query(postgres.url, 'SHOW max_connections')).toEqual([{ max_connections: '7' }])
  await postgres.stop()
  await expect(query(postgres.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/)
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
