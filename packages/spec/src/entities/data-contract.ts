/** What the provider of a data asset promises: schema, rules, quality, service levels and terms. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Column } from '../types/column.ts'
import { ContractSecurity, ContractSla, TermsOfUse } from '../types/contract-terms.ts'
import { ContractExecutionStatus, DataContractResult } from '../types/data-contract-result.ts'
import { OdcsQualityRule } from '../types/odcs-quality-rule.ts'
import { SemanticsRule } from '../types/semantics-rule.ts'

const ContractUpdate = Type.Object(
  {
    timestamp: Type.Integer(),
    updatedBy: Type.String(),
    impersonatedBy: Type.Optional(Type.String()),
    changeDescription: Type.Optional(Type.String()),
    version: Type.String(),
  },
  { $id: 'ContractUpdate', additionalProperties: false },
)

export const DataContract = defineEntity({
  type: 'dataContract',
  collection: 'dataContracts',
  label: 'DataContract',
  description:
    'What the provider of a data asset promises: schema, rules, quality, service levels and terms.',
  parent: {
    field: 'entity',
    types: [
      'table', 'storedProcedure', 'database', 'databaseSchema', 'dashboard', 'chart', 'dashboardDataModel', 'pipeline',
      'topic', 'searchIndex', 'apiCollection', 'apiEndpoint', 'mlmodel', 'container', 'directory', 'file',
      'spreadsheet', 'worksheet', 'dataProduct',
    ], // biome-ignore format: a vocabulary
  },
  fields: {
    schema: Type.Optional(Type.Array(Column, { maxItems: 100_000 })),
    semantics: Type.Optional(Type.Array(SemanticsRule, { maxItems: 1000 })),
    termsOfUse: Type.Optional(TermsOfUse),
    security: Type.Optional(ContractSecurity),
    sla: Type.Optional(ContractSla),
    odcsQualityRules: Type.Optional(Type.Array(OdcsQualityRule, { maxItems: 10_000 })),
    contractUpdates: Type.Optional(Type.Array(ContractUpdate)),
    effectiveFrom: Type.Optional(Type.String({ format: 'date-time' })),
    effectiveUntil: Type.Optional(Type.String({ format: 'date-time' })),
    createdAt: Type.Optional(Type.Integer()),
    createdBy: Type.Optional(Type.String()),
    latestResult: Type.Optional(
      Type.Object(
        {
          timestamp: Type.Optional(Type.Integer()),
          status: Type.Optional(ContractExecutionStatus),
          message: Type.Optional(Type.String()),
          resultId: Type.Optional(Type.String({ format: 'uuid' })),
        },
        { additionalProperties: false },
      ),
    ),
    inherited: Type.Optional(Type.Boolean()),
  },
  readOnly: ['contractUpdates', 'createdAt', 'createdBy', 'latestResult', 'inherited'],
  // Create requests carry the text alone.
  createOnly: { termsOfUse: Type.Optional(Type.Union([Type.String(), TermsOfUse])) },
  traits: ['owners', 'reviewers', 'extension', 'sourceUrl', 'entityStatus'],
  relations: {
    testSuite: {
      to: ['testSuite'],
      many: false,
      relationship: 'checks',
      direction: 'in',
      readOnly: true,
      linkable: true,
    },
    qualityExpectations: { to: ['testCase'], many: true, relationship: 'expects', always: true },
  },
  extensions: {
    results: {
      kind: 'timeSeries',
      internal: true,
      schema: DataContractResult,
      timestamp: 'timestamp',
      ownName: ['dataContractFQN'],
    },
  },
  normalize: (contract) => ({
    ...contract,
    ...(typeof contract.termsOfUse === 'string' ? { termsOfUse: { content: contract.termsOfUse } } : {}),
  }),
  filters: {
    status: (entityStatus) => ({ members: { entityStatus } }),
  },
  search: {
    index: 'data_contract_search_index',
    text: ['description', 'schema.name'],
    source: ['entity', 'entityStatus', 'latestResult'],
  },
})
export type DataContract = EntityOf<typeof DataContract>
export type CreateDataContract = CreateOf<typeof DataContract>
