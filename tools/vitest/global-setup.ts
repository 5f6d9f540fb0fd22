/** Gives every test of a Vitest run one PostgreSQL, in `process.env.WAYMARK_TEST_DATABASE_URL`. */
import { startTestPostgres } from '../postgres/index.ts'

/**
 * Starts the cluster unless the variable already names one, which then is left alone. Each project of vitest.config.ts calls this;
 * the first one starts the cluster and its tear-down, which runs after all projects, stops it.
 */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.WAYMARK_TEST_DATABASE_URL) return undefined
  const postgres = await startTestPostgres()
  // Vitest starts its workers afterwards, with this process's environment.
  process.env.WAYMARK_TEST_DATABASE_URL = postgres.url
  return async () => {
    delete process.env.WAYMARK_TEST_DATABASE_URL
    await postgres.stop()
  }
}
