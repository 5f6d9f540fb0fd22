/** `metadata ingest` beside the published Python client on the same source and server, and an unchanged run beside reading alone. */
import postgres from '../packages/connectors/src/postgres/connector.ts'
import { readContext } from '../packages/ingest/src/testing/read-all.ts'
import { client113 } from '../tests/interop/src/published-clients.ts'
import { pythonEnvironment } from '../tests/interop/src/python-client.ts'
import { startTestPostgres } from '../tools/postgres/index.ts'
import { benchHome, median, removeHome, startBenchCatalog } from './catalog.ts'
import type { Figure } from './figure.ts'
import { createSource, ingest, type Run, type SourceDatabase, timed, workflowFile } from './ingestion-run.ts'

const tables = Number(process.env.WAYMARK_BENCH_TABLES ?? 10_000)
/** The Python client takes minutes for what this one takes seconds for; what it reads may be less. */
const publishedTables = Number(process.env.WAYMARK_BENCH_PUBLISHED_TABLES ?? tables)
const schemas = 20
/** Unchanged runs and reading alone take turns, so that what else the machine does falls on both. */
const pairs = 3
const goals = { faster: 5, unchanged: 3, megabytes: 300 }

/** Reads everything that a run reads, and sends nothing. */
async function readAlone(source: SourceDatabase): Promise<number> {
  const { host, port, user, password, database } = source
  const context = readContext()
  const start = performance.now()
  const config = { username: user, authType: { password }, hostPort: `${host}:${port}`, database }
  const open = await postgres.open(config, context.signal)
  let found = 0
  const records = open.read(context)
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
    const source = await createSource(server.url, 'bench_own', tables, schemas)
    const own = workflowFile(bench, source, 'own')
    const first = await ingest(own)
    const unchanged: Run[] = []
    const reading: number[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      unchanged.push(await ingest(own))
      reading.push(await readAlone(source))
    }
    const fewer = await createSource(server.url, 'bench_published', publishedTables, schemas)
    const published = workflowFile(bench, fewer, 'published')
    const firstOther = await timed(python('metadata'), ['ingest', '-c', published])
    const secondOther = await timed(python('metadata'), ['ingest', '-c', published])

    const second = unchanged.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(pairs / 2)] ?? first
    const alone = median(reading)
    const peak = Math.max(...[first, ...unchanged].map((run) => run.peakMegabytes))
    return [
      faster(`first run over ${tables} tables`, first, firstOther),
      faster('unchanged second run', second, secondOther),
      {
        name: "unchanged second run against reading the source's catalog views alone",
        measured: `${(second.seconds / alone).toFixed(1)} times (${second.seconds.toFixed(1)} s against ${alone.toFixed(1)} s)`,
        goal: `at most ${goals.unchanged} times`,
        reached: second.seconds / alone <= goals.unchanged,
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

/** By tables a second; the programs' processor time a table stands beside it, since it suffers less from what else the machine does. */
function faster(what: string, own: Run, published: Run): Figure {
  const ownRate = tables / own.seconds
  const publishedRate = publishedTables / published.seconds
  const processor = published.processorSeconds / publishedTables / (own.processorSeconds / tables)
  return {
    name: `${what} against openmetadata-ingestion 1.13`,
    measured: `${(ownRate / publishedRate).toFixed(1)} times (${ownRate.toFixed(0)} tables/s against ${publishedRate.toFixed(0)}; processor time a table ${processor.toFixed(1)} times)`,
    goal: `${goals.faster} times`,
    reached: ownRate / publishedRate >= goals.faster,
  }
}
