/** One test of a table or column: a definition with values for its parameters, and its latest result. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { formatEntityLink, linkedFqn, parseEntityLink } from '../entity-link.ts'
import { buildFqn, childFqn, splitFqn } from '../fqn.ts'
import { TableData } from '../types/table-data.ts'
import { TestCaseResolutionStatus } from '../types/test-case-incident.ts'
import { TestCaseDimensionResult, TestCaseResult, TestCaseStatus } from '../types/test-case-result.ts'
import { basicSuiteName, TestSuite } from './test-suite.ts'

/** Service, database, schema and table. */
const tableDepth = 4

/** Link and tested name follow from the test's own name, so that they go along when the table is renamed. */
function followName(fullyQualifiedName: string, link: string): { entityLink: string; entityFQN: string } {
  const parsed = parseEntityLink(link)
  const tested = splitFqn(fullyQualifiedName).slice(0, -1)
  const fqn = buildFqn(...tested.slice(0, tableDepth))
  const part = tested.slice(tableDepth)
  const entityLink = formatEntityLink({
    ...parsed,
    fqn,
    ...(part.length === 0 ? {} : { part: part.length === 1 ? part.join('') : buildFqn(...part) }),
  })
  return { entityLink, entityFQN: buildFqn(...tested) }
}

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
    entityLink: Type.String({
      maxLength: 3300,
      description: '<#E::table::service.db.schema.table::columns::name>',
    }),
    entityFQN: Type.Optional(Type.String({ maxLength: 3072 })),
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
      shown: TestSuite.schema,
    },
  },
  extensions: {
    failedRowsSample: { kind: 'snapshot', schema: TableData },
    results: {
      kind: 'timeSeries',
      internal: true,
      schema: TestCaseResult,
      timestamp: 'timestamp',
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
    },
  },
  filters: {
    entityLink: (value, { includeAllTests }) => {
      const fqn = linkedFqn(parseEntityLink(value))
      return includeAllTests === 'true' ? { below: fqn } : { members: { entityFQN: fqn } }
    },
    entityFQN: (value, { includeAllTests }) =>
      includeAllTests === 'true' ? { below: value } : { members: { entityFQN: value } },
    testSuiteId: (to) => ({ linked: { relation: 'testSuites', to } }),
    includeAllTests: () => ({}),
    orderByLastExecutionDate: () => ({}),
  },
  normalize: (test) => ({ ...test, ...followName(String(test.fullyQualifiedName), String(test.entityLink)) }),
  search: {
    index: 'test_case_search_index',
    text: ['description'],
    source: ['entityLink', 'entityFQN', 'testCaseStatus', 'testCaseResult', 'testDefinition', 'testSuite'],
  },
})
export type TestCase = EntityOf<typeof TestCase>
export type CreateTestCase = CreateOf<typeof TestCase>
