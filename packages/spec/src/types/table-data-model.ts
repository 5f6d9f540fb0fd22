/** The model behind a table, as dbt or a data-definition file describes it. */
import { Type } from '@sinclair/typebox'
import { Column } from './column.ts'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'

export const TableDataModel = Type.Object(
  {
    modelType: Type.String({ enum: ['DBT', 'DDL'] }),
    resourceType: Type.Optional(Type.String()),
    dbtSourceProject: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
    rawSql: Type.Optional(Type.String()),
    sql: Type.Optional(Type.String()),
    upstream: Type.Optional(Type.Array(Type.String(), { description: 'fully qualified names of tables' })),
    owners: Type.Optional(Type.Array(EntityReference)),
    tags: Type.Optional(Type.Array(TagLabel)),
    columns: Type.Optional(Type.Array(Column, { maxItems: 100_000 })),
    generatedAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { $id: 'TableDataModel', additionalProperties: false },
)
