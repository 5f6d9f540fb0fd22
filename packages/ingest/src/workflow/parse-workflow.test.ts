// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are workflow files, not template strings
/** Workflow files as people write and break them: what is read from the good ones, what is said about the others. */
import { describe, expect, it } from 'vitest'
import { edit, failure, good, parse, tenant } from '../testing/sample-workflow.ts'

describe('a good file', () => {
  it('is read with its variables, defaults and credential', async () => {
    const { workflow, warnings } = await parse(good)
    expect(warnings).toEqual([])
    expect(workflow).toMatchObject({
      serviceName: 'prod-pg',
      connection: { authType: { password: 'pa$$ "w: ord' }, hostPort: 'localhost:5433' },
      options: {
        includeTables: true,
        includeViews: true,
        includeStoredProcedures: true,
        includeLineage: true,
      },
      successThreshold: 90,
      server: {
        baseUrl: 'http://localhost:8585/api',
        storeServiceConnection: true,
        credential: {
          kind: 'azure',
          clientId: '2b8e6f40-91d7-4c3a-b5e2-6a0d7c4f1e52',
          authority: `https://login.microsoftonline.com/${tenant}`,
          scope: 'api://x/.default',
          proof: { kind: 'secret', clientSecret: 'hush' },
        },
      },
    })
    expect(workflow.removal.has('table')).toBe(true)
    expect(workflow.removal.has('databaseSchema')).toBe(false)
    expect(workflow.filters.filter('schema').rejects('other')).toBe("not included by '^public$'")
  })

  it('may be the one of an old release, with keys that mean nothing here', async () => {
    const old = edit('authType:\n        password: ', 'password: ')
      .replace('type: DatabaseMetadata', 'type: DatabaseMetadata\n      enableDataProfiler: false')
      .replace('loggerLevel: INFO', 'loggerLevel: INFO\n  somethingElse: 1')
    const { workflow, warnings } = await parse(old)
    expect(workflow.connection?.password).toBe('pa$$ "w: ord')
    expect(warnings.map((warning) => [warning.line, warning.column, warning.key, warning.message])).toEqual([
      [23, 3, 'workflowConfig.somethingElse', 'not a known key; it is ignored.'],
    ])
  })

  it('may be JSON', async () => {
    const file = {
      source: {
        type: 'Postgres',
        serviceName: 's',
        serviceConnection: { config: { username: 'u', hostPort: 'h:1', database: 'd' } },
      },
      workflowConfig: { openMetadataServerConfig: { hostPort: 'http://h', authProvider: 'no-auth' } },
    }
    const { workflow } = await parse(JSON.stringify(file, null, '\t'))
    expect(workflow.server).toMatchObject({ baseUrl: 'http://h/api', credential: { kind: 'none' } })
  })

  it.each([
    ['${PG_PASSWORD:-x}', 'pa$$ "w: ord'],
    ['${MISSING:-x:-y}', 'x:-y'],
    ['${EMPTY:-filled}', 'filled'],
    ['env:PG_PASSWORD', 'pa$$ "w: ord'],
    ['${TOKEN}', 'from file'],
    ['"$${literal}"', '${literal}'],
    ['"${PORT}"', '5433'],
  ])('fills %s', async (written, expected) => {
    const { workflow } = await parse(edit('${PG_PASSWORD}', written))
    expect(workflow.connection?.authType).toEqual({ password: expected })
  })

  it('turns an unquoted variable into a number or boolean, where one is expected', async () => {
    const text = edit('database: shop', 'database: shop\n      ingestAllDatabases: ${ALL}')
    const { workflow } = await parse(text, { ALL: 'true' })
    expect(workflow.connection?.ingestAllDatabases).toBe(true)
  })

  it.each([
    [`authority: ${tenant}`],
    [`authority: https://login.microsoftonline.com/${tenant}/v2.0`],
    [`authority: https://sts.windows.net/${tenant}/`],
  ])('takes %s', async (line) => {
    const { workflow } = await parse(edit(/authority: .*/, line))
    expect(workflow.server.credential).toHaveProperty(
      'authority',
      `https://login.microsoftonline.com/${tenant}`,
    )
  })

  it("takes Azure's own variables where it names nothing itself", async () => {
    const text = edit(/ +clientSecret: .*\n.*authority: .*\n.*clientId: .*\n/, '')
    const { workflow } = await parse(text, {
      AZURE_TENANT_ID: tenant,
      AZURE_CLIENT_ID: 'app',
      AZURE_FEDERATED_TOKEN_FILE: '/var/run/token',
    })
    expect(workflow.server.credential).toMatchObject({
      clientId: 'app',
      authority: `https://login.microsoftonline.com/${tenant}`,
      proof: { kind: 'federatedTokenFile', path: '/var/run/token' },
    })
  })
})

describe("the guide's secret_key", () => {
  it('is answered with a name that works', async () => {
    const { message } = await failure(edit('clientSecret:', 'secret_key:'))
    expect(message).toContain("secret_key: not a known key; it is ignored. Did you mean 'secretKey'?")
    const { workflow } = await parse(edit('clientSecret:', 'secretKey:'))
    expect(workflow.server.credential).toMatchObject({ proof: { kind: 'secret', clientSecret: 'hush' } })
  })
})

