/** A table or view of a schema: its columns, keys and partitions. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { TableConstraint, TablePartition } from '../types/table-constraint.ts'
import { TableData } from '../types/table-data.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DatabaseServiceType } from './database-service.ts'

export const Table = defineEntity({
  type: 'table',
  collection: 'tables',
  label: 'Table',
  description: 'A table or view with its columns, keys, partitions and the SQL that defines it.',
  parent: {
    field: 'databaseSchema',
    types: ['databaseSchema'],
    copies: ['database', 'service', 'serviceType'],
  },
  fields: {
    tableType: Type.Optional(
      Type.String({
        enum: [
          'Regular', 'External', 'Dynamic', 'View', 'SecureView', 'MaterializedView', 'Iceberg', 'Local', 'Partitioned',
          'Foreign', 'Transient', 'Stream', 'Stage',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    columns: Type.Array(Column, { maxItems: 100_000 }),
    tableConstraints: Type.Optional(Type.Array(TableConstraint)),
    tablePartition: Type.Optional(TablePartition),
    schemaDefinition: Type.Optional(Type.String({ description: 'the SQL that defines a view' })),
    dataModel: Type.Optional(Type.Object({}, { additionalProperties: true })),
    fileFormat: Type.Optional(Type.String()),
    locationPath: Type.Optional(Type.String()),
    processedLineage: Type.Optional(Type.Boolean()),
    tableProfilerConfig: Type.Optional(Type.Object({}, { additionalProperties: true })),
    joins: Type.Optional(Type.Object({}, { additionalProperties: true })),
    usageSummary: Type.Optional(UsageDetails),
    database: Type.Optional(EntityReference),
    service: Type.Optional(EntityReference),
    serviceType: Type.Optional(DatabaseServiceType),
  },
  readOnly: ['usageSummary', 'joins'],
  traits: [...dataAssetTraits, 'retentionPeriod'],
  extensions: { sampleData: { kind: 'snapshot', schema: TableData } },
  search: {
    index: 'table_search_index',
    text: ['description', 'columns.name', 'columns.displayName', 'columns.description'],
    source: [
      'service',
      'serviceType',
      'database',
      'databaseSchema',
      'tableType',
      'columns',
      'schemaDefinition',
    ],
  },
  majorOnRemoval: ['columns', 'tableConstraints'],
  normalize: (entity) => ({
    ...entity,
    columns: nameParts(entity.columns as Column[], entity.fullyQualifiedName as string), // validated before
  }),
})
export type Table = EntityOf<typeof Table>
export type CreateTable = CreateOf<typeof Table>
