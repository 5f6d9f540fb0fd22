import { randomBytes } from 'node:crypto'
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { createSecretBox } from './secret-box.ts'
import { createTestDatabase } from './testing/test-database.ts'

let engine: Engine
let transactions = 0
let drop: () => Promise<void>

beforeAll(async () => {
  const test = await createTestDatabase()
  drop = test.drop
  engine = createEngine({
    database: {
      ...test.database,
      transaction: async (work) => {
        transactions += 1
        return await test.database.transaction(work)
      },
    },
    registry: createRegistry(),
    secrets: createSecretBox([{ id: 'test', key: randomBytes(32) }]),
  })
})
afterAll(() => drop())

it('refuses rows without a name together, and stores the good ones between them', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) =>
    at % 100 === 7 ? { name: `good ${at}`, description: 'x' } : at % 2 === 0 ? {} : null,
  )
  const before = transactions
  const result = await engine.bulk('classification', rows, { name: 'tester' })
  expect(result).toMatchObject({ status: 'partialSuccess', numberOfRowsPassed: 10, numberOfRowsFailed: 990 })
  expect(transactions - before).toBe(10)
})
