/** What the body of `POST` and `PATCH /applications` may hold. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const closed = { additionalProperties: false }
const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema)
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const text = optional(nullable(Type.String()))
const anyGuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
})
const redirectUris = optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 256 }))

const PermissionScope = Type.Object(
  {
    id: anyGuid,
    value: Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\s]+$' }),
    type: Type.Optional(Type.Union([Type.Literal('User'), Type.Literal('Admin')])),
    isEnabled: Type.Optional(Type.Boolean()),
    adminConsentDisplayName: text,
    adminConsentDescription: text,
    userConsentDisplayName: text,
    userConsentDescription: text,
    origin: text,
  },
  closed,
)
const AppRole = Type.Object(
  {
    id: anyGuid,
    value: optional(nullable(Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\s]+$' }))),
    displayName: Type.String({ minLength: 1 }),
    description: Type.String({ minLength: 1 }),
    allowedMemberTypes: Type.Array(Type.Union([Type.Literal('User'), Type.Literal('Application')]), {
      minItems: 1,
    }),
    isEnabled: Type.Optional(Type.Boolean()),
    origin: text,
  },
  closed,
)
const OptionalClaim = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    source: text,
    essential: optional(Type.Boolean()),
    additionalProperties: optional(Type.Array(Type.String())),
  },
  closed,
)
const optionalClaims = optional(nullable(Type.Array(OptionalClaim)))
const KeyCredential = Type.Object(
  {
    keyId: optional(nullable(anyGuid)),
    key: text,
    type: optional(Type.String()),
    usage: optional(Type.String()),
    displayName: text,
    customKeyIdentifier: text,
    startDateTime: text,
    endDateTime: text,
  },
  closed,
)
const PasswordCredential = Type.Object({ keyId: optional(nullable(anyGuid)) }, { additionalProperties: true })

/** Any subset changes a registration; members of `api`, `web` and `spa` that are absent stay as they are. */
export const ApplicationBody = Type.Object(
  {
    displayName: optional(Type.String({ minLength: 1, maxLength: 256 })),
    description: text,
    notes: text,
    uniqueName: text,
    tags: optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }))),
    signInAudience: optional(
      Type.Union([
        Type.Literal('AzureADMyOrg'),
        Type.Literal('AzureADMultipleOrgs'),
        Type.Literal('AzureADandPersonalMicrosoftAccount'),
        Type.Literal('PersonalMicrosoftAccount'),
      ]),
    ),
    isFallbackPublicClient: optional(nullable(Type.Boolean())),
    identifierUris: optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }))),
    groupMembershipClaims: optional(
      nullable(
        Type.Union([
          Type.Literal('None'),
          Type.Literal('SecurityGroup'),
          Type.Literal('DirectoryRole'),
          Type.Literal('ApplicationGroup'),
          Type.Literal('All'),
        ]),
      ),
    ),
    spa: optional(Type.Object({ redirectUris }, closed)),
    publicClient: optional(Type.Object({ redirectUris }, closed)),
    web: optional(
      Type.Object(
        {
          redirectUris,
          homePageUrl: text,
          logoutUrl: text,
          implicitGrantSettings: optional(
            Type.Object(
              {
                enableIdTokenIssuance: optional(nullable(Type.Boolean())),
                enableAccessTokenIssuance: optional(nullable(Type.Boolean())),
              },
              closed,
            ),
          ),
          redirectUriSettings: optional(Type.Array(Type.Unknown())),
        },
        closed,
      ),
    ),
    api: optional(
      Type.Object(
        {
          acceptMappedClaims: optional(nullable(Type.Boolean())),
          knownClientApplications: optional(Type.Array(anyGuid)),
          requestedAccessTokenVersion: optional(nullable(Type.Union([Type.Literal(1), Type.Literal(2)]))),
          oauth2PermissionScopes: optional(Type.Array(PermissionScope)),
          preAuthorizedApplications: optional(
            Type.Array(Type.Object({ appId: anyGuid, delegatedPermissionIds: Type.Array(anyGuid) }, closed)),
          ),
        },
        closed,
      ),
    ),
    appRoles: optional(Type.Array(AppRole)),
    requiredResourceAccess: optional(
      Type.Array(
        Type.Object(
          {
            resourceAppId: anyGuid,
            resourceAccess: Type.Array(
              Type.Object(
                { id: anyGuid, type: Type.Union([Type.Literal('Scope'), Type.Literal('Role')]) },
                closed,
              ),
            ),
          },
          closed,
        ),
      ),
    ),
    optionalClaims: optional(
      nullable(
        Type.Object(
          { idToken: optionalClaims, accessToken: optionalClaims, saml2Token: optionalClaims },
          closed,
        ),
      ),
    ),
    keyCredentials: optional(Type.Array(KeyCredential)),
    passwordCredentials: optional(Type.Array(PasswordCredential)),
  },
  closed,
)
export type ApplicationBody = Static<typeof ApplicationBody>
