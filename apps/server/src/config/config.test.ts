import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { ignoredNames } from './ignored-names.ts'
import { unknownVariables } from './known-names.ts'
import { loadSettings } from './load.ts'
import { substitute } from './openmetadata-file.ts'
import { publishedFernetKey } from './published-keys.ts'
import { configurationPage } from './reference.ts'
import { readServerConfig } from './server-config.ts'
import type { Variable } from './variable.ts'
import { variables } from './variables.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-config-'))
const file = (name: string, content: string) => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
const options = { role: 'all', json: false, dataDir: join(directory, 'home') } as const

function mistakesOf(
  environment: Record<string, string>,
  more: object = {},
): readonly { setting: string; message: string }[] {
  try {
    readServerConfig(environment, { ...options, ...more })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
}

describe('lists', () => {
  it.each([
    ['[a,b]', ['a', 'b']],
    ['["a", \'b\']', ['a', 'b']],
    ['a, b', ['a', 'b']],
    [
      '[https://x/keys, http://localhost:8585/api/v1/system/config/jwks]',
      ['https://x/keys', 'http://localhost:8585/api/v1/system/config/jwks'],
    ],
    ['[]', []],
  ])('are read from %s', (text, expected) => {
    const { settings } = loadSettings({ AUTHENTICATION_PUBLIC_KEYS: text }, undefined)
    expect(settings.AUTHENTICATION_PUBLIC_KEYS).toEqual(expected)
  })
})

describe('the order', () => {
  const yaml = file(
    'openmetadata.yaml',
    `
authorizerConfiguration:
  adminPrincipals: \${AUTHORIZER_ADMIN_PRINCIPALS:-[admin, "ops"]}
  principalDomain: \${AUTHORIZER_PRINCIPAL_DOMAIN:-"contoso.com"}
authenticationConfiguration:
  provider: \${AUTHENTICATION_PROVIDER:-basic}
  sessionExpiry: 7200
`,
  )
  it('is environment, file, default', () => {
    const { settings, origins } = loadSettings({ AUTHENTICATION_SESSION_EXPIRY: '9000', DB_PORT: '' }, yaml)
    expect(settings.AUTHORIZER_ADMIN_PRINCIPALS).toEqual(['admin', 'ops'])
    expect(settings.AUTHORIZER_PRINCIPAL_DOMAIN).toBe('contoso.com')
    expect([settings.AUTHENTICATION_SESSION_EXPIRY, settings.DB_PORT]).toEqual([9000, 5432])
    expect(origins.AUTHENTICATION_SESSION_EXPIRY.from).toBe('environment')
    expect(origins.AUTHORIZER_PRINCIPAL_DOMAIN).toEqual({
      from: 'file',
      name: 'authorizerConfiguration.principalDomain',
    })
    expect(origins.DB_PORT.from).toBe('default')
  })
  it('lets templates of the file read the environment', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the file's own templates
    expect(substitute('a: ${X:-y} ${Z} ${E:-}', { X: 'x' })).toBe('a: x  ')
  })
  it('knows older names of a setting', () => {
    const { settings } = loadSettings(
      { AUTHENTICATION_PUBLIC_KEY: '[https://a]', OM_LOGIN_ACCESS_BLOCKTIME: '60' },
      undefined,
    )
    expect([settings.AUTHENTICATION_PUBLIC_KEYS, settings.OM_LOGIN_ACCESS_BLOCK_TIME]).toEqual([
      ['https://a'],
      60,
    ])
  })
})

