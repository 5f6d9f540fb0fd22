/** The shape of a state file: the one declaration from which types, validation and `state.schema.json` follow. */
import { type Static, Type } from '@sinclair/typebox'
import { Application } from './application-schema.ts'
import { Behaviour } from './behaviour-schema.ts'
import { closed, guid } from './schema-parts.ts'

const Domain = Type.Object(
  {
    name: Type.String({ minLength: 3 }),
    isDefault: Type.Optional(Type.Boolean()),
    isInitial: Type.Optional(Type.Boolean({ description: 'The <name>.onmicrosoft.com domain' })),
    isVerified: Type.Optional(Type.Boolean({ description: 'Default: true' })),
  },
  closed,
)

const User = Type.Object(
  {
    id: Type.Optional(guid('Object id; derived from tenant and userPrincipalName when absent')),
    userPrincipalName: Type.String({ minLength: 3 }),
    displayName: Type.String({ minLength: 1 }),
    givenName: Type.Optional(Type.String()),
    surname: Type.Optional(Type.String()),
    mail: Type.Optional(Type.String()),
    jobTitle: Type.Optional(Type.String({ description: 'Shown on the account picker' })),
    userType: Type.Optional(Type.Union([Type.Literal('Member'), Type.Literal('Guest')])),
    identityProvider: Type.Optional(
      Type.String({ description: "A guest's home issuer; becomes the idp claim" }),
    ),
    password: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'For the password grant only, test values only; absent: any is taken',
      }),
    ),
    accountEnabled: Type.Optional(Type.Boolean({ description: 'Default: true' })),
    signInState: Type.Optional(
      Type.Union(
        [
          Type.Literal('ok'),
          Type.Literal('locked'),
          Type.Literal('passwordExpired'),
          Type.Literal('passwordMissing'),
          Type.Literal('mfaRequired'),
          Type.Literal('mfaFailed'),
          Type.Literal('mfaEnrolmentRequired'),
        ],
        { description: 'What stands in the way of a sign-in; default: ok' },
      ),
    ),
    directoryRoles: Type.Optional(
      Type.Array(guid('Role template id'), { description: 'Become the wids claim' }),
    ),
  },
  closed,
)

const PersonalAccount = Type.Object(
  {
    id: Type.Optional(guid('Object id, its first half zeros; derived from mail when absent')),
    mail: Type.String({ minLength: 3, description: 'The address that the person signs in with' }),
    displayName: Type.String({ minLength: 1 }),
    givenName: Type.Optional(Type.String()),
    surname: Type.Optional(Type.String()),
    signInState: User.properties.signInState,
    accountEnabled: User.properties.accountEnabled,
  },
  closed,
)

const Group = Type.Object(
  {
    id: Type.Optional(guid('Object id; derived from tenant and displayName when absent')),
    displayName: Type.String({ minLength: 1 }),
    securityEnabled: Type.Optional(Type.Boolean({ description: 'Default: true' })),
    mailEnabled: Type.Optional(Type.Boolean({ description: 'Default: false' })),
    members: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Object ids, userPrincipalNames or displayNames of nested groups',
      }),
    ),
  },
  closed,
)

const ServicePrincipal = Type.Object(
  {
    id: Type.Optional(guid('Object id of the enterprise application; derived when absent')),
    appId: guid('Client id of the application it stands for'),
    accountEnabled: Type.Optional(Type.Boolean({ description: 'Default: true' })),
    appRoleAssignmentRequired: Type.Optional(Type.Boolean({ description: 'Default: false' })),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)

const PermissionGrant = Type.Object(
  {
    clientAppId: guid('Who may act'),
    resourceAppId: guid('On which API'),
    scope: Type.String({ description: 'Space-separated scope names' }),
    principal: Type.Optional(
      Type.String({
        description: 'userPrincipalName or object id; absent: consent for everybody (AllPrincipals)',
      }),
    ),
  },
  closed,
)

const AppRoleAssignment = Type.Object(
  {
    principal: Type.String({
      description: 'Client id of an application, userPrincipalName, group displayName, or an object id',
    }),
    resourceAppId: guid('The API that defines the role'),
    role: Type.Optional(Type.String({ description: 'Value of the app role; absent: default access' })),
  },
  closed,
)

const Policies = Type.Object(
  {
    identifierUriProtection: Type.Optional(
      Type.Boolean({
        description:
          'New identifier URIs must contain a verified domain, the tenant id or the client id. Default: true',
      }),
    ),
    membersMayRegisterApplications: Type.Optional(
      Type.Boolean({ description: 'Without a directory role. Default: true' }),
    ),
    secretsBlocked: Type.Optional(Type.Boolean({ description: 'No new client secrets. Default: false' })),
    secretLifetimeDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Longest lifetime of a new client secret; default: unlimited',
      }),
    ),
    adminConsentWorkflow: Type.Optional(
      Type.Boolean({
        description: 'Members may ask for admin consent: 90095 instead of 90094. Default: false',
      }),
    ),
    signInFrequencySeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Refresh tokens of older sign-ins get 70043; default: unlimited',
      }),
    ),
    refreshTokenMaxAgeSeconds: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Older refresh tokens get 700081; default: unlimited' }),
    ),
  },
  closed,
)

