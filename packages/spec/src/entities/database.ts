/** A database of a service: the level between the server and its schemas. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { NamespaceProfilerConfig } from '../types/namespace-profiler-config.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DatabaseServiceType } from './database-service.ts'

export const Database = defineEntity({
  type: 'database',
  collection: 'databases',
  label: 'Database',
  description: 'A database: a named set of schemas on one service.',
  parent: { field: 'service', types: ['databaseService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(DatabaseServiceType),
    default: Type.Optional(Type.Boolean({ description: 'the source has no databases; this stands in' })),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary'],
  traits: [...dataAssetTraits, 'retentionPeriod'],
  relations: {
    location: { to: ['location'], many: false, relationship: 'isStoredAt' },
    databaseSchemas: { to: ['databaseSchema'], many: true, relationship: 'contains', readOnly: true },
  },
  extensions: { databaseProfilerConfig: { kind: 'snapshot', schema: NamespaceProfilerConfig } },
  search: { index: 'database_search_index', text: ['description'], source: ['service', 'serviceType'] },
})
export type Database = EntityOf<typeof Database>
export type CreateDatabase = CreateOf<typeof Database>
