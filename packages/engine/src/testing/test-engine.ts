/** An engine on a database of its own, with a clock that the test sets. */
import { randomBytes } from 'node:crypto'
import { type AnyDefinition, createRegistry } from '@waymark/spec'
import { createEngine, type EngineOptions } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import type { MigrationDirectory } from '../migrate.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface TestEngine extends TestDatabase {
  readonly engine: Engine
}

/**
 * @param options - other migrations beside the engine's, other definitions than the registered ones, another clock.
 */
export async function createTestEngine(
  options: {
    readonly migrations?: readonly MigrationDirectory[]
    readonly definitions?: readonly AnyDefinition[]
    readonly now?: () => number
    readonly search?: EngineOptions['search']
  } = {},
): Promise<TestEngine> {
  const test = await createTestDatabase(options.migrations)
  const engine = createEngine({
    database: test.database,
    registry: createRegistry(options.definitions),
    secrets: createSecretBox([{ id: 'test', key: randomBytes(32) }]),
    ...(options.now ? { now: options.now } : {}),
    ...(options.search ? { search: options.search } : {}),
  })
  return { ...test, engine }
}
