/** What a second replica costs: processor time of a request with two on one database, against one, at the same load on each. */
import { startCatalog } from '../tests/processes/src/start-catalog.ts'
import { median } from './catalog.ts'
import type { Figure } from './figure.ts'
import { drive } from './load.ts'
import { processorMs } from './processor-time.ts'

const connectionsEach = 16
const seconds = 3
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
    try {
      const token = String((await first.admin('admin-token')).token)
      const both = [first, second]
      const costOf = async (asked: typeof both): Promise<number> => {
        const spent = () => both.reduce((sum, { pid }) => sum + processorMs(pid), 0)
        const before = spent()
        const loads = await Promise.all(
          asked.map(({ url }) => drive({ url, paths: [read], connections: connectionsEach, seconds, token })),
        )
        return (spent() - before) / loads.reduce((sum, { requests }) => sum + requests, 0)
      }
      const ratios: number[] = []
      for (let turn = -warmUps; turn < pairs; turn += 1) {
        const [two, one] = [await costOf(both), await costOf([first])]
        if (turn >= 0) ratios.push(two / one)
      }
      const ratio = median(ratios)
      return [
        {
          name: 'processor time of a request with two replicas, against one',
          measured: `${ratio.toFixed(2)} times`,
          goal: `at most ${goalRatio} times`,
          reached: ratio <= goalRatio,
        },
      ]
    } finally {
      await second.stop()
    }
  } finally {
    await first.stop()
  }
}
