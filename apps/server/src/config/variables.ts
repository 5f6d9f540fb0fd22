/** Every environment variable that the server reads: OpenMetadata's names where it has the setting, ours where it has none. */
import { identityDefaults } from '@waymark/identity'
import { ingestionVariables } from './ingestion-variables.ts'
import { notificationVariables } from './notification-variables.ts'
import { signInVariables } from './sign-in-variables.ts'
import { choice, flag, list, optionalText, text, url, whole } from './variable.ts'

const server = 'Server'
const database = 'Database'
const accounts = 'Accounts'
const secrets = 'Secrets'

const authorizer = (member: string) => ({ path: `authorizerConfiguration.${member}` })

export const variables = {
  WAYMARK_HOME: optionalText(
    server,
    "Directory that holds all state: embedded database, master key, administration socket. Default: the platform's data directory.",
  ),
  SERVER_PORT: whole(server, [0, 65_535], 8585, 'Port of the API and the UI. 0: any free one.', {
    path: 'server.applicationConnectors.0.port',
  }),
  SERVER_ADMIN_PORT: whole(
    server,
    [0, 65_535],
    8586,
    'Port of health and metrics, on loopback unless SERVER_ADMIN_HOST says otherwise. 0: any free one.',
  ),
  SERVER_HOST: text(server, '0.0.0.0', 'Address to listen on; 127.0.0.1 for this machine alone.'),
  WAYMARK_DRAIN_SECONDS: whole(
    server,
    [0, 120],
    0,
    'How long a server that was told to stop answers on while /readyz says that it leaves: two health checks of the proxy before it.',
  ),
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
  DB_HOST: optionalText(database, 'Host of an external PostgreSQL, if DATABASE_URL is not used.', {
    path: 'database.host',
  }),
  DB_PORT: whole(database, [1, 65_535], 5432, 'Its port.', { path: 'database.port' }),
  DB_USER: text(database, 'openmetadata_user', 'Its user.', { path: 'database.user' }),
  DB_USER_PASSWORD: optionalText(database, "The user's password.", {
    isSecret: true,
    path: 'database.password',
  }),
  OM_DATABASE: text(database, 'openmetadata_db', 'Its database.', { path: 'database.name' }),
  DB_USE_SSL: flag(database, false, 'Encrypt the connection and check the certificate.'),
  WAYMARK_DATABASE_POOL: whole(
    database,
    [2, 200],
    10,
    'Most connections of this process. Searches take two fifths of them at most.',
  ),
  WAYMARK_READ_DATABASE_URL: list(
    database,
    [],
    'Hot standbys of the external PostgreSQL, with commas between. Searches and lists are read there whenever they show everything that was written.',
    { isSecret: true },
  ),
  WAYMARK_OPENSEARCH_URL: url(
    database,
    'https://search.example.com:9200: search is answered by this OpenSearch, the same on all replicas. Default: by PostgreSQL.',
  ),
  WAYMARK_OPENSEARCH_USER: optionalText(database, 'Its user, for HTTP basic authentication.'),
  WAYMARK_OPENSEARCH_PASSWORD: optionalText(database, "The user's password.", { isSecret: true }),
  WAYMARK_OPENSEARCH_ALIAS: text(
    database,
    'waymark',
    'Name of the index there; catalogs that share a cluster need one each.',
  ),

  ...signInVariables,

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
    'Domain that names of accounts belong to; its addresses are trusted. At its default: the one that all addresses among the administrators share.',
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
  ...ingestionVariables,
} as const

export type VariableName = keyof typeof variables

/** Settings by the name of their variable. */
export type Settings = { readonly [K in VariableName]: (typeof variables)[K]['fallback'] }
