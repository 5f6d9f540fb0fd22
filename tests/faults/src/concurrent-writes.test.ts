/**
 * Threats T64 and T65: many change the same entities at the same time, and clients send again what they had no answer to. No acknowledged
 * change is lost, and nothing is there twice.
 */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incrementsEach, repeatedWrites, writers, writesEach } from './numbers.ts'
import { type OwnCatalog, startOwnCatalog } from './own-catalog.ts'
import { emptyLedger, expectNothingLost } from './whole-tables.ts'

const schema = 'faults.shop.sales'

let own: OwnCatalog
let token: string

beforeAll(async () => {
  own = await startOwnCatalog()
  token = await own.catalog.botToken()
})
afterAll(() => own?.stop())

interface Table {
  readonly id: string
  readonly version: number
  readonly description?: string
  readonly columns: readonly { readonly name: string; readonly description?: string }[]
  readonly tags: readonly { readonly tagFQN: string }[]
}

interface Told {
  readonly status: number
  readonly etag: string | undefined
  readonly body: Table & { readonly message?: string; readonly errorCode?: string }
}

/** Where all connections are taken, a writer is told so after a while, nothing was changed, and it asks again. */
async function send(...asked: Parameters<typeof sendOnce>): Promise<Told> {
  for (;;) {
    const told = await sendOnce(...asked)
    if (told.body.errorCode !== 'database-unavailable') return told
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400))
  }
}

