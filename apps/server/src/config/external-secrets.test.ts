/** References to Key Vault: read where a secret is expected, refused everywhere else, and never sent to another host. */
import { expect, it } from 'vitest'
import { createKeyVaultReader } from '../key-vault.ts'
import { ConfigError } from './config-error.ts'
import { withExternalSecrets } from './external-secrets.ts'

const reference = 'keyvault:https://contoso.vault.azure.net/secrets/oidc'

it('are replaced by what they stand for, in secrets alone', async () => {
  const asked: string[] = []
  const found = await withExternalSecrets(
    { OIDC_CLIENT_SECRET: reference, AUTHENTICATION_CLIENT_ID: reference, PATH: '/bin' },
    async (url) => {
      asked.push(url.href)
      return 's3cret'
    },
  )
  expect(found).toEqual({ OIDC_CLIENT_SECRET: 's3cret', AUTHENTICATION_CLIENT_ID: reference, PATH: '/bin' })
  expect(asked).toEqual(['https://contoso.vault.azure.net/secrets/oidc'])
})

it.each([
  'keyvault:https://evil.example/secrets/oidc',
  'keyvault:https://contoso.vault.azure.net.evil.example/secrets/oidc',
  'keyvault:https://contoso.vault.azure.net@evil.example/secrets/oidc',
  'keyvault:http://contoso.vault.azure.net/secrets/oidc',
  'keyvault:https://contoso.vault.azure.net:8443/secrets/oidc',
  'keyvault:https://contoso.vault.azure.net/keys/oidc',
  'keyvault:contoso/oidc',
])('%s is refused before anything is asked', async (text) => {
  const read = async () => Promise.reject(new Error('asked'))
  await expect(withExternalSecrets({ DATABASE_URL: text }, read)).rejects.toThrow(/is not keyvault:https/)
})

it('that cannot be read are all named at once', async () => {
  const read = async () => Promise.reject(new Error('there is no such secret'))
  const failure = await withExternalSecrets(
    { OIDC_CLIENT_SECRET: reference, WAYMARK_MASTER_KEY: reference },
    read,
  ).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ConfigError)
  expect((failure as ConfigError).mistakes).toHaveLength(2)
})

it('are read from the vault with a token for vaults', async () => {
  const seen: { url: string; authorization: string | null }[] = []
  const reader = createKeyVaultReader(
    {
      AZURE_CLIENT_ID: 'dada0000-1234-4abc-8def-0123456789ab',
      AZURE_TENANT_ID: '8b1f3a52-6d0e-4c9a-9f57-0c1d2e3f4a5b',
      AZURE_CLIENT_SECRET: 'x',
    },
    async (input, init) => {
      const url = String(input)
      seen.push({ url, authorization: new Headers(init?.headers).get('authorization') })
      if (url.includes('.vault.')) return Response.json({ value: 's3cret' })
      if (url.includes('/token'))
        return Response.json({ access_token: 'for-vaults', token_type: 'Bearer', expires_in: 3600 })
      const base = 'https://login.microsoftonline.com/8b1f3a52-6d0e-4c9a-9f57-0c1d2e3f4a5b'
      return Response.json({
        tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [],
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      })
    },
  )
  expect(await reader(new URL('https://contoso.vault.azure.net/secrets/oidc'))).toBe('s3cret')
  expect(seen.at(-1)).toEqual({
    url: 'https://contoso.vault.azure.net/secrets/oidc?api-version=7.4',
    authorization: 'Bearer for-vaults',
  })
})
