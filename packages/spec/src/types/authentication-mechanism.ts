/** How a bot proves who it is: a token of ours, or an Azure application. */
import { type Static, Type } from '@sinclair/typebox'
import { secret } from '../secret.ts'

export const AzureSsoConfig = Type.Object(
  {
    clientSecret: Type.Optional(secret()),
    authority: Type.String(),
    clientId: Type.String(),
    scopes: Type.Array(Type.String()),
  },
  { $id: 'AzureSsoConfig', additionalProperties: false },
)
export type AzureSsoConfig = Static<typeof AzureSsoConfig>

export const AuthenticationMechanism = Type.Object(
  {
    authType: Type.String({ enum: ['JWT', 'SSO', 'BASIC'] }),
    config: Type.Optional(
      Type.Object(
        {
          JWTToken: Type.Optional(secret()),
          JWTTokenExpiry: Type.Optional(
            Type.String({ enum: ['OneHour', '1', '7', '30', '60', '90', 'Unlimited'] }),
          ),
          JWTTokenExpiresAt: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
          ssoServiceType: Type.Optional(
            Type.String({ enum: ['azure', 'google', 'okta', 'auth0', 'custom-oidc'] }),
          ),
          authConfig: Type.Optional(AzureSsoConfig),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'AuthenticationMechanism', additionalProperties: false },
)
export type AuthenticationMechanism = Static<typeof AuthenticationMechanism>