async function sendOnce(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json'
  const response = await fetch(`${own.catalog.url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': type }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? undefined,
    body: (await response.json()) as Told['body'], // a table or a refusal
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const columnsNamed = (count: number) => numbers(count).map((at) => ({ name: `c${at}`, dataType: 'BIGINT' }))

async function createTable(name: string, columns = 1): Promise<string> {
  const { status, body } = await send('PUT', 'tables', {
    name,
    databaseSchema: schema,
    columns: columnsNamed(columns),
  })
  expect(status).toBe(201)
  return body.id
}

/** Versions that were superseded, and the current one. */
async function versionsOf(id: string): Promise<number[]> {
  const { rows } = await own.observer.query<{ version: number }>(
    `select version::float8 as version from entity_version where entity_id = $1
     union all select version::float8 from entity where id = $1 order by 1`,
    [id],
  )
  return rows.map(({ version }) => version)
}

describe('the same entities at the same time', () => {
  it(`T64: ${writers} writers of two tables, ${writesEach} changes each, lose nothing, and every change has a version of its own`, async () => {
    const ids = [await createTable('first', writers), await createTable('second', writers)]
    const acknowledged = new Map<string, number[]>(ids.map((id) => [id, []]))
    await Promise.all(
      numbers(writers).map(async (writer) => {
        for (const turn of numbers(writesEach)) {
          const id = ids[(writer + turn) % 2] ?? ''
          const patch = [{ op: 'add', path: `/columns/${writer}/description`, value: `${turn}` }]
          const { status, body } = await send('PATCH', `tables/${id}`, patch)
          expect([status, body.message]).toEqual([200, undefined])
          acknowledged.get(id)?.push(body.version)
        }
      }),
    )
    for (const [at, id] of ids.entries()) {
      const versions = await versionsOf(id)
      expect(new Set(versions).size).toBe(versions.length)
      // The first version is the creation's.
      expect(acknowledged.get(id)?.toSorted((a, b) => a - b)).toEqual(versions.slice(1))
      const { body } = await send('GET', `tables/${id}`)
      const lastTurn = (writer: number) => numbers(writesEach).findLast((turn) => (writer + turn) % 2 === at)
      expect(body.columns.map(({ description }) => description)).toEqual(
        numbers(writers).map((writer) => String(lastTurn(writer))),
      )
    }
  }, 900_000)

  it(`T64: ${writers} writers of one counter, ${incrementsEach} increments each with If-Match, count every increment once`, async () => {
    const id = await createTable('counter')
    let conflicts = 0
    await Promise.all(
      numbers(writers).map(async () => {
        for (let done = 0, tries = 0; done < incrementsEach; ) {
          const { body, etag = '' } = await send('GET', `tables/${id}`)
          const value = String(Number(body.description ?? '0') + 1)
          const patch = [{ op: 'add', path: '/description', value }]
          const { status } = await send('PATCH', `tables/${id}`, patch, { 'if-match': etag })
          expect([200, 412]).toContain(status)
          tries = status === 200 ? 0 : tries + 1
          if (status === 200) done += 1
          else {
            conflicts += 1
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * Math.min(tries, writers)))
          }
        }
      }),
    )
    const { body } = await send('GET', `tables/${id}`)
    expect(Number(body.description)).toBe(writers * incrementsEach)
    expect(await versionsOf(id)).toHaveLength(writers * incrementsEach + 1)
    expect(conflicts).toBeGreaterThan(0)
  }, 900_000)

  it(`T64: ${writers} writers who create one table at the same time make one: by PUT all of them, by POST the first`, async () => {
    const all = async (method: string, name: string) =>
      await Promise.all(
        numbers(writers).map((writer) => {
          const description = `by ${writer}`
          return send(method, 'tables', {
            name,
            databaseSchema: schema,
            description,
            columns: columnsNamed(1),
          })
        }),
      )
    const statuses = (answers: readonly Told[]) => answers.map(({ status }) => status).sort()
    const put = await all('PUT', 'put_together')
    expect(statuses(put)).toEqual([...numbers(writers - 1).map(() => 200), 201])
    const [id = ''] = [...new Set(put.map(({ body }) => body.id))]
    expect(put.every(({ body }) => body.id === id)).toBe(true)
    const versions = await versionsOf(id)
    expect(new Set(versions).size).toBe(versions.length)
    const posted = await all('POST', 'posted_together')
    expect(statuses(posted)).toEqual([201, ...numbers(writers - 1).map(() => 409)])
  })

  it(`T64: ${writers} tags added to one list at the same time are all in it`, async () => {
    const id = await createTable('tagged')
    await own.catalog.api('classifications', { method: 'PUT', body: { name: 'Many', description: 'Tags' } })
    const names = numbers(writers).map((at) => `tag${String(at).padStart(2, '0')}`)
    for (const name of names)
      await own.catalog.api('tags', {
        method: 'PUT',
        body: { name, classification: 'Many', description: name },
      })
    const label = (name: string) => ({
      tagFQN: `Many.${name}`,
      source: 'Classification',
      labelType: 'Manual',
      state: 'Confirmed',
    })
    const answers = await Promise.all(
      names.map((name) =>
        send('PATCH', `tables/${id}`, [{ op: 'add', path: '/tags/-', value: label(name) }]),
      ),
    )
    expect(answers.filter(({ status }) => status !== 200).map(({ body }) => body.message)).toEqual([])
    const { body } = await send('GET', `tables/${id}?fields=tags`)
    expect(body.tags.map(({ tagFQN }) => tagFQN).toSorted()).toEqual(names.map((name) => `Many.${name}`))
  })
})

/** Sends a write whose answer nobody waits for: the connection is cut at a random moment, in the middle of the answer at the latest. */
function tornOff(method: string, path: string, body: unknown): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(`${own.catalog.url}/api/v1/${path}`, {
      method,
      agent: false,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    sent.on('close', () => resolve())
    sent.on('error', () => undefined)
    sent.on('response', (response) => response.once('data', () => sent.destroy()))
    sent.on('finish', () => setTimeout(() => sent.destroy(), Math.random() * 20))
    sent.end(JSON.stringify(body))
  })
}

describe('what is sent again', () => {
  it(`T65: ${repeatedWrites} writes that are sent twice, half of them torn off before, are there once`, async () => {
    const ledger = emptyLedger()
    for (const name of ['first', 'second', 'counter', 'put_together', 'posted_together', 'tagged'])
      ledger.acknowledged.add(name)
    const twice = async (number: number) => {
      const name = `again_${number}`
      const body = { name, databaseSchema: schema, columns: columnsNamed(2) }
      const method = number % 4 < 2 ? 'POST' : 'PUT'
      const isTorn = number % 2 === 1
      const first = isTorn ? await tornOff(method, 'tables', body) : await send(method, 'tables', body)
      const second = await send(method, 'tables', body)
      ledger.acknowledged.add(name)
      if (method === 'POST') {
        if (!isTorn || second.status !== 201)
          expect([second.status, second.body.message]).toEqual([409, expect.stringContaining(name)])
      } else {
        expect([200, 201]).toContain(second.status)
        // Repeating changes nothing, not even the version.
        expect(second.body.version).toBe(0.1)
        if (first) expect(second.body.id).toBe(first.body.id)
      }
    }
    for (let at = 0; at < repeatedWrites; at += 10)
      await Promise.all(numbers(Math.min(10, repeatedWrites - at)).map((offset) => twice(at + offset)))
    await expectNothingLost(own.databaseUrl, ledger)
  }, 900_000)
})
