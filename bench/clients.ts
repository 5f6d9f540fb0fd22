/** `metadata ingest` beside the published Python client on the same source and server, and an unchanged run beside reading alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import postgres from '../packages/connectors/src/postgres/connector.ts'
import { client113 } from '../tests/interop/src/published-clients.ts'
import { pythonEnvironment } from '../tests/interop/src/python-client.ts'
import { startTestPostgres } from '../tools/postgres/index.ts'
import { type BenchCatalog, benchHome, removeHome, startBenchCatalog } from './catalog.ts'
import type { Figure } from './figure.ts'

const cli = fileURLToPath(new URL('../apps/cli/bin/metadata.js', import.meta.url))
/** The Python client takes minutes for what this one takes seconds for. */
const tables = Number(process.env.WAYMARK_BENCH_TABLES ?? 10_000)
const schemas = 20
const columns = 20
const database = 'bench_clients'
const goals = { faster: 5, unchanged: 3, megabytes: 300 }

async function createSource(databaseUrl: string): Promise<pg.Client> {
  const own = new pg.Client({ connectionString: databaseUrl })
  await own.connect()
  await own.query(`create database ${database}`)
  const { host, port, user, password } = own
  await own.end()
  const source = new pg.Client({ host, port, user, password, database })
  source.on('error', () => {}) // what fails is told by the run, not by the end of its server
  await source.connect()
  const definition = Array.from(
    { length: columns },
    (_, at) => `column_${at} ${at % 3 === 0 ? 'bigint' : 'varchar(100)'}`,
  ).join(', ')
  for (let schema = 0; schema < schemas; schema += 1) {
    const statements = Array.from(
      { length: tables / schemas },
      (_, at) => `create table s${schema}.table_${at} (${definition})`,
    )
    await source.query([`create schema s${schema}`, ...statements].join(';'))
  }
  return source
}

function workflowFile(bench: BenchCatalog, source: pg.Client, service: string): string {
  const { host, port, user, password } = source
  const config = {
    type: 'Postgres',
    username: user,
    authType: { password },
    hostPort: `${host}:${port}`,
    database,
  }
  const workflow = {
    source: {
      type: 'postgres',
      serviceName: service,
      serviceConnection: { config },
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
  }
  const file = join(bench.catalog.home, `${service}.json`)
  writeFileSync(file, JSON.stringify(workflow))
  return file
}

interface Run {
  readonly seconds: number
  readonly peakMegabytes: number
}

async function run(command: string, args: readonly string[]): Promise<Run> {
  const start = performance.now()
  const child = spawn(command, [...args], { stdio: 'ignore' })
  let peakKilobytes = 0
  const sampler = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      peakKilobytes = Math.max(peakKilobytes, Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0))
    } catch {
      // The process has just ended.
    }
  }, 50)
  const [code] = await once(child, 'exit')
  clearInterval(sampler)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - start) / 1000, peakMegabytes: peakKilobytes / 1024 }
}

/** Reads everything that a run reads, and sends nothing. */
async function readAlone(source: pg.Client): Promise<number> {
  const { host, port, user = '', password } = source
  const { signal } = new AbortController()
  const start = performance.now()
  const open = await postgres.open(
    { username: user, authType: { password: String(password ?? '') }, hostPort: `${host}:${port}`, database },
    signal,
  )
  let found = 0
  const records = open.read({
    serviceName: 'read',
    filters: { filter: () => ({ rejects: () => undefined }), useFqn: false },
    options: {
      includeTables: true,
      includeViews: true,
      includeStoredProcedures: true,
      includeLineage: true,
      sourceConfig: {},
    },
    signal,
    log: () => {},
  })
  for await (const record of records) if (record.kind === 'entity' && record.type === 'table') found += 1
  await open.close()
  if (found !== tables) throw new Error(`expected ${tables} tables, read ${found}`)
  return (performance.now() - start) / 1000
}

export async function benchmarkClients(): Promise<readonly Figure[]> {
  const python = await pythonEnvironment(client113)
  const home = benchHome()
  const bench = await startBenchCatalog(home)
  // On a port: the Python client reads no database over a Unix socket.
  const server = await startTestPostgres()
  try {
    const source = await createSource(server.url)
    const own = workflowFile(bench, source, 'own')
    const first = await run(process.execPath, [cli, 'ingest', '--quiet', '-c', own])
    const second = await run(process.execPath, [cli, 'ingest', '--quiet', '-c', own])
    const reading = await readAlone(source)
    const published = workflowFile(bench, source, 'published')
    const firstOther = await run(python('metadata'), ['ingest', '-c', published])
    const secondOther = await run(python('metadata'), ['ingest', '-c', published])
    await source.end()
    const times = [firstOther.seconds / first.seconds, secondOther.seconds / second.seconds]
    const peak = Math.max(first.peakMegabytes, second.peakMegabytes)
    const rate = (seconds: number) => `${(tables / seconds).toFixed(0)} tables/s`
    return [
      {
        name: `first run over ${tables} tables against openmetadata-ingestion 1.13`,
        measured: `${times[0]?.toFixed(1)} times (${rate(first.seconds)} against ${rate(firstOther.seconds)})`,
        goal: `${goals.faster} times`,
        reached: (times[0] ?? 0) >= goals.faster,
      },
      {
        name: 'unchanged second run against openmetadata-ingestion 1.13',
        measured: `${times[1]?.toFixed(1)} times (${rate(second.seconds)} against ${rate(secondOther.seconds)})`,
        goal: `${goals.faster} times`,
        reached: (times[1] ?? 0) >= goals.faster,
      },
      {
        name: "unchanged second run against reading the source's catalog views alone",
        measured: `${(second.seconds / reading).toFixed(1)} times (${second.seconds.toFixed(1)} s against ${reading.toFixed(1)} s)`,
        goal: `at most ${goals.unchanged} times`,
        reached: second.seconds / reading <= goals.unchanged,
      },
      {
        name: 'peak memory of a run',
        measured: `${peak.toFixed(0)} MB`,
        goal: `under ${goals.megabytes} MB`,
        reached: peak < goals.megabytes,
      },
    ]
  } finally {
    await server.stop()
    await bench.stop()
    removeHome(home)
  }
}
