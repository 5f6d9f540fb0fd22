/** Application registrations in a state file. */
import { type Static, Type } from '@sinclair/typebox'
import { closed, dateTime, guid } from './schema-parts.ts'

const redirectUris = Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 256 }))

const PermissionScope = Type.Object(
  {
    id: Type.Optional(guid('Scope id; derived when absent')),
    value: Type.String({ minLength: 1, maxLength: 120 }),
    type: Type.Optional(Type.Union([Type.Literal('User'), Type.Literal('Admin')])),
    isEnabled: Type.Optional(Type.Boolean({ description: 'Default: true' })),
    adminConsentDisplayName: Type.Optional(Type.String()),
    adminConsentDescription: Type.Optional(Type.String()),
  },
  closed,
)

const AppRole = Type.Object(
  {
    id: Type.Optional(guid('Role id; derived when absent')),
    value: Type.String({ minLength: 1, maxLength: 120 }),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    allowedMemberTypes: Type.Optional(
      Type.Array(Type.Union([Type.Literal('User'), Type.Literal('Application')])),
    ),
    isEnabled: Type.Optional(Type.Boolean({ description: 'Default: true' })),
  },
  closed,
)

const OptionalClaim = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    essential: Type.Optional(Type.Boolean()),
    additionalProperties: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)

const PasswordCredential = Type.Object(
  {
    displayName: Type.Optional(Type.String()),
    keyId: Type.Optional(guid('The secret ID, which is not the secret; derived when absent')),
    secretText: Type.String({
      minLength: 1,
      description: 'The secret value, in the clear: test values only',
    }),
    endDateTime: Type.Optional(dateTime('When the secret expires; default: never')),
  },
  closed,
)

const KeyCredential = Type.Object(
  {
    displayName: Type.Optional(Type.String()),
    certificatePem: Type.String({ description: 'The certificate with the public key, PEM' }),
  },
  closed,
)

const FederatedIdentityCredential = Type.Object(
  {
    name: Type.String({ minLength: 3, maxLength: 120 }),
    issuer: Type.String(),
    subject: Type.String(),
    audiences: Type.Array(Type.String(), { minItems: 1, maxItems: 1 }),
    jwks: Type.Optional(
      Type.Object(
        { keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) },
        {
          description:
            "The external issuer's public keys; absent: read from the issuer, which must be on this machine",
        },
      ),
    ),
  },
  closed,
)

/** One registration. */
export const Application = Type.Object(
  {
    id: Type.Optional(guid('Object id of the registration; derived when absent')),
    appId: guid('Client id'),
    displayName: Type.String({ minLength: 1 }),
    description: Type.Optional(Type.String()),
    notes: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(Type.String())),
    signInAudience: Type.Optional(
      Type.Union([
        Type.Literal('AzureADMyOrg'),
        Type.Literal('AzureADMultipleOrgs'),
        Type.Literal('AzureADandPersonalMicrosoftAccount'),
        Type.Literal('PersonalMicrosoftAccount'),
      ]),
    ),
    spa: Type.Optional(Type.Object({ redirectUris }, closed)),
    web: Type.Optional(
      Type.Object(
        {
          redirectUris,
          homePageUrl: Type.Optional(Type.String()),
          logoutUrl: Type.Optional(
            Type.String({ description: 'Front-channel logout: loaded when somebody signs out' }),
          ),
          implicitGrantSettings: Type.Optional(
            Type.Object(
              {
                enableIdTokenIssuance: Type.Optional(Type.Boolean()),
                enableAccessTokenIssuance: Type.Optional(Type.Boolean()),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    publicClient: Type.Optional(Type.Object({ redirectUris }, closed)),
    isFallbackPublicClient: Type.Optional(
      Type.Boolean({ description: 'The portal\'s "Allow public client flows"' }),
    ),
    hasOwnSigningKey: Type.Optional(
      Type.Boolean({
        description:
          'Its tokens are signed with a key that only /discovery/keys?appid= shows. Default: false',
      }),
    ),
    identifierUris: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    api: Type.Optional(
      Type.Object(
        {
          requestedAccessTokenVersion: Type.Optional(
            Type.Union([Type.Literal(1), Type.Literal(2), Type.Null()], {
              description:
                'null and 1: v1 access tokens; 2: v2. Default: null, as for an app created through Graph',
            }),
          ),
          oauth2PermissionScopes: Type.Optional(Type.Array(PermissionScope)),
          knownClientApplications: Type.Optional(Type.Array(guid('Client id'))),
          preAuthorizedApplications: Type.Optional(
            Type.Array(
              Type.Object(
                { appId: guid('Client id'), delegatedPermissions: Type.Array(Type.String()) },
                closed,
              ),
            ),
          ),
        },
        closed,
      ),
    ),
    appRoles: Type.Optional(Type.Array(AppRole)),
    requiredResourceAccess: Type.Optional(
      Type.Array(
        Type.Object(
          {
            resourceAppId: guid('Client id of the API'),
            scopes: Type.Optional(Type.Array(Type.String())),
            roles: Type.Optional(Type.Array(Type.String())),
          },
          closed,
        ),
      ),
    ),
    optionalClaims: Type.Optional(
      Type.Object(
        {
          idToken: Type.Optional(Type.Array(OptionalClaim)),
          accessToken: Type.Optional(Type.Array(OptionalClaim)),
        },
        closed,
      ),
    ),
    groupMembershipClaims: Type.Optional(
      Type.Union([
        Type.Null(),
        Type.Literal('None'),
        Type.Literal('SecurityGroup'),
        Type.Literal('DirectoryRole'),
        Type.Literal('ApplicationGroup'),
        Type.Literal('All'),
      ]),
    ),
    passwordCredentials: Type.Optional(Type.Array(PasswordCredential)),
    keyCredentials: Type.Optional(Type.Array(KeyCredential)),
    federatedIdentityCredentials: Type.Optional(Type.Array(FederatedIdentityCredential, { maxItems: 20 })),
  },
  closed,
)

export type ApplicationEntry = Static<typeof Application>