describe('secrets', () => {
  it('come from files as well', () => {
    const path = file('password', 'p4ss\n')
    expect(loadSettings({ DB_USER_PASSWORD_FILE: path }, undefined).settings.DB_USER_PASSWORD).toBe('p4ss')
    expect(
      loadSettings({ DB_USER_PASSWORD_FILE: join(directory, 'none') }, undefined).mistakes[0]?.setting,
    ).toBe('DB_USER_PASSWORD_FILE')
  })
  it('are never part of a message', () => {
    const message = JSON.stringify(
      mistakesOf({ DATABASE_URL: 'mysql://u:hunter2@h/d', FERNET_KEY: publishedFernetKey }),
    )
    expect(message).not.toContain('hunter2')
    expect(message).not.toContain(publishedFernetKey)
  })
  it('of OpenMetadata’s published set-ups are refused, except in development', () => {
    expect(mistakesOf({ FERNET_KEY: publishedFernetKey }).map(({ setting }) => setting)).toEqual([
      'FERNET_KEY',
    ])
    expect(mistakesOf({ FERNET_KEY: publishedFernetKey, WAYMARK_DEVELOPMENT: 'true' })).toEqual([])
    const kid = { JWT_KEY_ID: 'Gb389a-9f76-gdjs-a92j-0242bk94356' }
    expect(mistakesOf(kid).map(({ setting }) => setting)).toEqual(['JWT_KEY_ID'])
  })
  it('are sealed with a key made at the first start, for the owner alone', () => {
    const first = readServerConfig({}, options).masterKeys
    expect(readServerConfig({}, options).masterKeys).toEqual(first)
    expect(statSync(join(options.dataDir, 'master.key')).mode & 0o777).toBe(0o600)
    expect(() => readServerConfig({ WAYMARK_MASTER_KEY: 'c2hvcnQ=' }, options)).toThrow(
      'openssl rand -base64 32',
    )
  })
})

describe('mistakes', () => {
  it('are listed all at once, with what is expected', () => {
    const found = mistakesOf({
      SERVER_PORT: '99999',
      AUTHENTICATION_PROVIDER: 'facebook',
      AUTHENTICATION_ENABLE_SELF_SIGNUP: 'maybe',
      DB_HOST: 'h',
      DB_SCHEME: 'mysql',
    })
    expect(found.map(({ setting }) => setting).sort()).toEqual([
      'AUTHENTICATION_ENABLE_SELF_SIGNUP',
      'AUTHENTICATION_PROVIDER',
      'DB_SCHEME',
      'SERVER_PORT',
    ])
    expect(found.find(({ setting }) => setting === 'AUTHENTICATION_PROVIDER')?.message).toBe(
      "'facebook' is not one of azure, custom-oidc, google, okta, auth0, aws-cognito, basic, openmetadata, no-auth, ldap, saml.",
    )
  })
  it('of the sign-in settings are among them', () => {
    const found = mistakesOf({
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_AUTHORITY: 'https://login.microsoftonline.com/x',
    })
    expect(found.map(({ setting }) => setting)).toEqual(
      expect.arrayContaining(['AUTHENTICATION_AUTHORITY', 'AUTHENTICATION_CLIENT_ID']),
    )
    expect(mistakesOf({ AUTHENTICATION_PROVIDER: 'no-auth' })[0]?.message).toContain('SERVER_HOST=127.0.0.1')
  })
  it('in the file name the file', () => {
    expect(mistakesOf({}, { configFile: join(directory, 'missing.yaml') })[0]?.message).toContain(
      'missing.yaml',
    )
    expect(mistakesOf({}, { configFile: file('bad.yaml', 'a: [') })).toHaveLength(1)
  })
})

describe('the address of the database', () => {
  const refusal = (address: string) => mistakesOf({ DATABASE_URL: address })[0]?.message
  it('may name the directory of a socket', () => {
    expect(refusal('postgres://waymark:x@/waymark?host=%2Frun%2Fpostgresql&port=5432')).toBeUndefined()
    expect(refusal('postgres:///waymark?host=/run/postgresql')).toBeUndefined()
  })
  it('that is none is told what belongs into it, signs of the password included', () => {
    for (const address of [
      'localhost:5432/x',
      'postgres://waymark:x@/waymark',
      'postgres://w:a/b#c@db:5432/x',
    ])
      expect(refusal(address)).toMatch(/postgres:\/\/user:password@host:5432\/database\. .*%40/)
  })
})

