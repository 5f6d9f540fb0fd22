/** What tests of the engine, and of everything that stands on it, need. */
export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.ts'
