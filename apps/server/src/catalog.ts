/** Opens everything below HTTP: database, schema, engine, identity, and what every catalog starts with. */
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { createGenerationMemory } from '@waymark/api'
import {
  createEngine,
  createSecretBox,
  type Database,
  type Engine,
  openDatabase,
  openReadRouting,
  primaryOnly,
  type ReadRouting,
  type StandbyStatus,
  stopSearchFeed,
} from '@waymark/engine'
import {
  type AttemptOutcome,
  createIdentity,
  type Identity,
  type SavedTexts,
  savedSettings,
} from '@waymark/identity'
import { createRegistry } from '@waymark/spec'
import type { Logger } from 'pino'
import { createAccountDirectory } from './account-directory.ts'
import type { AdminSurroundings } from './admin/command.ts'
import { resealSecrets } from './admin/reseal-secrets.ts'
import type { ServerConfig } from './config/server-config.ts'
import { createPolicySource } from './policy-source.ts'
import { productionChecks } from './production-checks.ts'
import { seed } from './seed/seed.ts'
import { openLiveIdentity } from './sign-in/live-identity.ts'
import { createSignInSettings } from './sign-in/sign-in-settings.ts'
import { bringUpToDate, openStorage, type Storage } from './storage.ts'
import { productVersion } from './version.ts'

export interface Catalog {
  readonly database: Database
  /** Where searches and lists are read. */
  readonly reads: ReadRouting
  readonly engine: Engine
  readonly identity: Identity
  readonly admin: AdminSurroundings
  readonly serverUrl: string
  close(): Promise<void>
}

/**
 * @param port - the port that the server has or will have, for its own address
 * @param now - the clock of everything about signing in
 * @param observe - told of every sign-in
 */
export async function openCatalog(
  config: ServerConfig,
  port: number,
  log: Logger,
  now: () => number = Date.now,
  observe?: (outcome: AttemptOutcome) => void,
): Promise<Catalog> {
  const postgres = await openStorage(config, log)
  const database = openDatabase({ connection: postgres.connection, maxConnections: config.databasePool })
  const reads = openReads(config, database, log)
  const closeStorage = async () => {
    await reads.close()
    await database.close()
    await postgres.stop()
  }
  try {
    const applied = await bringUpToDate(postgres.connection)
    if (applied.length > 0) log.info({ applied: applied.length }, 'brought the database schema up to date')
    return await openFloors(config, port, log, { database, reads }, postgres, closeStorage, now, observe)
  } catch (error) {
    await closeStorage()
    throw error
  }
}

function openReads(config: ServerConfig, primary: Database, log: Logger): ReadRouting {
  if (config.readDatabases.length === 0) return primaryOnly(primary)
  const tell = ({ name, state, lagBytes }: StandbyStatus, was: StandbyStatus['state']) => {
    const fields = { standby: name, state, lagBytes }
    // While much is written, every other second; the metrics have it.
    if (state === 'behind' || (state === 'ready' && was === 'behind')) log.debug(fields, 'a standby')
    else if (state === 'ready') log.info(fields, 'a standby answers searches and lists')
    else {
      const fix = standbyFixes[state]
      log.warn({ ...fields, ...(fix && { fix }) }, 'a standby is not asked just now; the primary answers')
    }
  }
  return openReadRouting(primary, {
    standbys: config.readDatabases,
    maxConnections: config.databasePool,
    tell,
  })
}

/** For states that do not pass by themselves. */
const standbyFixes: Partial<Record<StandbyStatus['state'], string>> = {
  foreign:
    'It was promoted, follows another primary, or is a database of its own. If it is the primary now, stop the old one and point DATABASE_URL at it; else take it out of WAYMARK_READ_DATABASE_URL.',
  denied: 'On the primary, as a superuser: grant pg_read_all_stats to the role in WAYMARK_READ_DATABASE_URL.',
}

