/** One test of a table or column: a definition with values for its parameters, and its latest result. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { linkedFqn, parseEntityLink } from '../entity-link.ts'
import { childFqn } from '../fqn.ts'
import { entityLinkText, fqnText } from '../fqn-text.ts'
import { TableData } from '../types/table-data.ts'
import { TestCaseResolutionStatus } from '../types/test-case-incident.ts'
import { TestCaseDimensionResult, TestCaseResult, TestCaseStatus } from '../types/test-case-result.ts'
import { basicSuiteName, TestSuite } from './test-suite.ts'

/** A suite inside a test: clients refuse members that their model of a suite lacks, and only the test has its address. */
const ShownSuite = Type.Object(
  {
    ...Type.Omit(TestSuite.schema, ['impersonatedBy', 'href']).properties,
    href: Type.Optional(Type.String({ format: 'uri' })),
  },
  { additionalProperties: false },
)

export const TestCase = defineEntity({
  type: 'testCase',
  collection: 'dataQuality/testCases',
  label: 'TestCase',
  description: 'One test of a table or column, with its latest result.',
  parent: {
    field: 'testSuite',
    types: ['testSuite'],
    // A test belongs to the suite of the table it is about; the first test makes the suite.
    implied: ({ entityLink }) => {
      const { fqn } = parseEntityLink(String(entityLink))
      return {
        field: 'entityLink',
        fqn: childFqn(fqn, basicSuiteName),
        create: { name: `${fqn}.${basicSuiteName}`, basicEntityReference: fqn },
      }
    },
  },
  fqnOf: ({ name, members }) => childFqn(linkedFqn(parseEntityLink(String(members.entityLink))), name),
  fields: {
    entityLink: entityLinkText(),
    entityFQN: Type.Optional(fqnText()),
    parameterValues: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.Optional(Type.String()), value: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
      ),
    ),
    testCaseResult: Type.Optional(TestCaseResult),
    testCaseStatus: Type.Optional(TestCaseStatus),
    createdBy: Type.Optional(Type.String()),
    computePassedFailedRowCount: Type.Optional(Type.Boolean()),
    incidentId: Type.Optional(Type.String({ format: 'uuid' })),
    inspectionQuery: Type.Optional(Type.String()),
    useDynamicAssertion: Type.Optional(Type.Boolean()),
    dimensionColumns: Type.Optional(Type.Array(Type.String())),
    topDimensions: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  },
  readOnly: ['entityFQN', 'testCaseResult', 'testCaseStatus', 'createdBy', 'incidentId', 'inspectionQuery'],
  traits: ['owners', 'domains', 'followers', 'tags', 'reviewers', 'dataProducts', 'entityStatus'],
  relations: {
    testDefinition: {
      to: ['testDefinition'],
      many: false,
      relationship: 'defines',
      direction: 'in',
      always: true,
      required: true,
    },
    testSuites: {
      to: ['testSuite'],
      many: true,
      relationship: 'includes',
      direction: 'in',
      readOnly: true,
      includesParent: true,
      shown: ShownSuite,
    },
  },
  extensions: {
    failedRowsSample: { kind: 'snapshot', schema: TableData },
    results: {
      kind: 'timeSeries',
      internal: true,
      schema: TestCaseResult,
      timestamp: 'timestamp',
      toldAs: 'testCaseResult',
      ownName: ['testCaseFQN'],
    },
    dimensionResults: {
      kind: 'timeSeries',
      internal: true,
      schema: TestCaseDimensionResult,
      timestamp: 'timestamp',
      key: 'id',
    },
    incidents: {
      kind: 'timeSeries',
      internal: true,
      schema: TestCaseResolutionStatus,
      timestamp: 'timestamp',
      key: 'id',
      toldAs: 'testCaseResolutionStatus',
      ownName: ['testCaseReference', 'fullyQualifiedName'],
    },
  },
  filters: {
    entityLink: (value, { includeAllTests }) => {
      const fqn = linkedFqn(parseEntityLink(value))
      return includeAllTests === 'true' ? { below: fqn } : { below: fqn, members: { entityFQN: fqn } }
    },
    entityFQN: (value, { includeAllTests }) =>
      includeAllTests === 'true' ? { below: value } : { below: value, members: { entityFQN: value } },
    testSuiteId: (to) => ({ linked: { relation: 'testSuites', to } }),
    includeAllTests: () => ({}),
  },
  newestFirst: { orderByLastExecutionDate: 'results' },
  normalize: (test) => ({ ...test, entityFQN: linkedFqn(parseEntityLink(String(test.entityLink))) }),
  search: {
    index: 'test_case_search_index',
    text: ['description'],
    source: ['entityLink', 'entityFQN', 'testCaseStatus', 'testCaseResult', 'testDefinition', 'testSuite'],
    facts: ({ testCaseResult, entityLink }) => {
      const { timestamp, testCaseStatus } = (testCaseResult ?? {}) as TestCaseResult // the member's schema
      return {
        // The table, also of a test of one of its columns.
        originEntityFQN: parseEntityLink(String(entityLink)).fqn,
        ...(timestamp === undefined ? {} : { testCaseResult: { timestamp, testCaseStatus } }),
      }
    },
  },
})
export type TestCase = EntityOf<typeof TestCase>
export type CreateTestCase = CreateOf<typeof TestCase>
