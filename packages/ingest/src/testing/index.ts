/** Test helpers for connectors. */
export { createBodyCheck } from './body-check.ts'
export { entityOf, readAll } from './read-all.ts'
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