/** Loaded only where it is configured; undefined: PostgreSQL answers. */
async function searchBackend({ openSearch }: ServerConfig, log: Logger) {
  if (!openSearch) return undefined
  const { openSearchBackend } = await import('@waymark/engine/opensearch')
  return openSearchBackend(openSearch, (err) => log.warn({ err }, 'OpenSearch; PostgreSQL answers meanwhile'))
}

async function openFloors(
  config: ServerConfig,
  port: number,
  log: Logger,
  { database, reads }: Pick<Catalog, 'database' | 'reads'>,
  storage: Storage,
  closeStorage: () => Promise<void>,
  now: () => number,
  observe: ((outcome: AttemptOutcome) => void) | undefined,
): Promise<Catalog> {
  const secrets = createSecretBox(config.masterKeys)
  const search = await searchBackend(config, log)
  const engine = createEngine({
    database,
    reads,
    registry: createRegistry(),
    secrets,
    ...(search && { search }),
  })
  if (!search) await stopSearchFeed(database)
  // After an update that changed the search index; people and clients are served meanwhile.
  void engine.search.rebuild().then(
    (documents) => documents > 0 && log.info({ documents }, 'made the search index anew'),
    (err: unknown) => log.warn({ err }, 'the search index is not complete; the next start goes on with it'),
  )
  const accounts = createAccountDirectory(engine)
  const serverUrl = config.serverUrl ?? `http://localhost:${port}`
  const configure = (texts: SavedTexts) => config.signIn(texts, serverUrl, port)
  const { principalDomain } = configure({}).identity
  await seed(engine, principalDomain)
  const policies = createPolicySource(engine, now)
  const saved = savedSettings(database, secrets, now)
  const live = await openLiveIdentity({
    saved,
    configure,
    log,
    create: async ({ identity, groupLookup }) =>
      createIdentity({
        config: identity,
        db: database,
        accounts,
        policies,
        ...(groupLookup && {
          groupLookup: (await import('./group-lookup.ts')).createGroupLookup(groupLookup, {
            fetch: (input, init) => fetch(input, init),
            sleep: (ms, until) => setTimeout(ms, undefined, until && { signal: until }),
            environment: process.env,
          }),
        }),
        sealer: secrets,
        fetch: (url, init) => fetch(url, init),
        now,
        randomBytes,
        ...(observe && { observe }),
        log: {
          info: (message, fields = {}) => log.info(fields, message),
          warn: (message, fields = {}) => log.warn(fields, message),
        },
      }),
  })
  const { identity } = live
  const identityConfig = live.configuration().identity
  for (const { status, title, cause, fix } of await productionChecks(identityConfig, identity)) {
    if (status !== 'pass') log[status === 'fail' ? 'warn' : 'info']({ fix }, `${title}? ${cause}`)
  }
  const { version } = productVersion(process.env, Date.now())
  const generationMemory = createGenerationMemory(database, Date.now)
  return {
    database,
    reads,
    engine,
    identity,
    serverUrl,
    admin: {
      // Saved settings change while the server runs.
      get identityConfig() {
        return live.configuration().identity
      },
      get settings() {
        return live.configuration().settings
      },
      get environment() {
        return live.configuration().environment
      },
      signInSettings: createSignInSettings({
        saved,
        live,
        configure,
        fetch: (url, init) => fetch(url, init),
        now,
      }),
      engine,
      identity,
      accounts,
      generationMemory,
      serverUrl,
      principalDomain,
      version,
      embeddedDatabaseUrl: storage.url,
      backup: (path, passphrase) =>
        import('./backup/make-backup.ts').then(({ makeBackup }) =>
          makeBackup({ config, connection: storage.connection, version, now }, path, passphrase),
        ),
      resealSecrets: (check) => resealSecrets({ ...config, engine, database, secrets }, check),
    },
    async close() {
      await live.close()
      await closeStorage()
    },
  }
}