describe('a broken file', () => {
  const place = 'workflowConfig.openMetadataServerConfig'
  it.each<[string, string, string[]]>([
    [
      'a misspelt required key',
      edit('serviceName:', 'serviceNam:'),
      ["f.yaml:3:3  source.serviceNam: not a known key. Write 'serviceName', which is required."],
    ],
    [
      'a misspelt key of the connector',
      edit('username:', 'user_name:'),
      [
        "f.yaml:7:7  source.serviceConnection.config.user_name: not a known key. Write 'username', which is required.",
      ],
    ],
    [
      'a missing key',
      edit(/ +hostPort: localhost.*\n/, ''),
      ["f.yaml:5:5  source.serviceConnection.config: 'hostPort' is missing: host:port."],
    ],
    [
      'an unknown connector',
      edit('type: postgres', 'type: postgre'),
      [
        "f.yaml:2:3  source.type: there is no connector of this type. This release has: postgres. Did you mean 'postgres'?",
      ],
    ],
    [
      'an unknown kind of run',
      edit('type: DatabaseMetadata', 'type: DatabaseMetdata'),
      [
        expect.stringMatching(
          /sourceConfig\.config\.type: must be one of .* Did you mean 'DatabaseMetadata'\?$/,
        ),
      ],
    ],
    [
      'a placeholder in quotes',
      edit('hush', "'{your_client_secret}'"),
      [
        `f.yaml:27:7  ${place}.securityConfig.clientSecret: '{your_client_secret}' is a placeholder of a guide. Put the real value in its place.`,
      ],
    ],
    [
      'a placeholder without quotes',
      edit('hush', '{your_client_secret}'),
      [
        `f.yaml:27:7  ${place}.securityConfig.clientSecret: '{your_client_secret}' is a placeholder of a guide. Put the real value in its place.`,
      ],
    ],
    [
      'a placeholder inside an address',
      edit(/microsoftonline.com\/.*/, 'microsoftonline.com/<tenant id>'),
      [
        `f.yaml:28:7  ${place}.securityConfig.authority: '<tenant id>' is a placeholder of a guide. Put the real value in its place.`,
      ],
    ],
    [
      'a variable that is not set',
      edit('PG_PASSWORD', 'PG_PASWORD'),
      [
        'f.yaml:9:9  source.serviceConnection.config.authType.password: the environment variable PG_PASWORD is not set. Set it, or write ${PG_PASWORD:-default}.',
      ],
    ],
    [
      'a scope that is not /.default',
      edit('x/.default', 'x/read'),
      [
        `f.yaml:30:7  ${place}.securityConfig.scopes: An application cannot ask for the single scope 'api://x/read': it gets all it was granted. Write api://x/.default.`,
      ],
    ],
    [
      'the tenant common',
      edit(tenant, 'common'),
      [
        `f.yaml:28:7  ${place}.securityConfig.authority: An application signs in to one tenant, not to 'common'. Write https://login.microsoftonline.com/<tenant id>.`,
      ],
    ],
    [
      'a provider for people',
      edit('authProvider: azure', 'authProvider: saml'),
      [
        `f.yaml:25:5  ${place}.authProvider: a program cannot sign in with 'saml'. Use azure, custom-oidc, or openmetadata with the JWT of a bot.`,
      ],
    ],
    [
      'a provider that does not exist',
      edit('authProvider: azure', 'authProvider: azur'),
      [
        `f.yaml:25:5  ${place}.authProvider: must be one of azure, openmetadata, no-auth, custom-oidc, google, okta, auth0, basic, saml, ldap. Did you mean 'azure'?`,
      ],
    ],
    [
      'no proof of the application',
      edit(/ +clientSecret: .*\n/, ''),
      [
        `f.yaml:26:5  ${place}.securityConfig.clientSecret: nothing proves who the application is. Set clientSecret, certificatePath, federatedTokenFile, useManagedIdentity or useAzureCli.`,
      ],
    ],
    [
      'an address that is none',
      edit('http://localhost:8585/api', 'localhost:8585'),
      [`f.yaml:24:5  ${place}.hostPort: must be the API's address, e.g. http://localhost:8585/api.`],
    ],
    [
      'a wrong kind of value',
      edit('includes:\n          - ^public$', 'includes: true'),
      [
        "f.yaml:16:9  source.sourceConfig.config.schemaFilterPattern.includes: must be a list (lines that begin with '- '), but is true (put it in quotes to make it a text).",
      ],
    ],
    [
      'a pattern that cannot be used',
      edit('^public$', '^(?!pg_).*'),
      [
        "f.yaml:17:13  source.sourceConfig.config.schemaFilterPattern.includes.0: '^(?!pg_).*' looks ahead or behind, which is not supported. Put what must not match into 'excludes' instead of '(?!…)'.",
      ],
    ],
    [
      'the same key twice',
      edit('  type: postgres\n', '  type: postgres\n  type: mysql\n'),
      ['f.yaml:3:3  the same key stands here twice. Keep one of them.'],
    ],
    [
      'several mistakes at once, in the order of the file',
      edit('serviceName:', 'serviceNam:').replace('hush', '{x}').replace('INFO', 'LOUD'),
      [
        "f.yaml:3:3  source.serviceNam: not a known key. Write 'serviceName', which is required.",
        'f.yaml:22:3  workflowConfig.loggerLevel: must be one of DEBUG, INFO, WARN, WARNING, ERROR, FATAL, CRITICAL.',
        `f.yaml:27:7  ${place}.securityConfig.clientSecret: '{x}' is a placeholder of a guide. Put the real value in its place.`,
      ],
    ],
    ['nothing at all', '', ['f.yaml:1:1  the file must hold the blocks source, sink and workflowConfig.']],
  ])('with %s', async (_title, text, messages) => {
    expect((await failure(text)).message.split('\n')).toEqual(messages)
  })

  it('never repeats the value of a key, which may be a secret', async () => {
    const error = await failure(edit('scopes:', 'scopess:').replace('hush', '[s3cr3t, value]'))
    expect(error.message).toContain('must be a text, but is a list')
    expect(error.message).not.toContain('s3cr3t')
  })
})
