/** The hot standbys that settings name: where searches and lists may be read. */
import type { PoolConfig } from 'pg'
import type { ConfigMistake } from './config-error.ts'

export interface ReadDatabase {
  /** Host and port: for logs and metrics. */
  readonly name: string
  readonly connection: PoolConfig
}

const setting = 'WAYMARK_READ_DATABASE_URL'

/** @param hasPrimary - whether an external database is configured */
export function readDatabases(
  urls: readonly string[],
  hasPrimary: boolean,
): { readonly databases: readonly ReadDatabase[]; readonly mistakes: readonly ConfigMistake[] } {
  if (urls.length === 0) return { databases: [], mistakes: [] }
  const mistakes: ConfigMistake[] = []
  if (!hasPrimary) {
    const message =
      'Standbys copy an external PostgreSQL: set DATABASE_URL to the one that takes writes, or remove this.'
    mistakes.push({ setting, message })
  }
  if (urls.some((url) => !/^postgres(?:ql)?:\/\//.test(url) || !URL.canParse(url))) {
    const message =
      'Each value must look like postgres://user:password@host:5432/database, with commas between.'
    mistakes.push({ setting, message })
    return { databases: [], mistakes }
  }
  const databases = urls.map((connectionString) => ({
    name: nameOf(connectionString),
    connection: { connectionString },
  }))
  return { databases, mistakes }
}

function nameOf(connectionString: string): string {
  const { hostname, port } = new URL(connectionString)
  return `${hostname}:${port || 5432}`
}
