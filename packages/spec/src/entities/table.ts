/** A table or view of a schema: its columns, keys and partitions. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts, requireOwnNames } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { CustomMetric } from '../types/custom-metric.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { PipelineObservability } from '../types/pipeline-observability.ts'
import { TableProfilerConfig } from '../types/profiler-config.ts'
import { TableConstraint, TablePartition } from '../types/table-constraint.ts'
import { TableData } from '../types/table-data.ts'
import { TableDataModel } from '../types/table-data-model.ts'
import { TableJoins } from '../types/table-joins.ts'
import { ColumnProfile, SystemProfile, TableProfile } from '../types/table-profile.ts'
import { CompressionStrategy, TableFileFormat } from '../types/table-storage.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DatabaseServiceType } from './database-service.ts'

/** Metrics of columns move into the columns; the table keeps its own. */
function withColumnMetrics(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const metrics = table.customMetrics as readonly CustomMetric[] | undefined // the extension's schema
  if (!metrics) return { ...table }
  const columns = (table.columns as readonly Column[]).map((column) => {
    const own = metrics.filter(({ columnName }) => columnName === column.name)
    return own.length === 0 ? column : { ...column, customMetrics: own }
  })
  return { ...table, columns, customMetrics: metrics.filter(({ columnName }) => columnName === undefined) }
}

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
    dataModel: Type.Optional(TableDataModel),
    fileFormat: Type.Optional(TableFileFormat),
    compressionEnabled: Type.Optional(Type.Boolean()),
    compressionCodec: Type.Optional(Type.String()),
    compressionStrategy: Type.Optional(CompressionStrategy),
    locationPath: Type.Optional(Type.String()),
    processedLineage: Type.Optional(Type.Boolean()),
    queries: Type.Optional(Type.Array(Type.String())),
    usageSummary: Type.Optional(UsageDetails),
    database: Type.Optional(EntityReference),
    service: Type.Optional(EntityReference),
    serviceType: Type.Optional(DatabaseServiceType),
  },
  readOnly: ['usageSummary', 'queries'],
  traits: [...dataAssetTraits, 'retentionPeriod'],
  relations: {
    location: { to: ['location'], many: false, relationship: 'isStoredAt' },
    testSuite: { to: ['testSuite'], many: false, relationship: 'contains', readOnly: true },
  },
  extensions: {
    sampleData: { kind: 'snapshot', schema: TableData },
    tableProfilerConfig: { kind: 'snapshot', schema: TableProfilerConfig, inCreate: true },
    // Those of columns stand among them, with the column's name, and are shown with the column.
    customMetrics: {
      kind: 'snapshot',
      schema: Type.Array(CustomMetric, { maxItems: 10_000 }),
      ownRoutes: true,
    },
    pipelineObservability: {
      kind: 'snapshot',
      schema: Type.Array(PipelineObservability, { maxItems: 10_000 }),
      ownRoutes: true,
    },
    joins: { kind: 'snapshot', schema: TableJoins, ownRoutes: true },
    dailyJoins: {
      kind: 'timeSeries',
      internal: true,
      timestamp: 'timestamp',
      schema: Type.Object({ timestamp: Type.Integer(), joins: TableJoins }, { additionalProperties: false }),
    },
    profile: { kind: 'timeSeries', schema: TableProfile, timestamp: 'timestamp', ownRoutes: true },
    columnProfiles: { kind: 'timeSeries', internal: true, schema: ColumnProfile, timestamp: 'timestamp' },
    systemProfiles: {
      kind: 'timeSeries',
      internal: true,
      schema: SystemProfile,
      timestamp: 'timestamp',
      key: ['timestamp', 'operation'],
    },
  },
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
  arrange: withColumnMetrics,
  normalize: (entity) => {
    const columns = entity.columns as Column[] // validated before
    requireOwnNames(columns, 'columns')
    return { ...entity, columns: nameParts(columns, entity.fullyQualifiedName as string) }
  },
})
export type Table = EntityOf<typeof Table>
export type CreateTable = CreateOf<typeof Table>
