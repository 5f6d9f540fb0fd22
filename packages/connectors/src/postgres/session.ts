/** Sessions of PostgreSQL: they only read, and print names in full. */
import { openPgSession, type PgSession } from '../pg-session.ts'
import type { PostgresConfig } from './config.ts'

export type Session = PgSession

const defaultPort = 5432

/**
 * @param options.ownSearchPath - leave the role's search path as it is, for SQL that people wrote
 * @throws SourceError
 */
export function openSession(
  config: PostgresConfig,
  database: string,
  options: { readonly ownSearchPath?: boolean } = {},
): Promise<Session> {
  // With an empty path every name that the catalog functions print is qualified. Read-only: we never write.
  const searchPath = options.ownSearchPath ? '' : "set search_path = '';"
  const prepare = `${searchPath} set default_transaction_read_only = on`
  return openPgSession(config, database, { defaultPort, prepare })
}
