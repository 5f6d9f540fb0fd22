/** Custom properties: what an installation adds to the members of an entity type, and the types they may have. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference, ReferenceInput } from './entity-reference.ts'

const EnumConfig = Type.Object(
  {
    multiSelect: Type.Optional(Type.Boolean()),
    values: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 10_000, uniqueItems: true }),
    ),
  },
  { $id: 'EnumConfig', additionalProperties: false },
)

const TableConfig = Type.Object(
  {
    columns: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
    }),
    minColumns: Type.Optional(Type.Integer()),
    maxColumns: Type.Optional(Type.Integer()),
  },
  { $id: 'TableConfig', additionalProperties: false },
)

/** An enumeration's values, a table's columns, a date's format, or the entity types a reference may point at. */
const CustomPropertyConfig = Type.Object(
  {
    config: Type.Optional(
      Type.Union([EnumConfig, TableConfig, Type.String({ maxLength: 256 }), Type.Array(Type.String())]),
    ),
  },
  { $id: 'CustomPropertyConfig', additionalProperties: false },
)

const shared = {
  name: Type.String({
    minLength: 1,
    maxLength: 256,
    pattern: "^[A-Za-z0-9][A-Za-z0-9 _\\-.,;%#@!'(){}\\[\\]|=+?`]*$",
  }),
  displayName: Type.Optional(Type.String({ maxLength: 256 })),
  description: Type.String({ maxLength: 1_000_000 }),
  customPropertyConfig: Type.Optional(CustomPropertyConfig),
}

export const CustomProperty = Type.Object(
  { ...shared, propertyType: EntityReference },
  { $id: 'CustomProperty', additionalProperties: false },
)
export type CustomProperty = Static<typeof CustomProperty>

/** What a client sends; the type is known by its id or its name. */
export const CreateCustomProperty = Type.Object(
  { ...shared, propertyType: ReferenceInput },
  { $id: 'CreateCustomProperty', additionalProperties: false },
)
export type CreateCustomProperty = Static<typeof CreateCustomProperty>

/** The types of custom properties by name, with what a value of each is. */
export const propertyTypes = {
  string: 'A text.',
  markdown: 'A text in Markdown.',
  sqlQuery: 'A SQL statement.',
  email: 'An e-mail address.',
  integer: 'A whole number.',
  number: 'A number.',
  timestamp: 'A moment, in milliseconds since 1970.',
  timeInterval: 'A time between two moments: `{"start": …, "end": …}` in milliseconds since 1970.',
  duration: 'A length of time as ISO 8601 writes it: `P1DT12H`.',
  'date-cp': 'A date in the format of the property.',
  'dateTime-cp': 'A date with time in the format of the property.',
  'time-cp': 'A time of day in the format of the property.',
  enum: 'One or several of the values of the property: `["value"]`.',
  entityReference: 'A reference to an entity: `{"id": …, "type": …}`.',
  entityReferenceList: 'References to entities.',
  'table-cp': 'Rows of texts: `{"columns": ["a"], "rows": [{"a": "text"}]}`.',
  'hyperlink-cp': 'An address with a text: `{"url": …, "displayText": …}`.',
} as const
export type PropertyType = keyof typeof propertyTypes

/** A type that properties or entities have, as `/metadata/types` tells it. */
export const MetadataType = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    fullyQualifiedName: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    description: Type.String(),
    category: Type.Optional(Type.String({ enum: ['field', 'entity'] })),
    nameSpace: Type.Optional(Type.String()),
    schema: Type.Optional(Type.String({ description: 'JSON Schema of values, as text' })),
    customProperties: Type.Optional(Type.Array(CustomProperty)),
    version: Type.Optional(Type.Number({ minimum: 0.1 })),
    updatedAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    updatedBy: Type.Optional(Type.String()),
    href: Type.Optional(Type.String({ format: 'uri' })),
  },
  { $id: 'MetadataType', additionalProperties: false },
)
export type MetadataType = Static<typeof MetadataType>
