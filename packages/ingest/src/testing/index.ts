/** Test helpers for connectors. */
export { type SourceFixture, sourceConformance } from './source-conformance.ts'
