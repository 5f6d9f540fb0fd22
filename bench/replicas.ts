/** What a second replica costs: processor time of a request with two on one database, against one, at the same load on each. */
import { startCatalog } from '../tests/processes/src/start-catalog.ts'
import { median } from './catalog.ts'
import type { Figure } from './figure.ts'
import { drive } from './load.ts'
import { processorMs } from './processor-time.ts'

const connectionsEach = 16
/** Well below what one core answers: where processes fight for cores, each costs more, replicas or not. */
const rateEach = 250
const seconds = 4
const pairs = 8
const warmUps = 2
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
    // Two processes at once take each other's caches: how much, two catalogs tell that share nothing.
    const stranger = await startCatalog({ environment })
    try {
      const all = [first, second, stranger]
      const tokens = new Map<(typeof all)[number], string>()
      // One after the other: the first token of a catalog makes its administrator.
      for (const each of all) tokens.set(each, String((await each.admin('admin-token')).token))
      const costOf = async (asked: typeof all): Promise<number> => {
        const spent = () => asked.reduce((sum, { pid }) => sum + processorMs(pid), 0)
        const before = spent()
        const loads = await Promise.all(
          asked.map((each) =>
            drive({
              ...{ url: each.url, paths: [read], connections: connectionsEach, seconds, rate: rateEach },
              token: tokens.get(each) ?? '',
            }),
          ),
        )
        return (spent() - before) / loads.reduce((sum, { requests }) => sum + requests, 0)
      }
      const ratios: { replicas: number; strangers: number }[] = []
      for (let turn = -warmUps; turn < pairs; turn += 1) {
        const [two, one, apart] = [
          await costOf([first, second]),
          await costOf([first]),
          await costOf([first, stranger]),
        ]
        if (turn >= 0) ratios.push({ replicas: two / one, strangers: two / apart })
      }
      const ratio = median(ratios.map(({ replicas }) => replicas))
      const shared = median(ratios.map(({ strangers }) => strangers))
      return [
        {
          name: 'processor time of a request with two replicas, against one',
          measured: `${ratio.toFixed(2)} times`,
          goal: `at most ${goalRatio} times`,
          reached: ratio <= goalRatio,
        },
        {
          name: 'the same, against two catalogs that share no database',
          measured: `${shared.toFixed(2)} times`,
          goal: `at most ${goalRatio} times`,
          reached: shared <= goalRatio,
        },
      ]
    } finally {
      await stranger.stop()
      await second.stop()
    }
  } finally {
    await first.stop()
  }
}
