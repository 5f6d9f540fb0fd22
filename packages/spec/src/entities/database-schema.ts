/** A schema of a database: a namespace of tables. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { NamespaceProfilerConfig } from '../types/namespace-profiler-config.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DatabaseServiceType } from './database-service.ts'

export const DatabaseSchema = defineEntity({
  type: 'databaseSchema',
  collection: 'databaseSchemas',
  label: 'DatabaseSchema',
  description: 'A schema: a namespace of tables inside a database.',
  parent: { field: 'database', types: ['database'], copies: ['service', 'serviceType'] },
  fields: {
    service: EntityReference,
    serviceType: Type.Optional(DatabaseServiceType),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary'],
  traits: [...dataAssetTraits, 'retentionPeriod'],
  relations: { tables: { to: ['table'], many: true, relationship: 'contains', readOnly: true } },
  extensions: { databaseSchemaProfilerConfig: { kind: 'snapshot', schema: NamespaceProfilerConfig } },
  search: {
    index: 'database_schema_search_index',
    text: ['description'],
    source: ['service', 'serviceType', 'database'],
  },
})
export type DatabaseSchema = EntityOf<typeof DatabaseSchema>
export type CreateDatabaseSchema = CreateOf<typeof DatabaseSchema>