describe('the domain of the people', () => {
  const domainWith = (environment: Record<string, string>) =>
    readServerConfig(environment, options).signIn({}, 'http://localhost:8585', 8585).identity.principalDomain
  it('is the one that the administrators share, where nobody says it', () => {
    expect(domainWith({ AUTHORIZER_ADMIN_PRINCIPALS: '[ada@Contoso.com, bob]' })).toBe('contoso.com')
    const more = { AUTHORIZER_ADMIN_EMAILS: 'eve@fabrikam.com' }
    expect(domainWith({ AUTHORIZER_ADMIN_PRINCIPALS: '[ada@contoso.com]', ...more })).toBe(
      'open-metadata.org',
    )
    expect(domainWith({ AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com', ...more })).toBe('contoso.com')
  })
})

describe('unknown names', () => {
  it('get the nearest known one', () => {
    expect(
      unknownVariables({ AUTHENTICATION_AUTHORTIY: 'x', WAYMARK_HOEM: 'x', PATH: 'x' }).misspelt,
    ).toEqual([
      'AUTHENTICATION_AUTHORTIY is not a setting. Did you mean AUTHENTICATION_AUTHORITY?',
      'WAYMARK_HOEM is not a setting. Did you mean WAYMARK_HOME?',
    ])
  })
  it('are listed beside what is missing because of them', () => {
    expect(() =>
      readServerConfig({ AUTHENTICATION_PROVIDER: 'azure', AUTHENTICATION_CLIENTID: 'x' }, options),
    ).toThrow(
      /AUTHENTICATION_CLIENT_ID: It is not set\.[\s\S]*AUTHENTICATION_CLIENTID is not a setting\. Did you mean AUTHENTICATION_CLIENT_ID\?/,
    )
  })
  it('of OpenMetadata are named with the reason', () => {
    const { ignored } = unknownVariables({
      SAML_STRICT_MODE: 'x',
      SAML_SP_ACS: 'x',
      OIDC_CLIENT_ID: 'x',
      AUTHORIZER_CLASS_NAME: 'x',
      DB_PARAMS: 'x',
    })
    expect(ignored).toEqual([
      'SAML_SP_ACS, SAML_STRICT_MODE have no effect here: SAML is not supported; Keycloak, for one, turns it into OpenID.',
      'AUTHORIZER_CLASS_NAME has no effect here: tokens and rights are always checked.',
    ])
  })
  it('every variable of OpenMetadata has a meaning or a reason', () => {
    // The names of its configuration file and compose files that concern sign-in, accounts, keys and secrets.
    const names = `AUTHORIZER_{CLASS_NAME,REQUEST_FILTER,ADMIN_PRINCIPALS,ALLOWED_REGISTRATION_DOMAIN,INGESTION_PRINCIPALS,INGESTION_PRINCIPAL,PRINCIPAL_DOMAIN,ENFORCE_PRINCIPAL_DOMAIN,ENABLE_SECURE_SOCKET,ENABLE_SMTP,ADMIN_EMAILS,ALLOWED_EMAIL_DOMAINS,BOT_DOMAIN,ALLOWED_DOMAINS,USE_ROLES_FROM_PROVIDER,DEFAULT_OAUTH_ROLE}
      AUTHENTICATION_{PROVIDER,PUBLIC_KEYS,PUBLIC_KEY,AUTHORITY,CLIENT_ID,CALLBACK_URL,JWT_PRINCIPAL_CLAIMS,ENABLE_SELF_SIGNUP,CLIENT_TYPE,RESPONSE_TYPE,TOKEN_VALIDATION_ALGORITHM,EMAIL_CLAIM,DISPLAY_NAME_CLAIM,JWT_PRINCIPAL_CLAIMS_MAPPING,JWT_TEAM_CLAIM_MAPPING,ADDITIONAL_TRUSTED_REDIRECT_URIS,ENABLE_AUTO_REDIRECT,SESSION_EXPIRY,MAX_ACTIVE_SESSIONS_PER_USER,LDAP_HOST,LDAP_PORT,LDAP_POOL_SIZE,LOOKUP_ADMIN_DN,LOOKUP_ADMIN_PWD,USER_LOOKUP_BASEDN,GROUP_LOOKUP_BASEDN,USER_MAIL_ATTR}
      OIDC_{CLIENT_ID,CLIENT_SECRET,TYPE,SCOPE,DISCOVERY_URI,USE_NONCE,PREFERRED_JWS,RESPONSE_TYPE,DISABLE_PKCE,CALLBACK,SERVER_URL,CLIENT_AUTH_METHOD,TENANT,MAX_CLOCK_SKEW,OM_REFRESH_TOKEN_VALIDITY,CUSTOM_PARAMS,MAX_AGE,PROMPT_TYPE,SESSION_EXPIRY,END_SESSION_WITH_PROVIDER}
      OM_{AUTH_AIRFLOW_AZURE_CLIENT_SECRET,AUTH_AIRFLOW_AZURE_AUTHORITY_URL,AUTH_AIRFLOW_AZURE_SCOPES,AUTH_AIRFLOW_AZURE_CLIENT_ID,AUTH_AIRFLOW_GOOGLE_SECRET_KEY_PATH,AUTH_AIRFLOW_OKTA_CLIENT_ID,AUTH_AIRFLOW_AUTH0_DOMAIN_URL,AUTH_AIRFLOW_CUSTOM_OIDC_SECRET_KEY,AUTH_JWT_TOKEN,SM_REGION,SM_ACCESS_KEY_ID,SM_ACCESS_KEY,SM_CLIENT_ID,SM_CLIENT_SECRET,SM_TENANT_ID,SM_VAULT_NAME,SM_PROJECT_ID,SM_NAMESPACE,MAX_FAILED_LOGIN_ATTEMPTS,LOGIN_ACCESS_BLOCKTIME,LOGIN_ACCESS_BLOCK_TIME,JWT_EXPIRY_TIME}
      AIRFLOW_{HOST,HOST_IP,USERNAME,PASSWORD,AUTH_PROVIDER,VERIFY_SSL,SSL_CERT_PATH,TIMEOUT,TRUST_STORE_PATH} SECRET_MANAGER{,_PREFIX,_TAGS}
      SAML_{DEBUG_MODE,IDP_ENTITY_ID,IDP_SSO_LOGIN_URL,SP_ACS,STRICT_MODE,KEYSTORE_PASSWORD} AUTH_{ROLES_MAPPING,REASSIGN_ROLES}
      RSA_{PUBLIC_KEY_FILE_PATH,PRIVATE_KEY_FILE_PATH} JWT_{ISSUER,KEY_ID} FERNET_{KEY} SERVER_{HOST,PORT,ADMIN_PORT,HOST_API_URL,USE_FORWARDED_HEADERS,MAX_REQUEST_HEADER_SIZE}
      CUSTOM_OIDC_{AUTHENTICATION_PROVIDER_NAME} OPENMETADATA_{SERVER_URL} FORCE_{SECURE_SESSION_COOKIE} MASK_{PASSWORDS_API} BASE_{PATH}
      PIPELINE_SERVICE_CLIENT_{ENABLED,CLASS_NAME,ENDPOINT,VERIFY_SSL} {SECURITY,EMAIL,SERVER_URL,SCIM,MCP,APP}_CONFIG_SOURCE CONFIG_SOURCE_{WATCH_INTERVAL_SECONDS}`
    const all = names
      .trim()
      .split(/\s+/)
      .flatMap((word) => {
        const [, before = '', middle = '', after = ''] = /^(\w*)\{([^}]*)\}(\w*)$/.exec(word) ?? []
        return middle.split(',').map((part) => before + part + after)
      })
    expect(all.length).toBeGreaterThan(130)
    const read = new Set(
      Object.entries<Variable>(variables).flatMap(([name, { aliases = [] }]) => [name, ...aliases]),
    )
    const unread = all.filter(
      (name) => !read.has(name) && !ignoredNames.some((each) => each.names.test(name)),
    )
    expect(unread).toEqual([])
  })
})

it('the reference page is the one of this code (npm run gen writes it)', () => {
  const page = readFileSync(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8')
  expect(page).toBe(configurationPage())
})
