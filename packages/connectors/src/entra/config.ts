/** What a workflow file says about a directory: OpenMetadata has no such source, so the words are those of its Azure settings. */
import { type Static, Type } from '@sinclair/typebox'

export const EntraConfig = Type.Object(
  {
    type: Type.Optional(Type.String({ enum: ['Entra'] })),
    tenantId: Type.String({ minLength: 1, description: 'the directory (tenant) id' }),
    clientId: Type.String({
      minLength: 1,
      description: 'an application with User.Read.All and GroupMember.Read.All',
    }),
    clientSecret: Type.String({ minLength: 1, description: 'a client secret of the application' }),
    authority: Type.Optional(
      Type.String({
        format: 'uri',
        description: 'default https://login.microsoftonline.com; another in sovereign clouds',
      }),
    ),
    graphUrl: Type.Optional(
      Type.String({
        format: 'uri',
        description: 'default https://graph.microsoft.com; another in sovereign clouds',
      }),
    ),
    includeGuests: Type.Optional(
      Type.Boolean({ description: 'read guests of the directory too; default false' }),
    ),
    pageSize: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 999, description: 'objects a page; default 999' }),
    ),
  },
  { additionalProperties: false },
)
export type EntraConfig = Static<typeof EntraConfig>
