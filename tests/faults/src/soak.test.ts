/** Threat T76: hours of requests in minutes. Memory, open files and connections to the database end where they were once all was warm. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isFull, soakRequests } from './numbers.ts'
import { type OwnCatalog, startOwnCatalog } from './own-catalog.ts'
import { writeTable } from './writing.ts'

const clients = 8
const samples = 20
/** Until then caches fill and code is compiled. */
const warmSamples = samples / 2

let own: OwnCatalog
let token: string

beforeAll(async () => {
  own = await startOwnCatalog()
  token = await own.catalog.botToken()
  for (let at = 0; at < 50; at += 1) await writeTable(own.catalog.url, token, `soaked_${at}`)
})
afterAll(() => own?.stop())

interface Sample {
  readonly memoryMb: number
  readonly files: number
  readonly connections: number
}

async function sample(): Promise<Sample> {
  const status = readFileSync(`/proc/${own.catalog.pid}/status`, 'utf8')
  const { rows } = await own.observer.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name <> 'observer'`,
  )
  return {
    memoryMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    files: readdirSync(`/proc/${own.catalog.pid}/fd`).length,
    connections: rows[0]?.count ?? 0,
  }
}

/** What clients do all day: reads by name, pages, searches, writes that change nothing or something, and mistakes. */
async function someRequest(at: number): Promise<void> {
  const ask = async (path: string, expected: number, bearer = token) => {
    const response = await fetch(`${own.catalog.url}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${bearer}` },
    })
    await response.arrayBuffer()
    expect([path, response.status]).toEqual([path, expected])
  }
  const name = `soaked_${at % 50}`
  if (at % 10 === 0) return void expect((await writeTable(own.catalog.url, token, name))?.status).toBe(200)
  if (at % 10 === 1) return await ask('tables?limit=25&fields=owners,tags', 200)
  if (at % 10 === 2) return await ask(`search/query?q=${name}&index=table_search_index`, 200)
  if (at % 10 === 3) return await ask(`tables/name/faults.shop.sales.nobody_${at}`, 404)
  // A token that was never seen before, each time.
  if (at % 10 === 4)
    return await ask('tables?limit=1', 401, `${token.slice(0, -8)}${String(at).padStart(8, '0')}`)
  return await ask(`tables/name/faults.shop.sales.${name}`, 200)
}

/** Least squares: megabytes for each of `steps`. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  return over / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
}

it(`T76: ${soakRequests} requests leave memory, open files and connections where they were`, async () => {
  const taken: Sample[] = []
  let next = 0
  for (let at = 0; at < samples; at += 1) {
    const until = Math.round((soakRequests * (at + 1)) / samples)
    const client = async () => {
      while (next < until) await someRequest(next++)
    }
    await Promise.all(Array.from({ length: clients }, client))
    taken.push(await sample())
  }
  const warm = taken.slice(warmSamples)
  const told = JSON.stringify(taken)
  const most = (of: keyof Sample, from: readonly Sample[]) => Math.max(...from.map((each) => each[of]))
  expect(most('files', warm), told).toBeLessThanOrEqual(most('files', taken.slice(0, warmSamples)) + 2)
  expect(most('connections', warm), told).toBeLessThanOrEqual(
    most('connections', taken.slice(0, warmSamples)) + 2,
  )
  const perTenThousand = (slope(warm.map(({ memoryMb }) => memoryMb)) * samples * 10_000) / soakRequests
  console.info(`memory: ${perTenThousand.toFixed(2)} MB for 10,000 requests; ${told}`)
  // A short run ends while the heap still finds its size.
  expect(perTenThousand, told).toBeLessThan(isFull ? 1 : 80)
}, 7_200_000)
