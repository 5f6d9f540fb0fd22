/** How an account proves who it is: a token of ours, an application of a sign-in provider, or a password. */
import { type Static, Type } from '@sinclair/typebox'
import { secret } from '../secret.ts'

const text = () => Type.String({ maxLength: 4096 })
const optionalText = () => Type.Optional(text())
const flag = () => Type.Optional(Type.Boolean())

const GoogleSsoConfig = Type.Object(
  { secretKey: secret(), audience: optionalText() },
  { $id: 'GoogleSsoConfig', additionalProperties: false },
)

const OktaSsoConfig = Type.Object(
  {
    clientId: text(),
    orgURL: text(),
    privateKey: secret(),
    email: text(),
    scopes: Type.Optional(Type.Array(text())),
  },
  { $id: 'OktaSsoConfig', additionalProperties: false },
)

const Auth0SsoConfig = Type.Object(
  { clientId: text(), secretKey: secret(), domain: text() },
  { $id: 'Auth0SsoConfig', additionalProperties: false },
)

export const AzureSsoConfig = Type.Object(
  {
    clientSecret: Type.Optional(secret()),
    authority: text(),
    clientId: text(),
    scopes: Type.Array(text()),
  },
  { $id: 'AzureSsoConfig', additionalProperties: false },
)
export type AzureSsoConfig = Static<typeof AzureSsoConfig>

const CustomOidcSsoConfig = Type.Object(
  { clientId: text(), secretKey: secret(), tokenEndpoint: text() },
  { $id: 'CustomOidcSsoConfig', additionalProperties: false },
)

const SamlSsoConfig = Type.Object(
  {
    idp: Type.Object(
      {
        entityId: text(),
        ssoLoginUrl: text(),
        authorityUrl: optionalText(),
        idpX509Certificate: Type.Optional(secret()),
        nameId: optionalText(),
      },
      { additionalProperties: false },
    ),
    sp: Type.Object(
      {
        entityId: text(),
        acs: text(),
        spX509Certificate: Type.Optional(secret()),
        spPrivateKey: Type.Optional(secret()),
        callback: text(),
      },
      { additionalProperties: false },
    ),
    security: Type.Optional(
      Type.Object(
        {
          strictMode: flag(),
          validateXml: flag(),
          tokenValidity: Type.Optional(Type.Integer()),
          sendEncryptedNameId: flag(),
          sendSignedAuthRequest: flag(),
          signSpMetadata: flag(),
          wantMessagesSigned: flag(),
          wantAssertionsSigned: flag(),
          wantAssertionEncrypted: flag(),
          keyStoreFilePath: optionalText(),
          keyStoreAlias: optionalText(),
          keyStorePassword: Type.Optional(secret()),
        },
        { additionalProperties: false },
      ),
    ),
    debugMode: flag(),
    samlDisplayNameAttributes: Type.Optional(Type.Array(text())),
  },
  { $id: 'SamlSsoConfig', additionalProperties: false },
)

const SsoMechanism = Type.Object(
  {
    ssoServiceType: Type.Optional(Type.String({ enum: ['azure', 'google', 'okta', 'auth0', 'custom-oidc'] })),
    authConfig: Type.Optional(
      Type.Union([
        AzureSsoConfig,
        GoogleSsoConfig,
        OktaSsoConfig,
        Auth0SsoConfig,
        CustomOidcSsoConfig,
        SamlSsoConfig,
      ]),
    ),
  },
  { $id: 'SsoMechanism', additionalProperties: false },
)

const JwtMechanism = Type.Object(
  {
    JWTToken: Type.Optional(secret()),
    JWTTokenExpiry: Type.String({ enum: ['OneHour', '1', '7', '30', '60', '90', 'Unlimited'] }),
    JWTTokenExpiresAt: Type.Optional(
      Type.Union([Type.Integer({ description: 'milliseconds since 1970' }), Type.Null()]),
    ),
  },
  { $id: 'JwtMechanism', additionalProperties: false },
)

const BasicMechanism = Type.Object(
  { password: secret() },
  { $id: 'BasicMechanism', additionalProperties: false },
)

export const AuthenticationMechanism = Type.Object(
  {
    authType: Type.Optional(Type.String({ enum: ['JWT', 'SSO', 'BASIC'] })),
    config: Type.Optional(Type.Union([SsoMechanism, JwtMechanism, BasicMechanism])),
  },
  { $id: 'AuthenticationMechanism', additionalProperties: false },
)
export type AuthenticationMechanism = Static<typeof AuthenticationMechanism>

/** The Azure application that a mechanism names; undefined when it names none. */
export function azureApplicationOf(
  mechanism: AuthenticationMechanism | undefined,
): AzureSsoConfig | undefined {
  const config = mechanism?.config
  if (!config || !('authConfig' in config) || !config.authConfig) return undefined
  return 'authority' in config.authConfig ? config.authConfig : undefined
}
