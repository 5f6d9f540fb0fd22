/** The configuration of a server process, from its settings and its command line. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OpenSearchSettings } from '@waymark/engine/opensearch'
import { checkIdentityConfig, type IdentityConfig, type SavedTexts } from '@waymark/identity'
import type { PoolConfig } from 'pg'
import type { ServerArguments } from '../arguments.ts'
import { ConfigError, type ConfigMistake } from './config-error.ts'
import { externalDatabase } from './external-database.ts'
import { defaultHome } from './home.ts'
import { type GroupLookupSettings, identitySettings } from './identity-settings.ts'
import { type IngestionSettings, ingestionSettings } from './ingestion-settings.ts'
import { unknownVariables } from './known-names.ts'
import { loadSettings } from './load.ts'
import { type MasterKeys, masterKeyFile, masterKeys } from './master-key.ts'
import {
  type NotificationSettings,
  notificationMistakes,
  notificationSettings,
} from './notification-settings.ts'
import { publishedFernetKey } from './published-keys.ts'
import { type ReadDatabase, readDatabases } from './read-databases.ts'
import { searchSettings } from './search-settings.ts'
import { type ShownSetting, shownSettings } from './show.ts'
import { type TracingSettings, tracingSettings } from './tracing-settings.ts'
import type { Settings } from './variables.ts'

export interface ServerConfig {
  readonly home: string
  readonly host: string
  readonly port: number
  readonly adminHost: string
  readonly adminPort: number
  /** Where people reach the server, if someone said so. */
  readonly serverUrl: string | undefined
  readonly trustProxy: boolean
  readonly staticDir: string | undefined
  /** How long a server that was told to stop answers on, not ready any more. */
  readonly drainWaitMs: number
  /** Undefined: the embedded PostgreSQL. */
  readonly database: PoolConfig | undefined
  readonly databasePool: number
  /** Standbys of it. */
  readonly readDatabases: readonly ReadDatabase[]
  /** Undefined: PostgreSQL answers searches. */
  readonly openSearch: OpenSearchSettings | undefined
  readonly masterKeys: MasterKeys
  /** The file in the home that holds them; undefined where the configuration does. */
  readonly masterKeyFile: string | undefined
  /** Undefined: nothing is traced. */
  readonly tracing: TracingSettings | undefined
  readonly log: { readonly level: string; readonly format: 'auto' | 'json' | 'pretty' }
  /** How people sign in, with what administrators saved; for an address that is known once the server's port is. */
  readonly signIn: (saved: SavedTexts, serverUrl: string, port: number) => SignInConfiguration
  /** When the ingestion's client secret expires, as far as somebody said so. */
  readonly ingestionSecretExpiresAtMs: number | undefined
  readonly notifications: NotificationSettings
  /** What this process does: answer, work, or both. */
  readonly role: ServerArguments['role']
  readonly ingestion: IngestionSettings
  /** Lines about settings that nothing reads. */
  readonly warnings: readonly string[]
}

