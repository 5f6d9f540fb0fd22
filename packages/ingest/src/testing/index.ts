/** Test helpers for connectors. */
export { createBodyCheck } from './body-check.ts'
export { entityOf, readAll, readContext } from './read-all.ts'
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
