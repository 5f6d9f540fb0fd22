/** Ingesting from PostgreSQL through the CLI, against sending the same bodies straight to the bulk route. */
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
import { createSource, ingest, type Run, workflowFile } from './ingestion-run.ts'

const many = 5000
const few = 1000
const columns = 20
/** The CLI and the bulk route take turns, so that what else the machine does falls on both. */
const pairs = 3
const goalSpeed = 0.5
/** Five times the tables may not take half as much memory again. */
const goalGrowth = 1.5

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
    const fewAt = await createSource(bench.databaseUrl, 'bench_few', few)
    const manyAt = await createSource(bench.databaseUrl, 'bench_many', many)
    await ingest(workflowFile(bench, fewAt, 'warm_up'))
    const small: Run[] = []
    const large: Run[] = []
    const speeds: number[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      small.push(await ingest(workflowFile(bench, fewAt, `few_${pair}`)))
      const run = await ingest(workflowFile(bench, manyAt, `many_${pair}`))
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
