/** A whole catalog for tests: its own database on the shared PostgreSQL, the real engine and identity, the API without a port. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '@waymark/api'
import { connectorTypes } from '@waymark/connectors'
import { Client } from 'pg'
import { createAppRunner } from '../apps/app-runner.ts'
import { type Catalog, openCatalog } from '../catalog.ts'
import { readServerConfig } from '../config/server-config.ts'
import { createThisMachine } from '../first-source/this-machine.ts'
import { createIngestion } from '../ingestion/ingestion.ts'
import { openLog } from '../log.ts'
import { createNotifications } from '../notifications.ts'

type App = Awaited<ReturnType<typeof createApp>>

interface Call {
  readonly as?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer's JSON, for looking into: every member may be there. */
export type Loose = { readonly [member: string]: Loose } & { readonly [index: number]: Loose }

export interface TestCatalog {
  readonly app: App
  readonly catalog: Catalog
  /** Tokens of an administrator, the ingestion bot, and a person without any role of their own. */
  readonly tokens: { readonly admin: string; readonly bot: string; readonly person: string }
  readonly personId: string
  /** One request; `as` is a bearer token. */
  call(
    method: string,
    url: string,
    options?: Call,
  ): Promise<{ status: number; body: Loose; headers: Record<string, unknown> }>
  close(): Promise<void>
}

/**
 * @param environment - settings beside those that every test has
 * @param now - the clock of everything about signing in
 */
export async function openTestCatalog(
  environment: Readonly<Record<string, string>> = {},
  now: () => number = Date.now,
): Promise<TestCatalog> {
  const database = await createDatabase()
  const home = await mkdtemp(join(tmpdir(), 'waymark-home-'))
  const config = readServerConfig(
    {
      DATABASE_URL: database.url,
      SERVER_HOST: '127.0.0.1',
      WAYMARK_AUTH_FAILURE_LIMIT: '0',
      LOG_LEVEL: 'error',
      ...environment,
    },
    { role: 'all', json: false, dataDir: home, port: 8585 },
  )
  const log = openLog(config.log)
  const catalog = await openCatalog(config, 8585, log, now)
  const app = await createApp({
    engine: catalog.engine,
    identity: catalog.identity,
    generationMemory: catalog.admin.generationMemory,
    version: { version: '0.1.0', revision: 'test', builtAtMs: 0 },
    log,
    now: Date.now,
    readiness: async () => ({ ready: true, checks: {} }),
    apps: createAppRunner({ ...catalog, now: Date.now }, log),
    signInSettings: catalog.admin.signInSettings,
    connectorTypes,
    thisMachine: createThisMachine(
      config,
      catalog,
      createIngestion(catalog, undefined, 'http://localhost:8585/api', log).runner,
    ),
    alerts: createNotifications(catalog, config.notifications, log).desk,
    ...(config.serverUrl === undefined ? {} : { serverUrl: config.serverUrl }),
  })
  const { accounts } = catalog.admin
  const tokenOf = async (name: string, email: string, options: { isAdmin?: boolean } = {}) => {
    const account = (await accounts.byName(name)) ?? (await accounts.create({ name, email, ...options }))
    const { token } = await catalog.identity.tokens.issue(account, {
      type: account.isBot ? 'bot' : 'personal',
      expiresInSeconds: 3600,
    })
    return { token, id: account.id }
  }
  const admin = await tokenOf('root', 'root@example.com', { isAdmin: true })
  const bot = await tokenOf('ingestion-bot', '')
  const person = await tokenOf('jane', 'jane@example.com')

  return {
    app,
    catalog,
    tokens: { admin: admin.token, bot: bot.token, person: person.token },
    personId: person.id,
    async call(method, url, { as, body, headers = {} } = {}) {
      const response = await app.inject({
        method: method as 'GET', // inject accepts every method; its type lists them
        url,
        headers: {
          host: 'localhost:8585',
          ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
          ...(body === undefined
            ? {}
            : { 'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const isJson =
        String(response.headers['content-type'] ?? '').includes('json') && response.payload !== ''
      return {
        status: response.statusCode,
        body: (isJson ? response.json() : response.payload) as Loose, // the test says what it expects
        headers: response.headers,
      }
    },
    async close() {
      await app.close()
      await catalog.close()
      await database.drop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** An empty database of its own on the PostgreSQL that all tests share. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const serverUrl = process.env.WAYMARK_TEST_DATABASE_URL
  if (!serverUrl) throw new Error('Run this with vitest: its set-up starts PostgreSQL')
  const name = `waymark_${randomUUID().replaceAll('-', '')}`
  const run = async (sql: string) => {
    const client = new Client({ connectionString: serverUrl })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await run(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) }
}
