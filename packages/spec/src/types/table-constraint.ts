/** Keys and partitions of a table. */
import { type Static, Type } from '@sinclair/typebox'
import { fqnText } from '../fqn-text.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const intervalTypes = [
  'TIME-UNIT', 'INTEGER-RANGE', 'INGESTION-TIME', 'COLUMN-VALUE', 'INJECTED', 'ENUM', 'OTHER',
]

export const TableConstraint = Type.Object(
  {
    constraintType: Type.Optional(
      Type.String({ enum: ['UNIQUE', 'PRIMARY_KEY', 'FOREIGN_KEY', 'SORT_KEY', 'DIST_KEY', 'CLUSTER_KEY'] }),
    ),
    columns: Type.Optional(Type.Array(Type.String())),
    referredColumns: Type.Optional(
      Type.Array(fqnText(), { description: 'fully qualified names of the columns pointed at' }),
    ),
    relationshipType: Type.Optional(
      Type.String({ enum: ['ONE_TO_ONE', 'ONE_TO_MANY', 'MANY_TO_ONE', 'MANY_TO_MANY'] }),
    ),
  },
  { $id: 'TableConstraint', additionalProperties: false },
)
export type TableConstraint = Static<typeof TableConstraint>

export const TablePartition = Type.Object(
  {
    columns: Type.Optional(
      Type.Array(
        Type.Object(
          {
            columnName: Type.Optional(Type.String()),
            intervalType: Type.Optional(Type.String({ enum: intervalTypes })),
            interval: Type.Optional(Type.String()),
          },
          { $id: 'PartitionColumn', additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'TablePartition', additionalProperties: false },
)
export type TablePartition = Static<typeof TablePartition>
