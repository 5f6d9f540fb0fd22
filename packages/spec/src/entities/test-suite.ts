/** Tests that belong together: all tests of one table (basic), or any that people put together (logical). */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { childFqn, splitFqn } from '../fqn.ts'
import { fqnText } from '../fqn-text.ts'
import { EntityReference, ReferenceInput } from '../types/entity-reference.ts'
import { TestCaseStatus } from '../types/test-case-result.ts'
import { TestConnectionResult } from '../types/test-connection-result.ts'
import { TestSummary } from '../types/test-summary.ts'

/** The last part of the name of the suite that holds all tests of one entity. */
export const basicSuiteName = 'testSuite'

export const TestSuite = defineEntity({
  type: 'testSuite',
  collection: 'dataQuality/testSuites',
  label: 'TestSuite',
  description: 'Tests that belong together: all tests of one table, or any that people put together.',
  parent: {
    field: 'basicEntityReference',
    types: ['table'],
    optional: true,
    // The older word of the published clients.
    implied: ({ executableEntityReference: fqn }) =>
      typeof fqn === 'string' ? { field: 'executableEntityReference', fqn } : undefined,
  },
  fqnOf: ({ name, parentFqn }) =>
    parentFqn === undefined ? childFqn(undefined, name) : childFqn(parentFqn, basicSuiteName),
  fields: {
    connection: Type.Optional(
      Type.Object({ config: Type.Optional(Type.Null()) }, { additionalProperties: false }),
    ),
    testConnectionResult: Type.Optional(TestConnectionResult),
    serviceType: Type.Optional(Type.String({ enum: ['TestSuite'] })),
    basic: Type.Optional(Type.Boolean()),
    executable: Type.Optional(Type.Boolean()),
    executableEntityReference: Type.Optional(EntityReference),
    summary: Type.Optional(TestSummary),
    testCaseResultSummary: Type.Optional(
      Type.Array(
        Type.Object(
          {
            testCaseName: Type.Optional(fqnText()),
            status: Type.Optional(TestCaseStatus),
            timestamp: Type.Optional(Type.Integer()),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    inherited: Type.Optional(Type.Boolean()),
  },
  readOnly: [
    'connection',
    'testConnectionResult',
    'serviceType',
    'basic',
    'executable',
    'executableEntityReference',
    'summary',
    'testCaseResultSummary',
    'inherited',
  ],
  createOnly: { executableEntityReference: Type.Optional(ReferenceInput) },
  traits: ['owners', 'domains', 'reviewers', 'tags'],
  relations: {
    tests: { to: ['testCase'], many: true, relationship: 'includes', readOnly: true, linkable: true },
    pipelines: { to: ['ingestionPipeline'], many: true, relationship: 'contains', readOnly: true },
    dataContract: { to: ['dataContract'], many: false, relationship: 'checks' },
    ingestionRunner: { to: ['ingestionRunner'], many: false, relationship: 'runs', readOnly: true },
  },
  filters: {
    testSuiteType: (value) =>
      value === 'logical'
        ? { members: { basic: false } }
        : value === 'basic' || value === 'executable'
          ? { members: { basic: true } }
          : {},
    includeEmptyTestSuites: () => ({}),
  },
  // The older word for the same entity.
  arrange: (suite) => ({
    ...suite,
    ...(suite.basicEntityReference === undefined
      ? {}
      : { executableEntityReference: suite.basicEntityReference }),
  }),
  normalize: (suite) => {
    const basic = splitFqn(String(suite.fullyQualifiedName)).length > 1
    return { ...suite, basic, executable: basic }
  },
  search: {
    index: 'test_suite_search_index',
    text: ['description'],
    source: ['basic', 'basicEntityReference', 'summary'],
    facts: ({ testCaseResultSummary }) => {
      const results = (testCaseResultSummary ?? []) as readonly { timestamp?: number }[] // the member's schema
      const times = results.map(({ timestamp = 0 }) => timestamp)
      return times.length === 0 ? {} : { lastResultTimestamp: Math.max(...times) }
    },
  },
})
export type TestSuite = EntityOf<typeof TestSuite>
export type CreateTestSuite = CreateOf<typeof TestSuite>
