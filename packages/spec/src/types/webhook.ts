/** Where notifications are posted, and how the post proves who sent it. */
import { type Static, Type } from '@sinclair/typebox'
import { SECRET_KEYWORD, secret } from '../secret.ts'

const NoAuth = Type.Object(
  { type: Type.String({ enum: ['none'] }) },
  { $id: 'WebhookNoAuth', additionalProperties: false },
)

const BearerAuth = Type.Object(
  { type: Type.String({ enum: ['bearer'] }), secretKey: secret() },
  { $id: 'WebhookBearerAuth', additionalProperties: false },
)

const OAuth2 = Type.Object(
  {
    type: Type.String({ enum: ['oauth2'] }),
    tokenUrl: Type.String({ format: 'uri', maxLength: 4096 }),
    clientId: Type.String({ maxLength: 1024 }),
    clientSecret: secret(),
    scope: Type.Optional(Type.String({ maxLength: 4096 })),
  },
  { $id: 'WebhookOAuth2', additionalProperties: false },
)

/** Values of headers and query parameters are texts, keys of API gateways as often as not; their names are free. */
const TextMap = Type.Record(Type.String(), Type.String({ maxLength: 8192 }), { [SECRET_KEYWORD]: true })

export const Webhook = Type.Object(
  {
    receivers: Type.Optional(Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 1000 })),
    endpoint: Type.Optional(Type.String({ format: 'uri', maxLength: 4096 })),
    headers: Type.Optional(TextMap),
    queryParams: Type.Optional(TextMap),
    httpMethod: Type.Optional(Type.String({ enum: ['POST', 'PUT'] })),
    sendToAdmins: Type.Optional(Type.Boolean()),
    sendToOwners: Type.Optional(Type.Boolean()),
    sendToFollowers: Type.Optional(Type.Boolean()),
    authType: Type.Optional(Type.Union([NoAuth, BearerAuth, OAuth2])),
  },
  { $id: 'Webhook', additionalProperties: false },
)
export type Webhook = Static<typeof Webhook>
