/** A database to read from, with a role of its own, in the test run's PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { createTestDatabase } from './test-database.ts'

export interface SourceDatabase {
  readonly hostPort: string
  readonly database: string
  readonly username: string
  readonly password: string
  /** Runs statements in it as an administrator. */
  run(statements: string): Promise<void>
  drop(): Promise<void>
}

/** @param statements - make what is in it; its role may read everything */
export async function createSourceDatabase(statements: string): Promise<SourceDatabase> {
  const database = await createTestDatabase('source')
  const [username, password] = [`reader_${randomUUID().slice(0, 8)}`, randomUUID()]
  await database.run(`create role ${username} login password '${password}' in role pg_read_all_data`)
  await database.run(statements)
  return {
    hostPort: database.hostPort,
    database: database.name,
    username,
    password,
    run: database.run,
    async drop() {
      await database.run(`drop role ${username}`)
      await database.drop()
    },
  }
}
