/** Switches of a state file for facts that nobody has documented: each default is a guess, the other value another one. */
import { Type } from '@sinclair/typebox'

/** Members of `behaviour`. */
export const guesses = {
  allowedOrigin: Type.Optional(
    Type.Union([Type.Literal('asking'), Type.Literal('any')], {
      description:
        'Access-Control-Allow-Origin of the token endpoint: the asking origin, or a star. Default: asking',
    }),
  ),
  clientCredentialsByPublicClient: Type.Optional(
    Type.Union([Type.Literal('accept'), Type.Literal('refuse')], {
      description:
        'Client credentials of an application that is a public client: a token, or 700025. Default: accept',
    }),
  ),
  clientCredentialsForItself: Type.Optional(
    Type.Union([Type.Literal('accept'), Type.Literal('refuse')], {
      description: 'Client credentials for the client itself by its URI: a token, or 90009. Default: accept',
    }),
  ),
  directoryRolesAtGraph: Type.Optional(
    Type.Union([Type.Literal('required'), Type.Literal('ignored')], {
      description:
        'Whether Microsoft Graph asks for a directory role beside a delegated permission, as its documentation does not say for every call. Default: required',
    }),
  ),
  duplicateStatus: Type.Optional(
    Type.Union([Type.Literal('409'), Type.Literal('400')], {
      description:
        'HTTP status with which Microsoft Graph refuses what exists already, where it conflicts. Default: 409',
    }),
  ),
  graphTokens: Type.Optional(
    Type.Union([Type.Literal('plain'), Type.Literal('withNonce')], {
      description:
        'Tokens for Microsoft Graph: as any other, or with a nonce in the header, so that only Graph can verify them. Default: plain',
    }),
  ),
  redirectUriOnTwoPlatforms: Type.Optional(
    Type.Union([Type.Literal('refuse'), Type.Literal('accept')], {
      description: 'Whether Microsoft Graph takes a redirect URI under two platforms. Default: refuse',
    }),
  ),
  refreshIn: Type.Optional(
    Type.Union([Type.Literal('never'), Type.Literal('half')], {
      description: 'When an access token that lives two hours or more is to be renewed early. Default: never',
    }),
  ),
  responseTypesWithoutDiscovery: Type.Optional(
    Type.Union([Type.Literal('refuse'), Type.Literal('accept')], {
      description:
        'code token and code id_token token, which discovery documents do not list. Default: refuse',
    }),
  ),
  rolesThroughGroups: Type.Optional(
    Type.Union([Type.Literal('held'), Type.Literal('ignored')], {
      description:
        'Whether an application holds the app roles of groups that it is a member of. Default: held',
    }),
  ),
  tenantKeyIssuer: Type.Optional(
    Type.Union([Type.Literal('template'), Type.Literal('tenant')], {
      description:
        'The issuer in the key set of one tenant: with {tenantid}, or with the id. Default: template',
    }),
  ),
  v1KeyIssuer: Type.Optional(
    Type.Union([Type.Literal('absent'), Type.Literal('template')], {
      description: 'The issuer in key sets of version 1. Default: absent',
    }),
  ),
  v1Numbers: Type.Optional(
    Type.Union([Type.Literal('text'), Type.Literal('number')], {
      description: 'Numbers in token answers of version 1. Default: text',
    }),
  ),
  v1SharedIssuer: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The issuer that version 1 documents of common name. Default: https://sts.windows.net/{tenantid}/',
    }),
  ),
}
