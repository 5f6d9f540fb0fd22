import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { unknownVariables } from './known-names.ts'
import { loadSettings } from './load.ts'
import { substitute } from './openmetadata-file.ts'
import { publishedFernetKey } from './published-keys.ts'
import { configurationPage } from './reference.ts'
import { readServerConfig } from './server-config.ts'

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
      AUTHENTICATION_PROVIDER: 'okta',
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
      "'okta' is not one of azure, custom-oidc, basic, no-auth.",
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

describe('unknown names', () => {
  it('get the nearest known one', () => {
    expect(unknownVariables({ AUTHENTICATION_AUTHORTIY: 'x', WAYMARK_HOEM: 'x', PATH: 'x' })).toEqual([
      'AUTHENTICATION_AUTHORTIY is not a setting. Did you mean AUTHENTICATION_AUTHORITY?',
      'WAYMARK_HOEM is not a setting. Did you mean WAYMARK_HOME?',
    ])
  })
  it('of OpenMetadata are named in one line', () => {
    const lines = unknownVariables({
      SAML_STRICT_MODE: 'x',
      OIDC_CLIENT_ID: 'x',
      AUTHORIZER_CLASS_NAME: 'x',
      DB_PARAMS: 'x',
    })
    expect(lines).toEqual([
      'These settings have no effect here: AUTHORIZER_CLASS_NAME, OIDC_CLIENT_ID, SAML_STRICT_MODE.',
    ])
  })
})

it('the reference page is the one of this code (npm run gen writes it)', () => {
  const page = readFileSync(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8')
  expect(page).toBe(configurationPage())
})
