/** Every environment variable that the server reads: OpenMetadata's names where it has the setting, ours where it has none. */
import { identityDefaults } from '@waymark/identity'
import { notificationVariables } from './notification-variables.ts'
import { choice, day, flag, list, optionalText, text, url, whole } from './variable.ts'

const server = 'Server'
const database = 'Database'
const signIn = 'Sign-in'
const accounts = 'Accounts'
const secrets = 'Secrets'

const authentication = (member: string) => ({ path: `authenticationConfiguration.${member}` })
const oidc = (member: string) => ({ path: `authenticationConfiguration.oidcConfiguration.${member}` })
const authorizer = (member: string) => ({ path: `authorizerConfiguration.${member}` })

export const variables = {
  WAYMARK_HOME: optionalText(
    server,
    "Directory that holds all state: embedded database, master key, administration socket. Default: the platform's data directory.",
  ),
  SERVER_PORT: whole(server, [0, 65_535], 8585, 'Port of the API and the UI. 0: any free one.'),
  SERVER_ADMIN_PORT: whole(
    server,
    [0, 65_535],
    8586,
    'Port of health and metrics, on loopback unless SERVER_ADMIN_HOST says otherwise. 0: any free one.',
  ),
  SERVER_HOST: text(server, '0.0.0.0', 'Address to listen on; 127.0.0.1 for this machine alone.'),
  SERVER_ADMIN_HOST: text(server, '127.0.0.1', 'Address that health and metrics are served on.'),
  OPENMETADATA_SERVER_URL: url(
    server,
    'Where people reach the catalog, e.g. https://catalog.contoso.com. Default: http://localhost and the port.',
    { aliases: ['OIDC_SERVER_URL'] },
  ),
  SERVER_USE_FORWARDED_HEADERS: flag(
    server,
    false,
    'Believe X-Forwarded-For and -Proto. Only behind a proxy that overwrites them.',
  ),
  WAYMARK_ALLOWED_ORIGINS: list(
    server,
    [],
    'Origins beside the own one that may write with a session cookie.',
  ),
  WAYMARK_STATIC_DIR: optionalText(
    server,
    'Directory with the built web UI. Default: the one that came along.',
  ),
  LOG_LEVEL: choice(
    server,
    ['trace', 'debug', 'info', 'warn', 'error'],
    'info',
    'Least severe lines to write.',
  ),
  LOG_FORMAT: choice(
    server,
    ['auto', 'json', 'pretty'],
    'auto',
    'auto: pretty on a terminal, JSON elsewhere.',
  ),
  WAYMARK_DEVELOPMENT: flag(
    server,
    false,
    'For development and the demo: published sample keys are let through with a warning.',
  ),

  DATABASE_URL: optionalText(
    database,
    'postgres://user:password@host:5432/database. Default: the embedded PostgreSQL.',
    { isSecret: true },
  ),
  DB_SCHEME: text(
    database,
    'postgresql',
    "OpenMetadata's name for the kind of database; only postgresql works.",
  ),
  DB_HOST: optionalText(database, 'Host of an external PostgreSQL, if DATABASE_URL is not used.'),
  DB_PORT: whole(database, [1, 65_535], 5432, 'Its port.'),
  DB_USER: text(database, 'openmetadata_user', 'Its user.', { path: 'database.user' }),
  DB_USER_PASSWORD: optionalText(database, "The user's password.", {
    isSecret: true,
    path: 'database.password',
  }),
  OM_DATABASE: text(database, 'openmetadata_db', 'Its database.'),
  DB_USE_SSL: flag(database, false, 'Encrypt the connection and check the certificate.'),
  WAYMARK_DATABASE_POOL: whole(database, [2, 200], 10, 'Most connections of this process.'),

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

  WAYMARK_AUDIT_DAYS: whole(accounts, [1, 3650], 365, 'Days that the audit log keeps an entry.'),
  AUTHORIZER_USE_ROLES_FROM_PROVIDER: flag(
    accounts,
    false,
    'Values of the claim roles (Entra: app roles) give the roles of the same name at sign-in.',
    authorizer('useRolesFromProvider'),
  ),
  AUTHORIZER_DEFAULT_OAUTH_ROLE: optionalText(
    accounts,
    'Role of accounts that sign up.',
    authorizer('defaultOAuthRole'),
  ),
  WAYMARK_CLAIM_MAPPINGS: list(
    accounts,
    [],
    'What app roles and groups give at sign-in: [groups:<object id>=team:<name>,groups:<object id>=role:<name>,roles:<value>=admin].',
  ),
  WAYMARK_ABSENT_CLAIM: choice(
    accounts,
    ['keep', 'remove'],
    identityDefaults.providerRights.absentClaim,
    'What a sign-in without the claim roles or groups means for what the claim gave before. An empty claim always takes it away.',
  ),
  WAYMARK_GRAPH_IDENTITY: choice(
    accounts,
    ['none', 'secret', 'managed-identity', 'workload-identity'],
    'none',
    "How Microsoft Graph is asked for the groups of people in more than 200: with the UI application's secret (OIDC_CLIENT_SECRET), or without one. Needs GroupMember.Read.All.",
  ),
  AUTHORIZER_ADMIN_PRINCIPALS: list(
    accounts,
    [],
    'Administrators: names within AUTHORIZER_PRINCIPAL_DOMAIN, or whole e-mail addresses.',
    authorizer('adminPrincipals'),
  ),
  AUTHORIZER_ADMIN_EMAILS: list(accounts, [], 'Administrators by e-mail address.', authorizer('adminEmails')),
  AUTHORIZER_PRINCIPAL_DOMAIN: text(
    accounts,
    identityDefaults.principalDomain,
    'Domain that names of accounts belong to.',
    authorizer('principalDomain'),
  ),
  AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN: flag(
    accounts,
    false,
    'Whether only people of that domain may sign in.',
    authorizer('enforcePrincipalDomain'),
  ),
  AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN: list(
    accounts,
    identityDefaults.allowedEmailRegistrationDomains,
    'Domains whose people get an account by themselves; all for any.',
    authorizer('allowedEmailRegistrationDomains'),
  ),
  AUTHORIZER_ALLOWED_EMAIL_DOMAINS: list(
    accounts,
    [],
    'When not empty, only people of these domains may sign in.',
    { ...authorizer('allowedEmailDomains'), aliases: ['AUTHORIZER_ALLOWED_DOMAINS'] },
  ),

  WAYMARK_MASTER_KEY: optionalText(
    secrets,
    'Key that seals stored secrets: 32 bytes in base64. Several with commas while keys are rotated, the newest first. Default: generated in WAYMARK_HOME.',
    { isSecret: true },
  ),
  WAYMARK_SIGNING_KEY: optionalText(
    secrets,
    'Private RSA key that signs our own tokens: PEM, or DER in base64. Default: generated and sealed in the database.',
    { isSecret: true },
  ),
  WAYMARK_SIGNING_KEY_DIR: optionalText(
    secrets,
    'Directory (a mounted secret) with private_key.pem or .der, and older public keys that still verify.',
  ),
  RSA_PRIVATE_KEY_FILE_PATH: optionalText(
    secrets,
    'File of the private RSA key that signs our own tokens, DER or PEM.',
    { path: 'jwtTokenConfiguration.rsaprivateKeyFilePath' },
  ),
  RSA_PUBLIC_KEY_FILE_PATH: optionalText(
    secrets,
    'File of its public half; only compared, since the private key contains it.',
    { path: 'jwtTokenConfiguration.rsapublicKeyFilePath' },
  ),
  JWT_ISSUER: text(secrets, 'open-metadata.org', 'Issuer of our own tokens.', {
    path: 'jwtTokenConfiguration.jwtissuer',
  }),
  JWT_KEY_ID: optionalText(
    secrets,
    "Id of a signing key that was brought along. Default: its thumbprint (RFC 7638). OpenMetadata's published sample id is refused.",
    { path: 'jwtTokenConfiguration.keyId' },
  ),
  FERNET_KEY: optionalText(
    secrets,
    "Only looked at to refuse OpenMetadata's published sample key; WAYMARK_MASTER_KEY does its work.",
    { isSecret: true, path: 'fernetConfiguration.fernetKey' },
  ),

  ...notificationVariables,
} as const

export type VariableName = keyof typeof variables

/** Settings by the name of their variable. */
export type Settings = { readonly [K in VariableName]: (typeof variables)[K]['fallback'] }