/** Everything about signing in that can change while the server runs. */
export interface SignInConfiguration {
  readonly identity: IdentityConfig
  /** How Microsoft Graph is asked for groups; undefined: not at all. */
  readonly groupLookup: GroupLookupSettings | undefined
  /** The environment, the file and what was saved in one: the settings in force, unparsed. Holds secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Every setting with who said it; secrets are masked. */
  readonly settings: readonly ShownSetting[]
  /** With one of these it must not be used. */
  readonly mistakes: readonly ConfigMistake[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws ConfigError with everything that is wrong */
export function readServerConfig(environment: Environment, options: ServerArguments): ServerConfig {
  const { settings, home, port, database, standbys, search, tracing, warnings } = judged(environment, options)
  return {
    home,
    host: settings.SERVER_HOST,
    port,
    adminHost: settings.SERVER_ADMIN_HOST,
    adminPort: options.adminPort ?? (options.port === 0 ? 0 : settings.SERVER_ADMIN_PORT),
    serverUrl: settings.OPENMETADATA_SERVER_URL,
    trustProxy: settings.SERVER_USE_FORWARDED_HEADERS,
    staticDir: settings.WAYMARK_STATIC_DIR ?? builtUi(),
    drainWaitMs: settings.WAYMARK_DRAIN_SECONDS * 1000,
    database: database.connection,
    databasePool: settings.WAYMARK_DATABASE_POOL,
    readDatabases: standbys.databases,
    openSearch: search.openSearch,
    masterKeys: masterKeys(settings.WAYMARK_MASTER_KEY, home),
    masterKeyFile: settings.WAYMARK_MASTER_KEY === undefined ? masterKeyFile(home) : undefined,
    tracing: tracing.settings,
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT },
    signIn: (saved, serverUrl, actualPort) => {
      const loaded = loadSettings(environment, options.configFile, saved)
      const asked = identitySettings(loaded.settings)
      const config = asked.configure(serverUrl, actualPort)
      return {
        identity: config,
        groupLookup: asked.groupLookup,
        environment: { ...environment, ...loaded.texts },
        settings: shownSettings(loaded.settings, loaded.origins),
        mistakes: [...loaded.mistakes, ...asked.mistakes, ...checkIdentityConfig(config).problems],
      }
    },
    ingestionSecretExpiresAtMs: settings.WAYMARK_INGESTION_SECRET_EXPIRES,
    notifications: notificationSettings(settings),
    role: options.role,
    ingestion: ingestionSettings(settings),
    warnings,
  }
}

/**
 * Touches nothing, not even the home.
 * @returns lines about settings that nothing reads @throws ConfigError with everything that is wrong
 */
export function checkSettings(environment: Environment, options: ServerArguments): readonly string[] {
  return judged(environment, options).warnings
}

function judged(environment: Environment, options: ServerArguments) {
  const { settings, mistakes: unreadable } = loadSettings(environment, options.configFile)
  const home = options.dataDir ?? settings.WAYMARK_HOME ?? defaultHome(environment)
  const port = options.port ?? settings.SERVER_PORT
  const read = identitySettings(settings)
  const database = externalDatabase(settings)
  const standbys = readDatabases(settings.WAYMARK_READ_DATABASE_URL, database.connection !== undefined)
  const search = searchSettings(settings)
  const tracing = tracingSettings(environment)
  const mistakes: ConfigMistake[] = [
    ...unreadable,
    ...database.mistakes,
    ...standbys.mistakes,
    ...search.mistakes,
    ...read.mistakes,
    ...notificationMistakes(settings),
    ...tracing.mistakes,
  ]
  const shownPort = port === 0 ? 8585 : port
  const url = settings.OPENMETADATA_SERVER_URL ?? `http://localhost:${shownPort}`
  mistakes.push(...checkIdentityConfig(read.configure(url, shownPort)).problems)
  if (options.role === 'worker') mistakes.push(...workerMistakes(settings, database.connection !== undefined))
  if (settings.FERNET_KEY === publishedFernetKey && !settings.WAYMARK_DEVELOPMENT) {
    mistakes.push({
      setting: 'FERNET_KEY',
      message:
        "This is OpenMetadata's published sample key: everybody knows it. Remove the setting; WAYMARK_MASTER_KEY takes its place.",
    })
  }
  const unknown = unknownVariables(environment)
  if (mistakes.length > 0) throw new ConfigError(mistakes, unknown.misspelt)
  const warnings = [...unknown.misspelt, ...unknown.ignored, ...read.warnings]
  return { settings, home, port, database, standbys, search, tracing, warnings }
}

/** The UI that was built beside the server, if it was. */
function builtUi(): string | undefined {
  const directory = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
  return existsSync(join(directory, 'index.html')) ? directory : undefined
}

/** A worker shares the database of the servers, and its runs send what they read to one of them. */
function workerMistakes(settings: Settings, hasDatabase: boolean): ConfigMistake[] {
  const found: ConfigMistake[] = []
  if (!hasDatabase) {
    const message =
      'A worker needs the PostgreSQL of the servers: set it. The embedded one belongs to one server, which is its own worker (--role all).'
    found.push({ setting: 'DATABASE_URL', message })
  }
  if (settings.SERVER_HOST_API_URL === undefined && settings.OPENMETADATA_SERVER_URL === undefined) {
    const message =
      'A worker has no API of its own: say where its runs reach one, e.g. http://catalog:8585/api.'
    found.push({ setting: 'SERVER_HOST_API_URL', message })
  }
  return found
}
