/** Ingesting from PostgreSQL through the CLI, against sending the same bodies straight to the bulk route. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import {
  type BenchCatalog,
  benchHome,
  createSchema,
  median,
  removeHome,
  sendInBulk,
  startBenchCatalog,
} from './catalog.ts'
import type { Figure } from './figure.ts'

const cli = fileURLToPath(new URL('../apps/cli/bin/metadata.js', import.meta.url))
const many = 5000
const few = 1000
const columns = 20
/** The CLI and the bulk route take turns, so that what else the machine does falls on both. */
const pairs = 3
const goalSpeed = 0.5
/** Five times the tables may not take half as much memory again. */
const goalGrowth = 1.5

interface Run {
  readonly seconds: number
  readonly peakMegabytes: number
}

type Connection = Pick<pg.Client, 'host' | 'port' | 'user' | 'password'>

/** Creates a database with that many tables, and answers where it is. */
async function createSource(bench: BenchCatalog, database: string, tables: number): Promise<Connection> {
  const own = new pg.Client({ connectionString: bench.databaseUrl })
  await own.connect()
  await own.query(`create database ${database}`)
  const { host, port, user, password } = own
  await own.end()
  const source = new pg.Client({ host, port, user, password, database })
  await source.connect()
  const definition = Array.from(
    { length: columns },
    (_, at) => `column_${at} ${at % 3 === 0 ? 'bigint' : 'varchar(100)'}`,
  )
  for (let table = 0; table < tables; table += 500) {
    const statements = Array.from({ length: Math.min(500, tables - table) }, (_, at) => {
      const name = `table_${String(table + at).padStart(5, '0')}`
      return `create table ${name} (${definition.join(', ')}); comment on table ${name} is 'Rows of ${name}';`
    })
    await source.query(statements.join('\n'))
  }
  await source.end()
  return { host, port, user, password }
}

/** Writes the workflow file that reads a database into a service, and answers its path. */
function workflowFile(bench: BenchCatalog, database: string, at: Connection, service: string): string {
  const { host, port, user, password } = at
  const file = join(bench.catalog.home, `${service}.json`)
  writeFileSync(
    file,
    JSON.stringify({
      source: {
        type: 'postgres',
        serviceName: service,
        serviceConnection: {
          config: {
            type: 'Postgres',
            username: user,
            authType: { password },
            hostPort: `${host}:${port}`,
            database,
          },
        },
        sourceConfig: { config: { type: 'DatabaseMetadata' } },
      },
      sink: { type: 'metadata-rest', config: {} },
      workflowConfig: {
        openMetadataServerConfig: {
          hostPort: `${bench.catalog.url}/api`,
          authProvider: 'openmetadata',
          securityConfig: { jwtToken: bench.token },
        },
      },
    }),
  )
  return file
}

/** Runs the CLI as a process; its peak memory is what the kernel saw last. */
async function ingest(file: string): Promise<Run> {
  const start = performance.now()
  const child = spawn(process.execPath, [cli, 'ingest', '-c', file, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let peakKilobytes = 0
  const sampler = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peakKilobytes = Math.max(peakKilobytes, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0))
    } catch {
      // The process has just ended.
    }
  }, 20)
  const [code] = await once(child, 'exit')
  clearInterval(sampler)
  if (code !== 0) throw new Error(`metadata ingest ended with ${code}`)
  return { seconds: (performance.now() - start) / 1000, peakMegabytes: peakKilobytes / 1024 }
}

/** What the CLI sent, as create requests for another service. */
async function bodiesOf(
  bench: BenchCatalog,
  from: string,
  schema: string,
): Promise<Record<string, unknown>[]> {
  const { data } = await bench.catalog.api<{ data: Record<string, unknown>[] }>(
    `tables?databaseSchema=${from}&limit=${many}`,
  )
  return data.map(({ name, description, tableType, columns: list }) => ({
    name,
    description,
    tableType,
    databaseSchema: schema,
    columns: (list as Record<string, unknown>[]).map(({ fullyQualifiedName, tags, ...column }) => column),
  }))
}

export async function benchmarkIngest(): Promise<readonly Figure[]> {
  const home = benchHome()
  const bench = await startBenchCatalog(home)
  try {
    const fewAt = await createSource(bench, 'bench_few', few)
    const manyAt = await createSource(bench, 'bench_many', many)
    await ingest(workflowFile(bench, 'bench_few', fewAt, 'warm_up'))
    const small: Run[] = []
    const large: Run[] = []
    const speeds: number[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      small.push(await ingest(workflowFile(bench, 'bench_few', fewAt, `few_${pair}`)))
      const run = await ingest(workflowFile(bench, 'bench_many', manyAt, `many_${pair}`))
      large.push(run)
      const schema = await createSchema(bench.catalog, `direct_${pair}`)
      const bodies = await bodiesOf(bench, `many_${pair}.bench_many.public`, schema)
      if (bodies.length !== many)
        throw new Error(`expected ${many} tables in the catalog, found ${bodies.length}`)
      speeds.push((await sendInBulk(bench, bodies)) / run.seconds)
    }
    const speed = median(speeds)
    const seconds = median(large.map((run) => run.seconds))
    const peak = median(large.map((run) => run.peakMegabytes))
    const growth = peak / median(small.map((run) => run.peakMegabytes))
    return [
      {
        name: `metadata ingest of ${many} tables with ${columns} columns against the bulk route alone`,
        measured: `${(speed * 100).toFixed(0)} % (${(many / seconds).toFixed(0)} tables/s, start of the process included)`,
        goal: `${goalSpeed * 100} %`,
        reached: speed >= goalSpeed,
      },
      {
        name: `peak memory of the CLI at ${many} tables against ${few}`,
        measured: `${growth.toFixed(2)} times (${peak.toFixed(0)} MB)`,
        goal: `at most ${goalGrowth} times`,
        reached: growth <= goalGrowth,
      },
    ]
  } finally {
    await bench.stop()
    removeHome(home)
  }
}
