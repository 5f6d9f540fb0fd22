/**
 * Keeps a command from making an empty embedded catalog where the server of the same home uses an external database: the settings of a service are
 * not those of the shell that a command is typed into.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config/config-error.ts'
import type { ServerConfig } from './config/server-config.ts'

type Place = Pick<ServerConfig, 'home' | 'database'>

const fileOf = (home: string): string => join(home, 'external-database')

/** For a server, which decides by its settings alone. */
export function noteServedDatabase({ home, database }: Place): void {
  if (!database) {
    rmSync(fileOf(home), { force: true })
    return
  }
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(fileOf(home), 'The server of this home uses an external database.\n')
}

/** For a command without a running server. @throws ConfigError where its settings name no database, and the server's did */
export function refuseForgottenDatabase({ home, database }: Place): void {
  if (database || !existsSync(fileOf(home))) return
  const message = `The server of ${home} uses an external database, and the settings of this command name none. Start the server, or name its settings, as backup, restore and upgrade take them: --env-file /etc/waymark/waymark.env. If the catalog is to be embedded from now on, delete ${fileOf(home)}.`
  throw new ConfigError([{ setting: 'DATABASE_URL', message }])
}
