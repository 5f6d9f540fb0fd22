/** Reading one table by name, against a bare Fastify route that selects the same stored JSON by primary key. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import {
  benchHome,
  createSchema,
  median,
  removeHome,
  sendInBulk,
  startBenchCatalog,
  tableBodies,
} from './catalog.ts'
import type { Figure } from './figure.ts'

const tables = 1000
const connections = 32
/** Short turns: what else the machine does then falls on both sides of a pair. */
const secondsPerRun = 2
const pairs = 12
const warmUps = 3
const goal = 0.6

async function requestsPerSecond(url: string, paths: readonly string[], token?: string): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: secondsPerRun,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    requests: paths.map((path) => ({ path })),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`)
  return result.requests.average
}

export async function benchmarkGetByName(): Promise<readonly Figure[]> {
  const home = benchHome()
  const bench = await startBenchCatalog(home)
  const bare = fork(fileURLToPath(new URL('./bare-route.ts', import.meta.url)), [bench.databaseUrl])
  try {
    const schema = await createSchema(bench.catalog, 'bench')
    await sendInBulk(bench, tableBodies(schema, tables, 20))
    const listed = await bench.catalog.api<{ data: { id: string; name: string }[] }>(
      `tables?databaseSchema=${schema}&limit=${tables}`,
    )
    const [bareUrl] = await once(bare, 'message')
    const byName = listed.data.map((table) => `/api/v1/tables/name/${schema}.${table.name}`)
    const byKey = listed.data.map((table) => `/${table.id}`)

    const ratios: number[] = []
    const ours: number[] = []
    for (let turn = -warmUps; turn < pairs; turn += 1) {
      const catalog = await requestsPerSecond(bench.catalog.url, byName, bench.token)
      const baseline = await requestsPerSecond(String(bareUrl), byKey)
      if (turn < 0) continue
      ours.push(catalog)
      ratios.push(catalog / baseline)
    }
    const ratio = median(ratios)
    return [
      {
        name: 'GET /v1/tables/name/{fqn} against a bare route on the same row',
        measured: `${(ratio * 100).toFixed(0)} % (${median(ours).toFixed(0)} requests/s at ${connections} connections)`,
        goal: `${goal * 100} %`,
        reached: ratio >= goal,
      },
    ]
  } finally {
    bare.kill()
    await bench.stop()
    removeHome(home)
  }
}
