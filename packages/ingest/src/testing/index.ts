/** Test helpers for connectors. */
export { createBodyCheck } from './body-check.ts'
export { LoopbackCatalog } from './loopback-catalog.ts'
export { profileConformance } from './profile-conformance.ts'
export { entityOf, readAll, readContext } from './read-all.ts'
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
export type { Engine } from './sql-engines.ts'
export { testLibraryConformance } from './test-library-conformance.ts'
