/** A column of a table, with its children when it is a struct. */
import { type Static, Type } from '@sinclair/typebox'
import { CustomMetric } from './custom-metric.ts'
import { ColumnProfile } from './table-profile.ts'
import { TagLabel } from './tag-label.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const dataTypes = [
  'NUMBER', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BYTEINT', 'BYTES', 'FLOAT', 'DOUBLE', 'DECIMAL', 'NUMERIC',
  'TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE', 'DATETIME', 'INTERVAL', 'STRING', 'MEDIUMTEXT', 'TEXT', 'CHAR', 'LONG',
  'VARCHAR', 'BOOLEAN', 'BINARY', 'VARBINARY', 'ARRAY', 'BLOB', 'LONGBLOB', 'MEDIUMBLOB', 'MAP', 'STRUCT', 'UNION',
  'SET', 'GEOGRAPHY', 'ENUM', 'JSON', 'UUID', 'VARIANT', 'GEOMETRY', 'BYTEA', 'AGGREGATEFUNCTION', 'ERROR', 'FIXED',
  'RECORD', 'NULL', 'SUPER', 'HLLSKETCH', 'PG_LSN', 'PG_SNAPSHOT', 'TSQUERY', 'TXID_SNAPSHOT', 'XML', 'MACADDR',
  'TSVECTOR', 'UNKNOWN', 'CIDR', 'INET', 'CLOB', 'ROWID', 'LOWCARDINALITY', 'YEAR', 'POINT', 'POLYGON', 'TUPLE',
  'SPATIAL', 'TABLE', 'NTEXT', 'IMAGE', 'IPV4', 'IPV6', 'DATETIMERANGE', 'HLL', 'LARGEINT', 'QUANTILE_STATE',
  'AGG_STATE', 'BITMAP', 'UINT', 'BIT', 'MONEY', 'MEASURE HIDDEN', 'MEASURE VISIBLE', 'MEASURE', 'KPI', 'HEIRARCHY',
  'HIERARCHYID',
]

export const DataType = Type.String({ enum: dataTypes, $id: 'DataType' })

/** The members besides `children`; a struct nests them to any depth. */
const columnFields = {
  name: Type.String({ minLength: 1, maxLength: 3072 }),
  displayName: Type.Optional(Type.String()),
  dataType: DataType,
  arrayDataType: Type.Optional(DataType),
  dataLength: Type.Optional(Type.Integer()),
  precision: Type.Optional(Type.Integer()),
  scale: Type.Optional(Type.Integer()),
  dataTypeDisplay: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  fullyQualifiedName: Type.Optional(Type.String({ maxLength: 3072 })),
  tags: Type.Optional(Type.Array(TagLabel)),
  constraint: Type.Optional(Type.String({ enum: ['NULL', 'NOT_NULL', 'UNIQUE', 'PRIMARY_KEY'] })),
  ordinalPosition: Type.Optional(Type.Integer()),
  jsonSchema: Type.Optional(Type.String()),
  customMetrics: Type.Optional(Type.Array(CustomMetric)),
  extension: Type.Optional(Type.Object({}, { additionalProperties: true })),
  profile: Type.Optional(ColumnProfile),
}

interface ColumnShape extends Static<ReturnType<typeof Type.Object<typeof columnFields>>> {
  children?: ColumnShape[]
}

export const Column = Type.Unsafe<ColumnShape>(
  Type.Recursive(
    (self) =>
      Type.Object(
        { ...columnFields, children: Type.Optional(Type.Array(self)) },
        { additionalProperties: false },
      ),
    { $id: 'Column' },
  ),
)
export type Column = Static<typeof Column>
