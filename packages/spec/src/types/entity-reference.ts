/** How one entity points at another on the wire. */
import { type Static, Type } from '@sinclair/typebox'

export const EntityReference = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    type: Type.String(),
    name: Type.Optional(Type.String()),
    fullyQualifiedName: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    deleted: Type.Optional(Type.Boolean()),
    inherited: Type.Optional(Type.Boolean({ description: 'true when the parent lends this reference' })),
    href: Type.Optional(Type.String({ format: 'uri' })),
  },
  { $id: 'EntityReference', additionalProperties: false },
)
export type EntityReference = Static<typeof EntityReference>

/** What a client may send where a reference is expected: an id, a fully qualified name, or `{id, type}`. */
export const ReferenceInput = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 3072 }),
    Type.Object(
      {
        id: Type.Optional(Type.String({ format: 'uuid' })),
        type: Type.Optional(Type.String()),
        name: Type.Optional(Type.String()),
        fullyQualifiedName: Type.Optional(Type.String()),
        displayName: Type.Optional(Type.String()),
        description: Type.Optional(Type.String()),
        deleted: Type.Optional(Type.Boolean()),
        inherited: Type.Optional(Type.Boolean()),
        href: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
  ],
  { $id: 'ReferenceInput' },
)
export type ReferenceInput = Static<typeof ReferenceInput>
