/** A function or procedure stored in a database schema, with its code. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { DatabaseServiceType } from './database-service.ts'

export const StoredProcedure = defineEntity({
  type: 'storedProcedure',
  collection: 'storedProcedures',
  label: 'StoredProcedure',
  description: 'A function or procedure stored in a database schema.',
  parent: {
    field: 'databaseSchema',
    types: ['databaseSchema'],
    copies: ['database', 'service', 'serviceType'],
  },
  fields: {
    storedProcedureCode: Type.Object(
      {
        language: Type.Optional(Type.String({ enum: ['SQL', 'Java', 'JavaScript', 'Python', 'External'] })),
        code: Type.Optional(Type.String()),
      },
      { $id: 'StoredProcedureCode', additionalProperties: false },
    ),
    storedProcedureType: Type.Optional(
      Type.String({ enum: ['StoredProcedure', 'UDF', 'StoredPackage', 'Function'] }),
    ),
    code: Type.Optional(Type.String()),
    processedLineage: Type.Optional(Type.Boolean()),
    database: Type.Optional(EntityReference),
    service: Type.Optional(EntityReference),
    serviceType: Type.Optional(DatabaseServiceType),
  },
  traits: dataAssetTraits,
  search: {
    index: 'stored_procedure_search_index',
    text: ['description', 'storedProcedureCode.code'],
    source: ['service', 'serviceType', 'database', 'databaseSchema'],
  },
})
export type StoredProcedure = EntityOf<typeof StoredProcedure>
export type CreateStoredProcedure = CreateOf<typeof StoredProcedure>
