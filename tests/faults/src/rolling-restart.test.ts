/**
 * Threat T73 and rolling restarts: replicas behind a load balancer are replaced one after the other while people read and clients write.
 * No request fails, every acknowledged write is there, and a second replica costs no processor time per request.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type Balancer, startBalancer } from './balancer.ts'
import { restarts } from './numbers.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'
import { expectNothingLost } from './whole-tables.ts'
import { prepareSchema, startWriting } from './writing.ts'

let database: OwnDatabase
let balancer: Balancer
const replicas: RunningCatalog[] = []
let token: string

async function startReplica(): Promise<RunningCatalog> {
  const replica = await startCatalog({
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      DATABASE_URL: database.url,
      WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      WAYMARK_DRAIN_SECONDS: '1',
      LOG_LEVEL: 'error',
    },
  })
  replicas.push(replica)
  balancer.add(replica.url)
  return replica
}

beforeAll(async () => {
  database = await createOwnDatabase()
  balancer = await startBalancer()
  // One after the other: the first brings the schema.
  const first = await startReplica()
  await startReplica()
  await prepareSchema(first)
  token = String((await first.admin('bot-token', { name: 'ingestion-bot' })).token)
})
afterAll(async () => {
  await balancer?.close()
  for (const replica of replicas) await replica.stop()
  await database?.drop()
})

const read = async (url: string): Promise<string | undefined> => {
  const answer = await fetch(`${url}/api/v1/databaseSchemas/name/faults.shop.sales`, {
    headers: { authorization: `Bearer ${token}` },
  }).catch((error: unknown) => ({ ok: false, status: 0, text: async () => String(error) }))
  const text = await answer.text()
  return answer.ok ? undefined : `${answer.status} ${text}`
}

describe('two replicas', () => {
  it(`T73: are replaced ${restarts} times under load without a failed request`, async () => {
    await expect.poll(() => balancer.ready(), { timeout: 10_000 }).toBe(2)
    const writing = startWriting(balancer.url, token, 'rolling', 2)
    const failed: string[] = []
    let reads = 0
    let isOver = false
    const reading = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!isOver) {
          const failure = await read(balancer.url)
          reads += 1
          if (failure) failed.push(failure)
        }
      }),
    )
    for (let restart = 0; restart < restarts; restart += 1) {
      await startReplica()
      await expect.poll(() => balancer.ready(), { timeout: 30_000 }).toBe(3)
      const oldest = replicas.shift()
      await oldest?.stop()
      if (oldest) balancer.remove(oldest.url)
    }
    isOver = true
    await Promise.all([reading, writing.stop()])
    expect([...failed, ...writing.surprises].slice(0, 5)).toEqual([])
    expect(writing.ledger.unknown.size).toBe(0)
    expect(reads).toBeGreaterThan(restarts * 50)
    await expectNothingLost(database.url, writing.ledger)
  }, 600_000)

  it('T73: 200 requests that are on their way when a server is told to stop are all answered', async () => {
    const leaving = await startReplica()
    balancer.remove(leaving.url)
    const answers = Array.from({ length: 200 }, () => read(leaving.url))
    // They are with the server: the first answer is back.
    await Promise.race(answers)
    const stopped = leaving.stop()
    replicas.splice(replicas.indexOf(leaving), 1)
    const failures = (await Promise.all(answers)).filter((failure) => failure !== undefined)
    await stopped
    expect(failures.slice(0, 5)).toEqual([])
  }, 120_000)

  it('cost at most a tenth more processor time for a request than one, at the same load on each', async () => {
    await expect.poll(() => balancer.ready(), { timeout: 10_000 }).toBe(2)
    const [first, second] = replicas
    if (!first || !second) throw new Error('two replicas run')
    /** Seconds of processor time for a request, with the same number of them under way at each server. */
    const costOf = async (urls: readonly string[]) => {
      const before = processorSeconds(replicas)
      const perServer = 2000
      const readers = urls.flatMap((url) => Array.from({ length: 8 }, () => url))
      await Promise.all(
        readers.map(async (url) => {
          for (let n = 0; n < perServer / 8; n += 1) {
            const failure = await read(url)
            if (failure) throw new Error(failure)
          }
        }),
      )
      return (processorSeconds(replicas) - before) / (perServer * urls.length)
    }
    const both = [first.url, second.url]
    await costOf(both)
    // In turn, and the best of each: what else the machine does only ever adds.
    const rounds: { one: number; two: number }[] = []
    for (let round = 0; round < 4; round += 1)
      rounds.push({ one: await costOf([first.url]), two: await costOf(both) })
    const best = (which: 'one' | 'two') => Math.min(...rounds.map((round) => round[which]))
    expect(best('two') / best('one'), JSON.stringify(rounds)).toBeLessThan(1.1)
  }, 300_000)
})

/** User and system time that the processes used since they began, from `/proc`. */
function processorSeconds(processes: readonly RunningCatalog[]): number {
  const ticksPerSecond = 100
  return processes.reduce((sum, { pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  }, 0)
}
