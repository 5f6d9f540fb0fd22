/** What becomes of OpenMetadata's Helm values. */
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { importHelmValues } from './config-import.ts'

it('takes settings and existing secrets from values of charts since 1.0, and names what has no meaning here', () => {
  const values = parse(`
openmetadata:
  config:
    database:
      host: pg.contoso.com
      port: 5432
      dbScheme: postgresql
      databaseName: catalog
      auth: { username: om, password: { secretRef: pg, secretKey: password } }
    authentication:
      provider: azure
      clientType: confidential
      publicKeys: [https://login.microsoftonline.com/common/discovery/keys, https://catalog.contoso.com/api/v1/system/config/jwks]
      authority: https://login.microsoftonline.com/contoso
      clientId: client
      callbackUrl: https://catalog.contoso.com/callback
      oidcConfiguration:
        enabled: true
        clientSecret: { secretRef: oidc, secretKey: secret }
        clientId: { secretRef: '', secretKey: '' }
    authorizer:
      initialAdmins: [ada, 'bob']
      principalDomain: contoso.com
    elasticsearch: { host: opensearch }
`)
  expect(importHelmValues(values)).toEqual({
    config: {
      DB_HOST: 'pg.contoso.com',
      DB_PORT: '5432',
      DB_SCHEME: 'postgresql',
      OM_DATABASE: 'catalog',
      DB_USER: 'om',
      AUTHENTICATION_PROVIDER: 'azure',
      AUTHENTICATION_CLIENT_TYPE: 'confidential',
      AUTHENTICATION_PUBLIC_KEYS:
        '[https://login.microsoftonline.com/common/discovery/keys,https://catalog.contoso.com/api/v1/system/config/jwks]',
      AUTHENTICATION_AUTHORITY: 'https://login.microsoftonline.com/contoso',
      AUTHENTICATION_CLIENT_ID: 'client',
      AUTHENTICATION_CALLBACK_URL: 'https://catalog.contoso.com/callback',
      AUTHORIZER_ADMIN_PRINCIPALS: '[ada,bob]',
      AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com',
    },
    secrets: {
      DB_USER_PASSWORD: { secretName: 'pg', key: 'password' },
      OIDC_CLIENT_SECRET: { secretName: 'oidc', key: 'secret' },
    },
    left: ['authentication.oidcConfiguration.enabled', 'elasticsearch.host'],
  })
})

it('takes them from values of the charts before, which had them below "global"', () => {
  const { config, left } = importHelmValues({
    global: {
      authentication: {
        provider: 'azure',
        authority: 'https://login.microsoftonline.com/contoso',
        clientId: 'client',
      },
      authorizer: { className: 'x', initialAdmins: ['ada'] },
    },
  })
  expect(config).toEqual({
    AUTHENTICATION_PROVIDER: 'azure',
    AUTHENTICATION_AUTHORITY: 'https://login.microsoftonline.com/contoso',
    AUTHENTICATION_CLIENT_ID: 'client',
    AUTHORIZER_ADMIN_PRINCIPALS: '[ada]',
  })
  expect(left).toEqual(['authorizer.className'])
})
