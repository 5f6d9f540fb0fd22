/** Profiles and tests in the SQL of MySQL, against a real MariaDB. */
import { type Engine, profileConformance, testLibraryConformance } from '@waymark/ingest/testing'
import { afterAll, beforeAll } from 'vitest'
import { openSession } from './session.ts'
import { sqlAccess } from './sql-access.ts'
import { startTestMariadb, type TestMariadb } from './testing-mariadb.ts'

let server: TestMariadb
const password = 'correct horse'

beforeAll(async () => {
  server = await startTestMariadb()
  await server.root.query(
    `create user reader@'%' identified by '${password}'; grant select on *.* to reader@'%'`,
  )
})
afterAll(() => server?.stop())

async function mariadbEngine(): Promise<Engine> {
  await server.root.query('create database `public`; use `public`')
  const config = { username: 'reader', password, hostPort: `127.0.0.1:${server.port}` }
  const session = await openSession(config)
  await session.rows('use `public`')
  return {
    access: sqlAccess(session),
    run: async (sql) => {
      await server.root.query(sql)
    },
    async close() {
      await session.close()
      await server.root.query('drop database `public`')
    },
  }
}

profileConformance('MariaDB', mariadbEngine)
testLibraryConformance('MariaDB', mariadbEngine)
