/** A client that writes tables without a pause and keeps account of every answer. */
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'
import { emptyLedger, type Ledger } from './whole-tables.ts'

interface Writing {
  readonly ledger: Ledger
  /** Answers that are neither success nor "not now, try again": each is a finding. */
  readonly surprises: string[]
  /** Milliseconds that the slowest answer took. */
  slowestMs: number
  stop(): Promise<void>
}

const schema = 'faults.shop.sales'

/** The schema that tables are written to. */
export async function prepareSchema({ api }: RunningCatalog): Promise<void> {
  const put = (path: string, body: object) => api(path, { method: 'PUT', body })
  await put('services/databaseServices', { name: 'faults', serviceType: 'Postgres' })
  await put('databases', { name: 'shop', service: 'faults' })
  await put('databaseSchemas', { name: 'sales', database: 'faults.shop' })
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly text: string
}

/** One table; undefined when there was no answer. */
export async function writeTable(url: string, token: string, name: string): Promise<Answer | undefined> {
  const body = { name, databaseSchema: schema, columns: [{ name: 'id', dataType: 'BIGINT' }] }
  try {
    const response = await fetch(`${url}/api/v1/tables`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const retryAfter = response.headers.get('retry-after')
    return { status: response.status, retryAfter, text: await response.text() }
  } catch {
    return undefined
  }
}

/** @param prefix - of the names of what is written, so that several can write at once */
export function startWriting(url: string, token: string, prefix: string, writers = 4): Writing {
  let isOver = false
  const writing = { ledger: emptyLedger(), surprises: [] as string[], slowestMs: 0 }
  const { ledger, surprises } = writing
  const writer = async (number: number) => {
    for (let n = 0; !isOver; n += 1) {
      const name = `${prefix}_${number}_${n}`
      const sinceMs = performance.now()
      const answer = await writeTable(url, token, name)
      writing.slowestMs = Math.max(writing.slowestMs, performance.now() - sinceMs)
      if (answer === undefined) ledger.unknown.add(name)
      else if (answer.status === 200 || answer.status === 201) ledger.acknowledged.add(name)
      else {
        // A commit whose answer was lost may have been carried out.
        ledger.unknown.add(name)
        ledger.refused.add(name)
        if (answer.status !== 503 || answer.retryAfter === null)
          surprises.push(`${answer.status} ${answer.text}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  const all = Promise.all(Array.from({ length: writers }, (_, number) => writer(number)))
  return Object.assign(writing, {
    async stop() {
      isOver = true
      await all
    },
  })
}
