/** Lineage on the wire: edges between entities, with the columns they carry. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

export const ColumnLineage = Type.Object(
  {
    fromColumns: Type.Optional(Type.Array(Type.String())),
    toColumn: Type.Optional(Type.String()),
    function: Type.Optional(Type.String()),
  },
  { $id: 'ColumnLineage', additionalProperties: false },
)

export const LineageDetails = Type.Object(
  {
    sqlQuery: Type.Optional(Type.String()),
    columnsLineage: Type.Optional(Type.Array(ColumnLineage)),
    pipeline: Type.Optional(EntityReference),
    description: Type.Optional(Type.String()),
    source: Type.Optional(
      Type.String({
        enum: [
          'Manual', 'ViewLineage', 'QueryLineage', 'PipelineLineage', 'DashboardLineage', 'DbtLineage', 'SparkLineage',
          'OpenLineage', 'ExternalTableLineage', 'CrossDatabaseLineage', 'ChildAssets',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    createdAt: Type.Optional(Type.Integer()),
    createdBy: Type.Optional(Type.String()),
    updatedAt: Type.Optional(Type.Integer()),
    updatedBy: Type.Optional(Type.String()),
    assetEdges: Type.Optional(Type.Integer()),
    tempLineageTables: Type.Optional(Type.Array(Type.Object({}, { additionalProperties: true }))),
  },
  { $id: 'LineageDetails', additionalProperties: false },
)
export type LineageDetails = Static<typeof LineageDetails>

/** Only id and type of the two ends matter; the rest of a reference may come along. */
export const AddLineage = Type.Object(
  {
    edge: Type.Object(
      {
        fromEntity: EntityReference,
        toEntity: EntityReference,
        description: Type.Optional(Type.String()),
        lineageDetails: Type.Optional(LineageDetails),
      },
      { additionalProperties: false },
    ),
  },
  { $id: 'AddLineage', additionalProperties: false },
)
export type AddLineage = Static<typeof AddLineage>

export const LineageEdge = Type.Object(
  {
    fromEntity: Type.String({ format: 'uuid' }),
    toEntity: Type.String({ format: 'uuid' }),
    description: Type.Optional(Type.String()),
    lineageDetails: Type.Optional(LineageDetails),
  },
  { $id: 'Edge', additionalProperties: false },
)
export type LineageEdge = Static<typeof LineageEdge>

export const EntityLineage = Type.Object(
  {
    entity: EntityReference,
    nodes: Type.Array(EntityReference),
    upstreamEdges: Type.Array(LineageEdge),
    downstreamEdges: Type.Array(LineageEdge),
  },
  { $id: 'EntityLineage', additionalProperties: false },
)
export type EntityLineage = Static<typeof EntityLineage>
