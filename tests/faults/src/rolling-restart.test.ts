/**
 * Threat T73 and rolling restarts: replicas behind a load balancer are replaced one after the other while people read and clients write.
 * No request fails, and every acknowledged write is there.
 */
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
  token = await first.botToken()
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
    await expect.poll(() => balancer.ready()).toBe(2)
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
      await expect.poll(() => balancer.ready()).toBe(3)
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
  }, 1_800_000)

  it('T73: 200 requests that are on their way when a server is told to stop are all answered', async () => {
    const leaving = await startReplica()
    balancer.remove(leaving.url)
    const ask = () => Array.from({ length: 200 }, () => read(leaving.url))
    // As many connections as requests, which the server has accepted: however slow the machine, none comes too late.
    await Promise.all(ask())
    let answered = 0
    const answers = ask().map(async (answer) => {
      const failure = await answer
      answered += 1
      return failure
    })
    // They are with the server: the first answer is back.
    await Promise.race(answers)
    expect(answered).toBeLessThan(answers.length)
    const stopped = leaving.stop()
    replicas.splice(replicas.indexOf(leaving), 1)
    const failures = (await Promise.all(answers)).filter((failure) => failure !== undefined)
    await stopped
    expect(failures.slice(0, 5)).toEqual([])
  })
})