const ConditionalAccess = Type.Object(
  {
    displayName: Type.String({ minLength: 1 }),
    users: Type.Optional(
      Type.Array(Type.String(), { description: 'userPrincipalNames or object ids; absent: everybody' }),
    ),
    appIds: Type.Optional(
      Type.Array(guid('Client id'), { description: 'Clients it is about; absent: every application' }),
    ),
    workloadIdentities: Type.Optional(
      Type.Boolean({ description: 'Reaches client credentials, too. Default: false' }),
    ),
    result: Type.Union([
      Type.Literal('block'),
      Type.Literal('requireMfa'),
      Type.Literal('requireMfaRegistration'),
      Type.Literal('requireCompliantDevice'),
      Type.Literal('requireJoinedDevice'),
      Type.Literal('restrictPlace'),
    ]),
  },
  closed,
)

const Tenant = Type.Object(
  {
    id: guid('Tenant id'),
    displayName: Type.String({ minLength: 1 }),
    regionScope: Type.Optional(Type.Union([Type.Literal('WW'), Type.Literal('NA'), Type.Literal('EU')])),
    cloud: Type.Optional(
      Type.Union(
        [
          Type.Literal('public'),
          Type.Literal('usGov'),
          Type.Literal('china'),
          Type.Literal('bleu'),
          Type.Literal('delos'),
          Type.Literal('govSg'),
        ],
        { description: 'Whose hosts serve it. Default: public' },
      ),
    ),
    v1IssuerHost: Type.Optional(
      Type.String({
        minLength: 3,
        description: 'Host of version 1 issuers, which is documented for the public cloud only',
      }),
    ),
    domains: Type.Array(Domain, { minItems: 1 }),
    allowUserConsent: Type.Optional(Type.Boolean({ description: 'Default: true' })),
    partners: Type.Optional(
      Type.Array(guid('Tenant id'), {
        description:
          'Tenants whose people administer this one; an application it has not authorized gets them 90099',
      }),
    ),
    policies: Type.Optional(Policies),
    conditionalAccess: Type.Optional(Type.Array(ConditionalAccess)),
    users: Type.Optional(Type.Array(User)),
    groups: Type.Optional(Type.Array(Group)),
    applications: Type.Optional(Type.Array(Application)),
    servicePrincipals: Type.Optional(Type.Array(ServicePrincipal)),
    oauth2PermissionGrants: Type.Optional(Type.Array(PermissionGrant)),
    appRoleAssignments: Type.Optional(Type.Array(AppRoleAssignment)),
  },
  closed,
)

/** A state file. */
export const StateFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    behaviour: Type.Optional(Behaviour),
    tenants: Type.Array(Tenant, { minItems: 1 }),
    personalAccounts: Type.Optional(
      Type.Array(PersonalAccount, {
        description: 'Personal Microsoft accounts, who sign in at common and consumers',
      }),
    ),
  },
  {
    ...closed,
    $id: 'https://waymark.example/schemas/entra-state.json',
    title: 'State of the offline Entra ID emulator',
  },
)

export type StateFile = Static<typeof StateFile>
export type TenantEntry = Static<typeof Tenant>
export type UserEntry = Static<typeof User>
export type PersonalAccountEntry = Static<typeof PersonalAccount>
