/** What tests of the engine, and of everything that stands on it, need. */
export { compileSchema } from '../validation.ts'
export { entityConformance } from './entity-conformance.ts'
export { createSample, sampleBody } from './sample.ts'
export { searchConformance } from './search-conformance.ts'
export { settledEvents } from './settled-events.ts'
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts'
export { createTestEngine, type TestEngine } from './test-engine.ts'
