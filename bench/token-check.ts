/** What signing in costs a request: CPU of a token check after its first use, and throughput with a token against without. */
import { randomBytes } from 'node:crypto'
import { migrate, openDatabase } from '@waymark/engine'
import { type Account, createIdentity, identityDefaults, identityMigrations } from '@waymark/identity'
import pg from 'pg'
import { type RunningCatalog, startCatalog } from '../tests/processes/src/start-catalog.ts'
import { benchHome, createSchema, median, removeHome, startBenchCatalog, tableBodies } from './catalog.ts'
import type { Figure } from './figure.ts'
import { drive } from './load.ts'
import { processorMs } from './processor-time.ts'

const checks = 100_000
const goalMicroseconds = 60
const connections = 32
const secondsPerRun = 2
const pairs = 10
const warmUps = 2
const goalRatio = 0.85
/** Public, but a caller that shows a token is verified all the same: the same route, with and without. Nothing is cheaper to answer. */
const openRoute = '/api/v1/system/version'

const bot: Account = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'bench-bot',
  email: 'bench-bot@example.com',
  isAdmin: false,
  isBot: true,
  deleted: false,
}

/** Identity alone on a database of its own, with one account. */
async function microsecondsPerCheck(databaseUrl: string): Promise<number> {
  const name = `bench_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client(databaseUrl)
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  // A socket's URL has no host, so `URL` does not read it.
  const connectionString = databaseUrl.replace(/\/[^/?]*(?=\?|$)/, `/${name}`)
  const database = openDatabase({ connection: { connectionString }, maxConnections: 4 })
  try {
    await migrate(database, [identityMigrations])
    const identity = await createIdentity({
      config: identityDefaults,
      db: database,
      accounts: {
        byId: async () => bot,
        byName: async () => bot,
        byEmail: async () => bot,
        create: async () => bot,
        refresh: async () => undefined,
        idOf: async () => undefined,
        rightsOf: async () => [],
        changeRights: async () => undefined,
      },
      policies: {
        grantsOf: async () => ({ teamIds: [], teamNames: [], roleNames: [], domainIds: [], policies: [] }),
      },
      sealer: { seal: (plain) => plain, open: (sealed) => sealed },
      fetch: (address, init) => fetch(address, init),
      now: Date.now,
      randomBytes,
      log: { info: () => undefined, warn: () => undefined },
    })
    const { token } = await identity.tokens.issue(bot, { type: 'bot', expiresInSeconds: 3600 })
    const request = {
      method: 'GET',
      authorization: [`Bearer ${token}`],
      remoteAddress: '192.0.2.1',
      requestId: 'bench',
    }
    const run = async (times: number): Promise<number> => {
      const before = process.cpuUsage()
      for (let count = 0; count < times; count += 1) await identity.authenticate(request)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / times
    }
    await run(checks / 10)
    const found = await run(checks)
    await identity.close()
    return found
  } finally {
    await database.close()
  }
}

/** Processor time of one request, in ms: what a busy machine tells of throughput. */
async function costOfRequest(
  { pid, url }: { readonly pid: number; readonly url: string },
  path: string,
  token?: string,
): Promise<number> {
  const before = processorMs(pid)
  const { requests } = await drive({
    url,
    paths: [path],
    connections,
    seconds: secondsPerRun,
    ...(token === undefined ? {} : { token }),
  })
  return (processorMs(pid) - before) / requests
}

/** What people do: reads a table, which is the same one in both catalogs. Answers its address. */
async function createTable(catalog: RunningCatalog): Promise<string> {
  const schema = await createSchema(catalog, 'bench')
  const [body] = tableBodies(schema, 1, 20)
  const table = await catalog.api<{ fullyQualifiedName: string }>('tables', { method: 'PUT', body })
  return `/api/v1/tables/name/${encodeURIComponent(table.fullyQualifiedName)}`
}

/** In turns, each pair a ratio of its own. */
async function compare(
  name: string,
  withToken: () => Promise<number>,
  without: () => Promise<number>,
): Promise<Figure> {
  const ratios: number[] = []
  const costs: number[] = []
  for (let turn = -warmUps; turn < pairs; turn += 1) {
    const verified = await withToken()
    const open = await without()
    if (turn < 0) continue
    costs.push(verified)
    ratios.push(open / verified)
  }
  const ratio = median(ratios)
  return {
    name,
    measured: `${(ratio * 100).toFixed(0)} % of its speed (${median(costs).toFixed(3)} ms of processor time)`,
    goal: `${goalRatio * 100} %`,
    reached: ratio >= goalRatio,
  }
}

export async function benchmarkTokenCheck(): Promise<readonly Figure[]> {
  const home = benchHome()
  const openHome = benchHome()
  const bench = await startBenchCatalog(home)
  const open = await startCatalog({
    home: openHome,
    environment: { AUTHENTICATION_PROVIDER: 'no-auth', SERVER_HOST: '127.0.0.1', LOG_LEVEL: 'error' },
  })
  const { catalog, token } = bench
  try {
    const table = await createTable(catalog)
    await createTable(open)
    const microseconds = await microsecondsPerCheck(bench.databaseUrl)
    return [
      {
        name: 'CPU of a token check after its first use',
        measured: `${microseconds.toFixed(1)} µs`,
        goal: `under ${goalMicroseconds} µs`,
        reached: microseconds < goalMicroseconds,
      },
      await compare(
        'requests with a bearer token against the same route without',
        () => costOfRequest(catalog, openRoute, token),
        () => costOfRequest(catalog, openRoute),
      ),
      await compare(
        'reads of a table with a bearer token against the same of a catalog without sign-in',
        () => costOfRequest(catalog, table, token),
        () => costOfRequest(open, table),
      ),
    ]
  } finally {
    await Promise.all([bench.stop(), open.stop()])
    removeHome(home)
    removeHome(openHome)
  }
}
