/** Opens everything below HTTP: database, schema, engine, identity, and what every catalog starts with. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { apiMigrations, createGenerationMemory } from '@waymark/api'
import {
  createEngine,
  createSecretBox,
  type Database,
  type Engine,
  migrate,
  openDatabase,
} from '@waymark/engine'
import { createIdentity, type Identity, identityMigrations } from '@waymark/identity'
import { createRegistry } from '@waymark/spec'
import type { Logger } from 'pino'
import { createAccountDirectory } from './account-directory.ts'
import type { AdminSurroundings } from './admin/command.ts'
import type { ServerConfig } from './config/server-config.ts'
import { createPolicySource } from './policy-source.ts'
import { productionChecks } from './production-checks.ts'
import { seed } from './seed/seed.ts'
import { productVersion } from './version.ts'

export interface Catalog {
  readonly database: Database
  readonly engine: Engine
  readonly identity: Identity
  readonly admin: AdminSurroundings
  readonly serverUrl: string
  close(): Promise<void>
}

/** @param port - the port that the server has or will have, for its own address */
export async function openCatalog(config: ServerConfig, port: number, log: Logger): Promise<Catalog> {
  const postgres = await openPostgres(config, log)
  const database = openDatabase({ connection: postgres.connection, maxConnections: config.databasePool })
  const closeStorage = async () => {
    await database.close()
    await postgres.stop()
  }
  try {
    const applied = await migrate(database, [identityMigrations, apiMigrations])
    if (applied.length > 0) log.info({ applied: applied.length }, 'brought the database schema up to date')
    return await openFloors(config, port, log, database, postgres.url, closeStorage)
  } catch (error) {
    await closeStorage()
    throw error
  }
}

async function openFloors(
  config: ServerConfig,
  port: number,
  log: Logger,
  database: Database,
  embeddedDatabaseUrl: string | undefined,
  closeStorage: () => Promise<void>,
): Promise<Catalog> {
  const secrets = createSecretBox(config.masterKeys)
  const engine = createEngine({ database, registry: createRegistry(), secrets })
  // After an update that changed the search index; people and clients are served meanwhile.
  void engine.search.rebuild().then(
    (documents) => documents > 0 && log.info({ documents }, 'made the search index anew'),
    (err: unknown) => log.warn({ err }, 'the search index is not complete; the next start goes on with it'),
  )
  const accounts = createAccountDirectory(engine)
  const serverUrl = config.serverUrl ?? `http://localhost:${port}`
  const identityConfig = config.identity(serverUrl, port)
  await seed(engine, identityConfig.principalDomain)
  const identity = await createIdentity({
    config: identityConfig,
    db: database,
    accounts,
    policies: createPolicySource(engine, Date.now),
    ...(config.groupLookup && {
      groupLookup: (await import('./group-lookup.ts')).createGroupLookup(config.groupLookup, {
        fetch: (input, init) => fetch(input, init),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        environment: process.env,
      }),
    }),
    sealer: secrets,
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    randomBytes,
    log: {
      info: (message, fields = {}) => log.info(fields, message),
      warn: (message, fields = {}) => log.warn(fields, message),
    },
  })
  for (const { status, title, cause, fix } of await productionChecks(identityConfig, identity)) {
    if (status !== 'pass') log[status === 'fail' ? 'warn' : 'info']({ fix }, `${title}? ${cause}`)
  }
  const { version } = productVersion(process.env, Date.now())
  const { principalDomain } = identityConfig
  const generationMemory = createGenerationMemory(database, Date.now)
  return {
    database,
    engine,
    identity,
    serverUrl,
    admin: {
      identityConfig,
      settings: config.settings,
      engine,
      identity,
      accounts,
      generationMemory,
      serverUrl,
      principalDomain,
      version,
      embeddedDatabaseUrl,
    },
    async close() {
      await identity.close()
      await closeStorage()
    },
  }
}

/** The embedded PostgreSQL, unless the configuration names another one. */
async function openPostgres(config: ServerConfig, log: Logger) {
  if (config.database) return { connection: config.database, url: undefined, stop: async () => undefined }
  // Loaded only where it is used: with an external database nothing of it is needed.
  const { startEmbeddedPostgres } = await import('./embedded-postgres/index.ts')
  return await startEmbeddedPostgres({
    dataDir: join(config.home, 'postgres'),
    log: { info: (message) => log.info(message), warn: (message) => log.warn(message) },
  })
}
