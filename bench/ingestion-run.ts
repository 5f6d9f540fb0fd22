/** What the benchmarks of ingestion share: a source with many tables, its workflow file, and a run of a program with what it cost. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { BenchCatalog } from './catalog.ts'
import { endedChildrenMs, residentMb } from './processor-time.ts'

const cli = fileURLToPath(new URL('../apps/cli/bin/metadata.js', import.meta.url))
const columns = 20

export interface SourceDatabase {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Creates a database with that many tables of 20 columns, spread evenly over its schemas (`public` when there is one). */
export async function createSource(
  databaseUrl: string,
  database: string,
  tables: number,
  schemas = 1,
): Promise<SourceDatabase> {
  const own = new pg.Client({ connectionString: databaseUrl })
  await own.connect()
  await own.query(`create database ${database}`)
  const { host, port, user = '', password } = own
  await own.end()
  const source = { host, port, user, password: String(password ?? ''), database }
  const client = new pg.Client(source)
  await client.connect()
  const definition = Array.from(
    { length: columns },
    (_, at) => `column_${at} ${at % 3 === 0 ? 'bigint' : 'varchar(100)'}`,
  ).join(', ')
  // A few hundred at a time: each keeps its locks until the statement's end.
  const atOnce = 500
  for (let first = 0; first < tables; first += atOnce) {
    const statements = Array.from({ length: Math.min(atOnce, tables - first) }, (_, at) => {
      const schema = schemas === 1 ? 'public' : `s${(first + at) % schemas}`
      const name = `${schema}.table_${String(first + at).padStart(5, '0')}`
      return `create schema if not exists ${schema}; create table ${name} (${definition}); comment on table ${name} is 'Rows of ${name}';`
    })
    await client.query(statements.join('\n'))
  }
  await client.end()
  return source
}

/** Writes the workflow file that reads a source into a service, for our command line and the published client alike; answers its path. */
export function workflowFile(bench: BenchCatalog, source: SourceDatabase, service: string): string {
  const { host, port, user, password, database } = source
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

export interface Run {
  readonly seconds: number
  /** Of the program itself, with what it started; neither the catalog's nor the source's. */
  readonly processorSeconds: number
  readonly peakMegabytes: number
}

/** Runs a program to its end. @throws Error when it fails */
export async function timed(command: string, args: readonly string[]): Promise<Run> {
  const start = performance.now()
  const before = endedChildrenMs(process.pid)
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  let peakMegabytes = 0
  const sampler = setInterval(() => {
    try {
      peakMegabytes = Math.max(peakMegabytes, residentMb(Number(child.pid), true) || 0)
    } catch {
      // The process has just ended.
    }
  }, 20)
  const [code] = await once(child, 'exit')
  clearInterval(sampler)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`)
  return {
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (endedChildrenMs(process.pid) - before) / 1000,
    peakMegabytes,
  }
}

/** `metadata ingest` of a workflow file. */
export function ingest(file: string): Promise<Run> {
  return timed(process.execPath, [cli, 'ingest', '-c', file, '--quiet'])
}
