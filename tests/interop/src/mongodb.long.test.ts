/**
 * Collections of a real server of MongoDB's protocol (FerretDB over SQLite), read into a running catalog.
 * subject: packages/connectors/src/mongodb tests/interop/src/real-ferretdb.ts
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sourceConformance } from '@waymark/ingest/testing'
import { Double, Int32, Long, MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import mongodb from '../../../packages/connectors/src/mongodb/connector.ts'
import { freePort } from '../../../tools/ports/free-port.ts'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'
import { builtFerret } from './real-ferretdb.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-mongodb-'))
const readyWithinMs = 60_000

let hostPort: string
let stop: () => Promise<void>
let client: MongoClient
let subject: IngestedCatalog

async function startFerret(): Promise<void> {
  const program = await builtFerret()
  hostPort = `127.0.0.1:${await freePort()}`
  const child = spawn(program, [hostPort, `file:${directory}/`], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  client = new MongoClient(`mongodb://${hostPort}/`, { serverSelectionTimeoutMS: 1_000 })
  const until = Date.now() + readyWithinMs
  while (!(await client.connect().catch(() => undefined))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('FerretDB was not ready in time')
    await sleep(200)
  }
}

beforeAll(async () => {
  ;[, subject] = await Promise.all([startFerret(), startIngestedCatalog()])
  const shop = client.db('shop')
  const many = Array.from({ length: 300 }, (_, n) => ({ n: new Int32(n), old: n < 10 ? true : null }))
  await shop.collection('many').insertMany([...many, { n: Long.fromNumber(1), late: 'only in the newest' }])
  await shop.collection('my odd.orders').insertOne({
    customer: { name: 'Ada', emails: ['ada@example.com'] },
    lines: [{ sku: 'x', price: new Double(1.5) }],
    placed: new Date(),
  })
  await client.db('crm').collection('people').insertOne({ name: 'Ada' })
})
afterAll(async () => {
  await subject?.stop()
  await client?.close()
  await stop?.()
  rmSync(directory, { recursive: true, force: true })
})

sourceConformance(mongodb, {
  setUp: async () => ({ config: { hostPort }, tearDown: async () => undefined }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'shop' },
  item: { filter: 'table', type: 'table', name: 'my odd.orders' },
})

describe('a server of the MongoDB protocol', () => {
  const source = (config: object = {}) => ({
    type: 'mongodb',
    serviceName: 'documents',
    serviceConnection: { config: { type: 'MongoDB', hostPort, ...config } },
    sourceConfig: { config: { type: 'DatabaseMetadata' } },
  })

  it('shows collections with the types of their documents, the oldest and the newest', async () => {
    const { code, output } = await subject.ingest(source())
    expect(code, output).toBe(0)
    const table = (name: string) =>
      subject.catalog.api<{ columns: object[] }>(
        `tables/name/${encodeURIComponent(`documents.default.shop.${name}`)}`,
      )
    expect((await table('many')).columns).toMatchObject([
      { name: '_id', dataTypeDisplay: 'objectId', constraint: 'PRIMARY_KEY' },
      { name: 'n', dataType: 'BIGINT' },
      { name: 'old', dataType: 'BOOLEAN' },
      { name: 'late', dataType: 'STRING' },
    ])
    expect((await table('"my odd.orders"')).columns).toMatchObject([
      { name: '_id' },
      {
        name: 'customer',
        dataType: 'STRUCT',
        children: [{ name: 'name' }, { name: 'emails', dataType: 'ARRAY', arrayDataType: 'STRING' }],
      },
      {
        name: 'lines',
        arrayDataType: 'STRUCT',
        children: [{ name: 'sku' }, { name: 'price', dataType: 'DOUBLE' }],
      },
      { name: 'placed', dataType: 'TIMESTAMP' },
    ])
  })

  it('is read again without a change, in part, and not at a wrong address', async () => {
    expect((await subject.ingest(source())).output).toMatch(/~0 changed/)
    const part = await subject.ingest(source({ databaseSchema: 'crm' }))
    expect(part.code, part.output).toBe(0)
    expect(part.output).toMatch(/-0 gone/)
    const nowhere = await subject.ingest({ ...source({ hostPort: '127.0.0.1:1' }), serviceName: 'nowhere' })
    expect(nowhere.code).not.toBe(0)
    expect(nowhere.output).toContain('hostPort')
  })
})
