/** Every registered entity type keeps every promise of the engine. */
import { randomBytes } from 'node:crypto'
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll } from 'vitest'
import { createEngine } from './create-engine.ts'
import type { Engine } from './engine.ts'
import { createSecretBox } from './secret-box.ts'
import { entityConformance } from './testing/entity-conformance.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

const registry = createRegistry()
let test: TestDatabase
let engine: Engine

beforeAll(async () => {
  test = await createTestDatabase()
  const secrets = createSecretBox([{ id: 'test', key: randomBytes(32) }])
  engine = createEngine({ database: test.database, registry, secrets })
})

afterAll(() => test.drop())

for (const definition of registry.all) entityConformance(() => engine, definition)
