/** Switches of a state file for facts that nobody has documented: each default is a guess, the other value another one. */
import { Type } from '@sinclair/typebox'

const choice = <Guess extends string, Other extends string>(
  guess: Guess,
  other: Other,
  description: string,
) =>
  Type.Optional(
    Type.Union([Type.Literal(guess), Type.Literal(other)], {
      description: `${description} Default: ${guess}`,
    }),
  )

/** Members of `behaviour`. */
export const guesses = {
  allowedOrigin: choice(
    'asking',
    'any',
    'Access-Control-Allow-Origin of the token endpoint: the asking origin, or a star.',
  ),
  clientCredentialsByPublicClient: choice(
    'accept',
    'refuse',
    'Client credentials of an application that is a public client: a token, or 700025.',
  ),
  clientCredentialsForItself: choice(
    'accept',
    'refuse',
    'Client credentials for the client itself by its URI: a token, or 90009.',
  ),
  directoryRolesAtGraph: choice(
    'required',
    'ignored',
    'Whether Microsoft Graph asks for a directory role beside a delegated permission, as its documentation does not say for every call.',
  ),
  duplicateStatus: choice(
    '409',
    '400',
    'HTTP status with which Microsoft Graph refuses what exists already, where it conflicts.',
  ),
  graphTokens: choice(
    'plain',
    'withNonce',
    'Tokens for Microsoft Graph: as any other, or with a nonce in the header, so that only Graph can verify them.',
  ),
  redirectUriOnTwoPlatforms: choice(
    'refuse',
    'accept',
    'Whether Microsoft Graph takes a redirect URI under two platforms.',
  ),
  refreshIn: choice(
    'never',
    'half',
    'When an access token that lives two hours or more is to be renewed early.',
  ),
  responseTypesWithoutDiscovery: choice(
    'refuse',
    'accept',
    'code token and code id_token token, which discovery documents do not list.',
  ),
  rolesThroughGroups: choice(
    'held',
    'ignored',
    'Whether an application holds the app roles of groups that it is a member of.',
  ),
  tenantKeyIssuer: choice(
    'template',
    'tenant',
    'The issuer in the key set of one tenant: with {tenantid}, or with the id.',
  ),
  v1KeyIssuer: choice('absent', 'template', 'The issuer in key sets of version 1.'),
  v1Numbers: choice('text', 'number', 'Numbers in token answers of version 1.'),
  v1SharedIssuer: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The issuer that version 1 documents of common name. Default: https://sts.windows.net/{tenantid}/',
    }),
  ),
}
