/** What a second replica costs: processor time of a request with two on one database, against one. */
import { type RunningCatalog, startCatalog } from '../tests/processes/src/start-catalog.ts'
import { median } from './catalog.ts'
import type { Figure } from './figure.ts'
import { type Answered, drive } from './load.ts'
import { processorMs } from './processor-time.ts'

const connectionsEach = 16
/** Below what one core answers, and enough that what a server does by itself does not count. */
const rateEach = 1500
const seconds = 4
const pairs = 5
/** Code is compiled again and again in the first half minute of a load. */
const warmUps = 4
const goalRatio = 1.1
const read = '/api/v1/users/name/admin'

export async function benchmarkReplicas(): Promise<readonly Figure[]> {
  const environment = {
    AUTHENTICATION_PROVIDER: 'basic',
    WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'error',
  }
  const first = await startCatalog({ environment })
  try {
    const { embeddedDatabaseUrl } = await first.admin('status')
    // The socket stands in the query; without a host beside it this is no URL for others than `pg`.
    const databaseUrl = String(embeddedDatabaseUrl).replace('@/', '@localhost/')
    const second = await startCatalog({ environment: { ...environment, DATABASE_URL: databaseUrl } })
    const alone = await startCatalog({ environment })
    try {
      const all = [first, second, alone]
      const tokens = new Map<(typeof all)[number], string>()
      // One after the other: the first token of a catalog makes its administrator.
      for (const each of all) tokens.set(each, String((await each.admin('admin-token')).token))
      const ask = (each: RunningCatalog) =>
        drive({
          ...{ url: each.url, paths: [read], connections: connectionsEach, seconds, rate: rateEach },
          token: tokens.get(each) ?? '',
        })
      const costOf = async (servers: typeof all, work: () => Promise<readonly Answered[]>) => {
        const spent = () => servers.reduce((sum, { pid }) => sum + processorMs(pid), 0)
        const before = spent()
        const loads = await work()
        return (spent() - before) / loads.reduce((sum, { requests }) => sum + requests, 0)
      }
      // Two busy processes take turns on a core and lose what they had in its caches, whether they are replicas or share nothing.
      const atOnce = (servers: typeof all) => costOf(servers, () => Promise.all(servers.map(ask)))
      const inTurns = (servers: typeof all) =>
        costOf(servers, async () => {
          const loads: Answered[] = []
          for (const each of servers) loads.push(await ask(each))
          return loads
        })
      const ratios: { inTurns: number; atOnce: number }[] = []
      for (let turn = -warmUps; turn < pairs; turn += 1) {
        const [two, one] = [await inTurns([first, second]), await inTurns([alone])]
        const [both, apart] = [await atOnce([first, second]), await atOnce([first, alone])]
        if (turn >= 0) ratios.push({ inTurns: two / one, atOnce: both / apart })
      }
      const figure = (name: string, ratio: number): Figure => ({
        name,
        measured: `${ratio.toFixed(2)} times`,
        goal: `at most ${goalRatio} times`,
        reached: ratio <= goalRatio,
      })
      return [
        figure(
          'processor time of a request with two replicas that are asked in turns, against a server alone',
          median(ratios.map((one) => one.inTurns)),
        ),
        figure(
          'the same of two replicas that are asked at once, against two catalogs that share no database',
          median(ratios.map((one) => one.atOnce)),
        ),
      ]
    } finally {
      await alone.stop()
      await second.stop()
    }
  } finally {
    await first.stop()
  }
}
