/** A connection to a MongoDB server, with errors that say what to do. */
import { SourceError } from '@waymark/ingest'
import type { Document, MongoClient } from 'mongodb'
import { isPassing, networkRemedy } from '../network-errors.ts'
import { optionalDriver } from '../optional-driver.ts'

/** What is read of the connection; the schema knows the rest. */
export interface MongoConfig {
  readonly hostPort: string
  readonly scheme?: string
  readonly username?: string
  readonly password?: string
  readonly connectionOptions?: Readonly<Record<string, string>>
  /** The name of the database in the catalog; a server has none above what it calls databases. */
  readonly databaseName?: string
  /** Read this database of the server alone. */
  readonly databaseSchema?: string
  readonly sslMode?: string
}

export interface Collection {
  readonly name: string
  /** `collection`, `view` or `timeseries`. */
  readonly type: string
  readonly options: Document
}

export interface MongoSession {
  databases(): Promise<readonly string[]>
  collections(database: string): Promise<readonly Collection[]>
  /** So many of the oldest documents, and of the newest. */
  sample(database: string, collection: string, each: number): Promise<readonly Document[]>
  close(): Promise<void>
}

const connectTimeoutMs = 15_000
const statementTimeoutMs = 60_000
/** What every server has for itself. */
const ownDatabases = new Set(['admin', 'config', 'local'])

/** @throws SourceError */
export async function openMongo(config: MongoConfig, signal: AbortSignal): Promise<MongoSession> {
  const { MongoClient: Client } = await optionalDriver('mongodb', () => import('mongodb'))
  const { scheme = 'mongodb', hostPort, username, password, connectionOptions = {}, sslMode } = config
  const query = new URLSearchParams(connectionOptions)
  const tls = sslMode === undefined || sslMode === 'disable' ? {} : { tls: true }
  let client: MongoClient
  try {
    client = new Client(`${scheme}://${hostPort}/?${query}`, {
      ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
      ...tls,
      serverSelectionTimeoutMS: connectTimeoutMs,
      readPreference: 'secondaryPreferred',
      appName: 'waymark',
      // Numbers keep the types that they were stored with.
      promoteValues: false,
    })
    signal.throwIfAborted()
    await client.connect()
  } catch (error) {
    signal.throwIfAborted()
    throw explained(error, `Connecting to ${hostPort}`)
  }

  async function asking<Answer>(what: string, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work()
    } catch (error) {
      throw explained(error, what)
    }
  }

  return {
    databases: () =>
      asking('Listing databases', async () => {
        if (config.databaseSchema !== undefined) return [config.databaseSchema]
        const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
        return databases
          .map(({ name }) => String(name))
          .filter((name) => !ownDatabases.has(name))
          .sort()
      }),
    collections: (database) =>
      asking(`Listing the collections of ${database}`, async () => {
        const listed = await client.db(database).listCollections().toArray()
        return listed
          .filter(({ name }) => !name.startsWith('system.'))
          .map((each) => ({
            name: each.name,
            type: each.type ?? 'collection',
            options: ('options' in each ? each.options : undefined) ?? {},
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
      }),
    sample: (database, collection, each) =>
      asking(`Reading ${database}.${collection}`, async () => {
        const documents = client.db(database).collection(collection)
        const options = { limit: each, maxTimeMS: statementTimeoutMs }
        const oldest = await documents.find({}, options).toArray()
        if (oldest.length < each) return oldest
        return [...oldest, ...(await documents.find({}, { ...options, sort: { _id: -1 } }).toArray())]
      }),
    close: async () => {
      await client.close()
    },
  }
}

/** By the server's number of the error. https://www.mongodb.com/docs/manual/reference/error-codes/ */
function explained(error: unknown, doing: string): SourceError {
  const said = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 18 || code === 8000 || /authentication failed/i.test(said))
    return new SourceError('fatal', `${doing}: the server refused this user and password.`, {
      hint: 'Check serviceConnection.config.username and password; a user of another database needs connectionOptions.authSource.',
      cause: error,
    })
  if (code === 13)
    return new SourceError('skippable', `${doing}: the user may not do this.`, {
      hint: 'Grant the roles readAnyDatabase and clusterMonitor, or read on each database; see the connector’s README.',
      cause: error,
    })
  const system =
    /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)\b/.exec(
      said,
    )?.[1]
  const remedy = networkRemedy(system ?? (/server selection timed out/i.test(said) ? 'ETIMEDOUT' : ''))
  if (remedy)
    return new SourceError(isPassing(system ?? '') ? 'retriable' : 'fatal', `${doing}: ${remedy.message}`, {
      hint: remedy.hint,
      cause: error,
    })
  return new SourceError(typeof code === 'number' ? 'skippable' : 'fatal', `${doing}: ${said}`, {
    cause: error,
  })
}
