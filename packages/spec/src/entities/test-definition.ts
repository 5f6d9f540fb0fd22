/** A kind of test: what it checks, on which data types, with which parameters. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { DataType } from '../types/column.ts'
import { Provider } from '../types/provider.ts'

const ParameterDefinition = Type.Object(
  {
    name: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    dataType: Type.Optional(
      Type.String({
        enum: [
          'NUMBER', 'INT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'TIMESTAMP', 'TIME', 'DATE', 'DATETIME', 'ARRAY', 'MAP', 'SET',
          'STRING', 'BOOLEAN',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    description: Type.Optional(Type.String()),
    required: Type.Optional(Type.Boolean()),
    optionValues: Type.Optional(Type.Array(Type.Unknown())),
    validationRule: Type.Optional(
      Type.Object(
        {
          parameterField: Type.Optional(Type.String()),
          rule: Type.Optional(
            Type.String({
              enum: ['EQUALS', 'NOT_EQUALS', 'GREATER_THAN_OR_EQUALS', 'LESS_THAN_OR_EQUALS'],
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'TestCaseParameterDefinition', additionalProperties: false },
)

export const TestDefinition = defineEntity({
  type: 'testDefinition',
  collection: 'dataQuality/testDefinitions',
  label: 'TestDefinition',
  description: 'A kind of test: what it checks, on which data types, with which parameters.',
  fields: {
    entityType: Type.String({ enum: ['TABLE', 'COLUMN'] }),
    testPlatforms: Type.Array(
      Type.String({ enum: ['OpenMetadata', 'GreatExpectations', 'dbt', 'Deequ', 'Soda', 'Other'] }),
    ),
    supportedDataTypes: Type.Optional(Type.Array(DataType)),
    parameterDefinition: Type.Optional(Type.Array(ParameterDefinition)),
    dataQualityDimension: Type.Optional(
      Type.String({
        enum: [
          'Completeness', 'Accuracy', 'Consistency', 'Validity', 'Uniqueness', 'Integrity', 'SQL', 'NoDimension',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    provider: Type.Optional(Provider),
    supportsRowLevelPassedFailed: Type.Optional(Type.Boolean()),
    supportsDynamicAssertion: Type.Optional(Type.Boolean()),
    enabled: Type.Optional(Type.Boolean()),
    supportedServices: Type.Optional(Type.Array(Type.String())),
    sqlExpression: Type.Optional(Type.String()),
    validatorClass: Type.Optional(Type.String({ description: 'the class that runs the test' })),
  },
  readOnly: ['supportsRowLevelPassedFailed', 'supportsDynamicAssertion', 'enabled'],
  traits: ['owners', 'domains'],
  filters: {
    testPlatform: (platform) => ({ having: { member: 'testPlatforms', values: [platform] } }),
    supportedDataType: (dataType) => ({ having: { member: 'supportedDataTypes', values: [dataType] } }),
    // One that names no service is for all of them.
    supportedService: (service) => ({
      having: { member: 'supportedServices', values: [service], orNone: true },
    }),
  },
  search: { index: 'test_definition_search_index', text: ['description'], source: ['entityType'] },
})
export type TestDefinition = EntityOf<typeof TestDefinition>
export type CreateTestDefinition = CreateOf<typeof TestDefinition>
