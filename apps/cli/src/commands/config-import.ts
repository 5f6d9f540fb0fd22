/** `waymark config import`: OpenMetadata's Helm values as values of our chart, or as environment variables. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parse, stringify } from 'yaml'
import { CommandFailed, exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

/** Paths below `openmetadata.config` (charts since 1.0) or `global` (before), with the variable that the chart makes of each. */
const variables: Readonly<Record<string, string>> = {
  'openmetadata.host': 'SERVER_HOST',
  'openmetadata.port': 'SERVER_PORT',
  'openmetadata.adminPort': 'SERVER_ADMIN_PORT',
  'openmetadata.uri': 'OPENMETADATA_SERVER_URL',
  logLevel: 'LOG_LEVEL',
  'database.host': 'DB_HOST',
  'database.port': 'DB_PORT',
  'database.dbScheme': 'DB_SCHEME',
  'database.dbUseSSL': 'DB_USE_SSL',
  'database.databaseName': 'OM_DATABASE',
  'database.auth.username': 'DB_USER',
  'database.auth.password': 'DB_USER_PASSWORD',
  'authentication.provider': 'AUTHENTICATION_PROVIDER',
  'authentication.publicKeys': 'AUTHENTICATION_PUBLIC_KEYS',
  'authentication.authority': 'AUTHENTICATION_AUTHORITY',
  'authentication.clientId': 'AUTHENTICATION_CLIENT_ID',
  'authentication.clientType': 'AUTHENTICATION_CLIENT_TYPE',
  'authentication.callbackUrl': 'AUTHENTICATION_CALLBACK_URL',
  'authentication.jwtPrincipalClaims': 'AUTHENTICATION_JWT_PRINCIPAL_CLAIMS',
  'authentication.jwtPrincipalClaimsMapping': 'AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING',
  'authentication.enableSelfSignup': 'AUTHENTICATION_ENABLE_SELF_SIGNUP',
  'authentication.oidcConfiguration.clientId': 'OIDC_CLIENT_ID',
  'authentication.oidcConfiguration.clientSecret': 'OIDC_CLIENT_SECRET',
  'authentication.oidcConfiguration.scope': 'OIDC_SCOPE',
  'authentication.oidcConfiguration.discoveryUri': 'OIDC_DISCOVERY_URI',
  'authentication.oidcConfiguration.clientAuthenticationMethod': 'OIDC_CLIENT_AUTH_METHOD',
  'authentication.oidcConfiguration.tenant': 'OIDC_TENANT',
  'authentication.oidcConfiguration.promptType': 'OIDC_PROMPT_TYPE',
  'authentication.oidcConfiguration.maxAge': 'OIDC_MAX_AGE',
  'authorizer.initialAdmins': 'AUTHORIZER_ADMIN_PRINCIPALS',
  'authorizer.principalDomain': 'AUTHORIZER_PRINCIPAL_DOMAIN',
  'authorizer.enforcePrincipalDomain': 'AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN',
  'authorizer.allowedDomains': 'AUTHORIZER_ALLOWED_EMAIL_DOMAINS',
  'authorizer.allowedEmailRegistrationDomains': 'AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN',
  'authorizer.useRolesFromProvider': 'AUTHORIZER_USE_ROLES_FROM_PROVIDER',
  'jwtTokenConfiguration.jwtissuer': 'JWT_ISSUER',
}

interface SecretKey {
  readonly secretName: string
  readonly key: string
}

export interface Imported {
  readonly config: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, SecretKey>>
  /** Paths that mean nothing here, or that this release cannot convert. */
  readonly left: readonly string[]
}

export function addConfigImport(config: Command, terminal: Terminal): void {
  config
    .command('import <values>')
    .description(
      "turn OpenMetadata's Helm values into values of our chart; openmetadata.yaml needs no import: waymark start --config",
    )
    .option('--env', 'as environment variables')
    .action((file: string, { env = false }: { env?: boolean }) => {
      const { config: settings, secrets, left } = importHelmValues(readValues(file))
      if (env) for (const [name, value] of Object.entries(settings)) terminal.data(`${name}=${value}`)
      else terminal.data(stringify({ config: settings, secrets }).trimEnd())
      if (env)
        for (const [name, from] of Object.entries(secrets))
          terminal.say(`${name} is the key ${from.key} of the secret ${from.secretName}.`)
      if (!('WAYMARK_MASTER_KEY' in secrets))
        terminal.say('Add WAYMARK_MASTER_KEY, the key that seals stored secrets: openssl rand -base64 32')
      if (/mysql/i.test(settings.DB_SCHEME ?? ''))
        terminal.say('Waymark keeps its data in PostgreSQL: name one in DB_HOST, with DB_SCHEME: postgresql.')
      if (left.length > 0) terminal.say(`Left out, since nothing here reads it: ${left.join(', ')}`)
    })
}

/** Pure: what of the values has a meaning here, and what has none. */
export function importHelmValues(values: unknown): Imported {
  const root = asObject(values)
  const newer = asObject(asObject(root.openmetadata).config)
  const below = Object.keys(newer).length > 0 ? newer : asObject(root.global)
  const config: Record<string, string> = {}
  const secrets: Record<string, SecretKey> = {}
  const left: string[] = []
  const take = (value: unknown, path: string): void => {
    const name = variables[path]
    const { secretRef, secretKey } = asObject(value)
    if (name !== undefined && typeof secretRef === 'string' && typeof secretKey === 'string') {
      if (secretRef !== '') secrets[name] = { secretName: secretRef, key: secretKey }
    } else if (name !== undefined && Array.isArray(value)) config[name] = `[${value.join(',')}]`
    else if (name !== undefined && (typeof value !== 'object' || value === null)) {
      if (value !== null && value !== '') config[name] = String(value)
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, member] of Object.entries(value)) take(member, path === '' ? key : `${path}.${key}`)
    } else left.push(path)
  }
  take(below, '')
  return { config, secrets, left }
}

function readValues(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    throw new CommandFailed(exitCode.usage, `${file} cannot be read.`)
  }
  const values = asObject(parse(text))
  if ('authenticationConfiguration' in values) {
    throw new CommandFailed(
      exitCode.usage,
      `${file} is OpenMetadata's configuration file, which needs no import.`,
      `Start with it: waymark start --config ${file}`,
    )
  }
  if (!('openmetadata' in values || 'global' in values))
    throw new CommandFailed(
      exitCode.usage,
      `${file} has neither "openmetadata" nor "global", as OpenMetadata's values have.`,
    )
  return values
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
