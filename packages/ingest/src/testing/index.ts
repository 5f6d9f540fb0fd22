/** Test helpers for connectors. */
export { entityOf, readAll } from './read-all.ts'
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
