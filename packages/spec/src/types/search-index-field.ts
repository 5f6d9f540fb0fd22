/** A field of a search index, with its sub-fields. */
import { type Static, Type } from '@sinclair/typebox'
import { TagLabel } from './tag-label.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const SearchIndexDataType = Type.String({
  enum: [
    'NUMBER', 'TEXT', 'BINARY', 'TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE', 'DATETIME', 'KEYWORD', 'ARRAY', 'OBJECT',
    'FLATTENED', 'NESTED', 'JOIN', 'RANGE', 'IP', 'VERSION', 'MURMUR3', 'AGGREGATE_METRIC_DOUBLE', 'HISTOGRAM',
    'ANNOTATED-TEXT', 'COMPLETION', 'SEARCH_AS_YOU_TYPE', 'DENSE_VECTOR', 'RANK_FEATURE', 'RANK_FEATURES', 'GEO_POINT',
    'GEO_SHAPE', 'POINT', 'SHAPE', 'PERCOLATOR', 'BOOLEAN', 'CONSTANT_KEYWORD', 'WILDCARD', 'LONG', 'INTEGER', 'SHORT',
    'BYTE', 'DOUBLE', 'FLOAT', 'HALF_FLOAT', 'SCALED_FLOAT', 'UNSIGNED_LONG', 'UNKNOWN',
  ],
  $id: 'SearchIndexDataType',
})

const fieldMembers = {
  name: Type.String({ minLength: 1, maxLength: 256 }),
  displayName: Type.Optional(Type.String()),
  dataType: SearchIndexDataType,
  dataTypeDisplay: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  fullyQualifiedName: Type.Optional(Type.String({ maxLength: 3072 })),
  tags: Type.Optional(Type.Array(TagLabel)),
}

interface FieldShape extends Static<ReturnType<typeof Type.Object<typeof fieldMembers>>> {
  children?: FieldShape[]
}

export const SearchIndexField = Type.Unsafe<FieldShape>(
  Type.Recursive(
    (self) =>
      Type.Object(
        { ...fieldMembers, children: Type.Optional(Type.Array(self)) },
        { additionalProperties: false },
      ),
    { $id: 'SearchIndexField' },
  ),
)
