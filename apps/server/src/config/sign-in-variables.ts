/** Environment variables about how people sign in: OpenMetadata's names where it has the setting, ours where it has none. */
import { identityDefaults } from '@waymark/identity'
import { choice, day, flag, list, optionalText, text, url, whole } from './variable.ts'

const signIn = 'Sign-in'

const authentication = (member: string) => ({ path: `authenticationConfiguration.${member}` })
const oidc = (member: string) => ({ path: `authenticationConfiguration.oidcConfiguration.${member}` })

export const signInVariables = {
  AUTHENTICATION_PROVIDER: choice(
    signIn,
    [
      'azure',
      'custom-oidc',
      'google',
      'okta',
      'auth0',
      'aws-cognito',
      'basic',
      'openmetadata',
      'no-auth',
      'ldap',
      'saml',
    ],
    identityDefaults.provider,
    'Who signs people in. custom-oidc (google, okta, auth0, aws-cognito mean the same): any OpenID provider with discovery. basic (openmetadata): local accounts. no-auth: everybody is an administrator, on loopback only. ldap and saml are not supported.',
    authentication('provider'),
  ),
  CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME: text(
    signIn,
    '',
    'Word on the sign-in button of custom-oidc.',
    authentication('providerName'),
  ),
  AUTHENTICATION_AUTHORITY: text(
    signIn,
    '',
    'https://login.microsoftonline.com/<tenant id>, or the issuer of an OIDC provider.',
    authentication('authority'),
  ),
  AUTHENTICATION_CLIENT_ID: text(
    signIn,
    '',
    'Application (client) id that people sign in with.',
    authentication('clientId'),
  ),
  AUTHENTICATION_CALLBACK_URL: text(
    signIn,
    '',
    'Redirect URI as registered, e.g. https://catalog.contoso.com/callback.',
    authentication('callbackUrl'),
  ),
  AUTHENTICATION_PUBLIC_KEYS: list(
    signIn,
    [],
    "Key sets beside the authority's own; http on loopback only. Our own key set in the list is ignored.",
    { ...authentication('publicKeyUrls'), aliases: ['AUTHENTICATION_PUBLIC_KEY'] },
  ),
  AUTHENTICATION_JWT_PRINCIPAL_CLAIMS: list(
    signIn,
    identityDefaults.jwtPrincipalClaims,
    "Claims that may carry a person's e-mail address; the first one present counts.",
    authentication('jwtPrincipalClaims'),
  ),
  AUTHENTICATION_ENABLE_SELF_SIGNUP: flag(
    signIn,
    true,
    'Whether someone unknown gets an account at the first sign-in.',
    authentication('enableSelfSignup'),
  ),
  AUTHENTICATION_CLIENT_TYPE: choice(
    signIn,
    ['public', 'confidential'],
    'public',
    'public: the browser redeems the code (platform Single-page application). confidential: the server does, with a secret or a key (platform Web).',
    authentication('clientType'),
  ),
  AUTHENTICATION_EMAIL_CLAIM: optionalText(
    signIn,
    'Claim that carries the e-mail address, in place of the principal claims.',
    authentication('emailClaim'),
  ),
  AUTHENTICATION_DISPLAY_NAME_CLAIM: text(
    signIn,
    identityDefaults.claimNames.displayName,
    'Claim that carries the name a person is shown by.',
    authentication('displayNameClaim'),
  ),
  AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING: list(
    signIn,
    [],
    'Claims of the user name and the address: [username:<claim>,email:<claim>], both or none.',
    authentication('jwtPrincipalClaimsMapping'),
  ),
  AUTHENTICATION_JWT_TEAM_CLAIM_MAPPING: optionalText(
    signIn,
    'Claim whose values name teams that a person is put into at sign-in.',
    authentication('jwtTeamClaimMapping'),
  ),
  OIDC_CLIENT_ID: optionalText(
    signIn,
    'Client id of a confidential client, where it is not AUTHENTICATION_CLIENT_ID.',
    oidc('id'),
  ),
  OIDC_CLIENT_SECRET: optionalText(
    signIn,
    "Secret of a confidential client; also what Microsoft Graph is asked with where WAYMARK_GRAPH_IDENTITY says 'secret'.",
    { ...oidc('secret'), isSecret: true },
  ),
  OIDC_DISCOVERY_URI: optionalText(
    signIn,
    'Discovery document of the provider, where AUTHENTICATION_AUTHORITY does not name it.',
    oidc('discoveryUri'),
  ),
  OIDC_TENANT: optionalText(
    signIn,
    'Tenant id, where AUTHENTICATION_AUTHORITY does not name it.',
    oidc('tenant'),
  ),
  OIDC_SCOPE: text(
    signIn,
    identityDefaults.confidential.scope,
    'Scopes that a confidential client asks for.',
    oidc('scope'),
  ),
  OIDC_CALLBACK: optionalText(
    signIn,
    'Redirect URI of a confidential client, where it is not AUTHENTICATION_CALLBACK_URL.',
    oidc('callbackUrl'),
  ),
  OIDC_CLIENT_AUTH_METHOD: choice(
    signIn,
    ['client_secret_post', 'client_secret_basic', 'client_secret_jwt', 'private_key_jwt'],
    identityDefaults.confidential.authentication,
    'How a confidential client proves itself at the token endpoint.',
    oidc('clientAuthenticationMethod'),
  ),
  WAYMARK_OIDC_PRIVATE_KEY: optionalText(signIn, 'Private key (PKCS #8, PEM) for private_key_jwt.', {
    isSecret: true,
  }),
  WAYMARK_OIDC_CERTIFICATE: optionalText(
    signIn,
    'Certificate (PEM) of that key, by whose thumbprint Entra ID finds it.',
    { isSecret: true },
  ),
  OIDC_PROMPT_TYPE: optionalText(
    signIn,
    'prompt of the authorization request, e.g. select_account. Default: the provider decides.',
    oidc('prompt'),
  ),
  OIDC_MAX_AGE: optionalText(signIn, 'max_age of the authorization request, in seconds.', oidc('maxAge')),
  OIDC_CUSTOM_PARAMS: list(
    signIn,
    [],
    'More parameters of the authorization request: [name=value,…].',
    oidc('customParams'),
  ),
  OIDC_END_SESSION_WITH_PROVIDER: flag(
    signIn,
    true,
    'Signing out here also signs out at the provider.',
    oidc('endSessionWithProvider'),
  ),
  AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM: choice(
    signIn,
    ['rs256', 'rs384', 'rs512'],
    'rs256',
    'Signature algorithm of tokens; Entra ID uses RS256.',
    authentication('tokenValidationAlgorithm'),
  ),
  AUTHENTICATION_SESSION_EXPIRY: whole(
    signIn,
    [3600, 31_536_000],
    604_800,
    'Seconds until a session ends.',
    authentication('sessionExpiry'),
  ),
  WAYMARK_SESSION_IDLE: whole(signIn, [300, 31_536_000], 86_400, 'Seconds without use until a session ends.'),
  AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER: whole(
    signIn,
    [1, 1000],
    5,
    'Sessions of one person; the oldest ends when there are more.',
    authentication('maxActiveSessionsPerUser'),
  ),
  WAYMARK_API_SCOPE: optionalText(
    signIn,
    "Scope (scp) that people's access tokens must carry. Default: any scope of our audience.",
  ),
  WAYMARK_INGESTION_SECRET_EXPIRES: day(
    signIn,
    "Day on which the ingestion's client secret expires, as `waymark azure setup` writes it: the log reminds of it from 30 days before.",
  ),
  WAYMARK_APP_ROLE: optionalText(
    signIn,
    "App role that applications' tokens must carry. Default: being bound to a bot is enough.",
  ),
  WAYMARK_ALLOWED_CLIENTS: list(
    signIn,
    [],
    "Applications (azp, appid) whose tokens for people are accepted. Default: the UI's.",
  ),
  WAYMARK_EXTRA_AUDIENCES: list(
    signIn,
    [],
    'Audiences accepted beside the client id and api://<client id>, e.g. of an ingestion application.',
  ),
  WAYMARK_ALLOWED_TENANTS: list(signIn, [], "Tenant ids accepted beside the authority's; * for every one."),
  WAYMARK_REQUIRE_IDTYP: flag(signIn, false, 'Recognise applications by the optional claim idtyp=app alone.'),
  WAYMARK_ID_TOKEN_MODE: choice(
    signIn,
    ['off', 'compat'],
    'off',
    'compat: ID tokens are accepted as bearer tokens, for an unchanged OpenMetadata UI.',
  ),
  WAYMARK_AUTH_FAILURE_LIMIT: whole(
    signIn,
    [0, 1_000_000],
    identityDefaults.authFailureLimit,
    'Refused credentials per minute and address before 429. 0: no limit, for load tests.',
  ),
  WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE: url(
    signIn,
    "Where a browser on this machine finds the authority's sign-in pages: an emulator on loopback. Tokens and issuer stay the authority's.",
  ),
  OM_MAX_FAILED_LOGIN_ATTEMPTS: whole(
    signIn,
    [1, 1000],
    3,
    'Wrong local passwords before an account is locked.',
  ),
  OM_LOGIN_ACCESS_BLOCK_TIME: whole(signIn, [1, 86_400], 600, 'Seconds that such a lock lasts.', {
    aliases: ['OM_LOGIN_ACCESS_BLOCKTIME'],
  }),
} as const
