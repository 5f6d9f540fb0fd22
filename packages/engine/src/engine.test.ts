/** Every registered entity type keeps every promise of the engine. */
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll } from 'vitest'
import { entityConformance } from './testing/entity-conformance.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
})

afterAll(() => test.drop())

for (const definition of createRegistry().all) entityConformance(() => test.engine, definition)
