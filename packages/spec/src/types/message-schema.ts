/** The schema of a message or of an API's payload: its text and the fields in it. */
import { type Static, Type } from '@sinclair/typebox'
import { TagLabel } from './tag-label.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const SchemaFieldType = Type.String({
  enum: [
    'RECORD', 'NULL', 'BOOLEAN', 'INT', 'LONG', 'BYTES', 'FLOAT', 'DOUBLE', 'TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE',
    'STRING', 'ARRAY', 'MAP', 'ENUM', 'UNION', 'FIXED', 'ERROR', 'UNKNOWN',
  ],
  $id: 'SchemaFieldType',
})

const fieldMembers = {
  name: Type.String({ minLength: 1, maxLength: 128 }),
  displayName: Type.Optional(Type.String()),
  dataType: SchemaFieldType,
  dataTypeDisplay: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  fullyQualifiedName: Type.Optional(Type.String({ maxLength: 3072 })),
  tags: Type.Optional(Type.Array(TagLabel)),
}

interface SchemaFieldShape extends Static<ReturnType<typeof Type.Object<typeof fieldMembers>>> {
  children?: SchemaFieldShape[]
}

export const SchemaField = Type.Unsafe<SchemaFieldShape>(
  Type.Recursive(
    (self) =>
      Type.Object(
        { ...fieldMembers, children: Type.Optional(Type.Array(self)) },
        { additionalProperties: false },
      ),
    { $id: 'SchemaField' },
  ),
)
export type SchemaField = Static<typeof SchemaField>

const schemaMembers = {
  schemaType: Type.Optional(Type.String({ enum: ['Avro', 'Protobuf', 'JSON', 'Other', 'None'] })),
  schemaFields: Type.Optional(Type.Array(SchemaField, { maxItems: 100_000 })),
}

export const MessageSchema = Type.Object(
  { schemaText: Type.Optional(Type.String({ maxLength: 10_000_000 })), ...schemaMembers },
  { $id: 'MessageSchema', additionalProperties: false },
)
export type MessageSchema = Static<typeof MessageSchema>

/** An API's payload: what a message has, without its text. */
export const ApiSchema = Type.Object(schemaMembers, { $id: 'ApiSchema', additionalProperties: false })
export type ApiSchema = Static<typeof ApiSchema>
