/** What the authority setting becomes, and the plain words for what it can't be. */
import { describe, expect, it } from 'vitest'
import { resolveAuthority, resolveOidcAuthority } from './authority.ts'
import { checkIdentityConfig } from './config-check.ts'
import { azureConfig } from './testing/identity-fixture.ts'

const id = '8b1f3a52-6d0e-4c9a-9f57-0c1d2e3f4a5b'
const other = '11111111-2222-4333-8444-555555555555'

describe('an authority', () => {
  it.each([
    [
      `https://login.microsoftonline.com/${id}`,
      `https://login.microsoftonline.com/${id}/v2.0`,
      `https://sts.windows.net/${id}/`,
    ],
    [
      `https://login.microsoftonline.com/${id.toUpperCase()}/`,
      `https://login.microsoftonline.com/${id}/v2.0`,
      `https://sts.windows.net/${id}/`,
    ],
    [
      ` https://login.microsoftonline.com/${id}/v2.0 `,
      `https://login.microsoftonline.com/${id}/v2.0`,
      `https://sts.windows.net/${id}/`,
    ],
    [
      `https://login.windows.net/${id}`,
      `https://login.microsoftonline.com/${id}/v2.0`,
      `https://sts.windows.net/${id}/`,
    ],
    [
      `https://login.microsoftonline.us/${id}`,
      `https://login.microsoftonline.us/${id}/v2.0`,
      `https://sts.windows.net/${id}/`,
    ],
    [
      `https://login.chinacloudapi.cn/${id}`,
      `https://login.partner.microsoftonline.cn/${id}/v2.0`,
      `https://sts.chinacloudapi.cn/${id}/`,
    ],
    ...['fr', 'de', 'sg'].map((country) => [
      `https://login.sovcloud-identity.${country}/${id}`,
      `https://login.sovcloud-identity.${country}/${id}/v2.0`,
      `https://sts.sovcloud-identity.${country}/${id}/`,
    ]),
  ])('%s has both issuers of its tenant', (text, v2, v1) => {
    const { authority, problems } = resolveAuthority(text)
    expect(problems).toEqual([])
    expect([authority?.v2Issuer(id), authority?.v1Issuer(id), authority?.tenant]).toEqual([
      v2,
      v1,
      { kind: 'id', id },
    ])
  })

  it('may name the tenant by a domain', () => {
    expect(resolveAuthority('https://login.microsoftonline.com/Contoso.com').authority).toMatchObject({
      tenant: { kind: 'domain', domain: 'contoso.com' },
      url: 'https://login.microsoftonline.com/contoso.com',
    })
  })

  it.each([
    ['', /not set/],
    ['https://login.microsoftonline.com/<tenant id>', /guide's sample/],
    ['https://login.microsoftonline.com/{Tenant ID}', /guide's sample/],
    ['https://login.microsoftonline.com/your-tenant-id', /guide's sample/],
    ['https://login.microsoftonline.com/common', /every Microsoft tenant/],
    ['https://login.microsoftonline.com/organizations', /every Microsoft tenant/],
    ['https://login.microsoftonline.com/consumers', /personal Microsoft accounts/],
    ['https://login.microsoftonline.com/', /exactly one tenant/],
    [`https://login.microsoftonline.com/${id}/oauth2/v2.0`, /exactly one tenant/],
    ['https://login.microsoftonline.com/asdf', /neither a tenant id/],
    [`http://login.microsoftonline.com/${id}`, /https/],
    [`https://login.microsoftonline.com:444/${id}`, /plain address/],
    [`https://user@login.microsoftonline.com/${id}`, /plain address/],
    [`https://login.microsoftonline.com.evil.example/${id}`, /not a sign-in host/],
    ['https://accounts.google.com', /OpenMetadata's default/],
    [id, /not a URL/],
  ])('%j is explained', (text, words) => {
    const { authority, problems } = resolveAuthority(text)
    expect(authority).toBeUndefined()
    expect(problems.map(({ message }) => message).join('\n')).toMatch(words)
    expect(problems[0]?.setting).toBe('AUTHENTICATION_AUTHORITY')
  })

  it('for several tenants lists them, or says * under organizations', () => {
    const listed = resolveAuthority('https://login.microsoftonline.com/common', [other, id])
    expect(listed.authority).toMatchObject({ tenant: { kind: 'id', id: other }, moreTenantIds: [id] })
    expect(
      resolveAuthority('https://login.microsoftonline.com/organizations', ['*']).authority?.tenant,
    ).toEqual({ kind: 'any' })
    expect(resolveAuthority(`https://login.microsoftonline.com/${id}`, ['*']).problems).toHaveLength(1)
    expect(
      resolveAuthority(`https://login.microsoftonline.com/${id}`, ['contoso']).problems[0]?.setting,
    ).toBe('WAYMARK_ALLOWED_TENANTS')
    expect(resolveAuthority('https://login.microsoftonline.com/consumers', ['*']).authority).toBeUndefined()
  })

  it('of a plain provider is an https URL, or http on this machine', () => {
    expect(resolveOidcAuthority('https://id.contoso.com/realms/x').problems).toEqual([])
    expect(resolveOidcAuthority('http://127.0.0.1:8080/realms/x').problems).toEqual([])
    for (const bad of [
      '',
      'nonsense',
      'http://id.contoso.com',
      'https://id.contoso.com/?x',
      'file:///etc/passwd',
    ])
      expect(resolveOidcAuthority(bad).problems, bad).toHaveLength(1)
  })
})

describe('a configuration', () => {
  it('that works has no problems', () => {
    expect(checkIdentityConfig(azureConfig).problems).toEqual([])
  })

  it('shows everything that is wrong at once, by the name of the setting', () => {
    const { problems } = checkIdentityConfig({
      ...azureConfig,
      authority: 'https://login.microsoftonline.com/common',
      clientId: 'My application',
      clientType: 'confidential',
      callbackUrl: 'https://<your catalog>/callback',
      adminPrincipals: ['ada@contoso.com', '<name>'],
      publicKeyUrls: ['http://keys.example/jwks'],
      endpointOverride: 'http://192.0.2.1:9000',
      configuredKeyId: 'Gb389a-9f76-gdjs-a92j-0242bk94356',
      sessionLifetimeMs: 1000,
      serverUrl: 'catalog',
    })
    expect(problems.map(({ setting }) => setting)).toEqual([
      'AUTHENTICATION_AUTHORITY',
      'AUTHENTICATION_CLIENT_ID',
      'AUTHENTICATION_CALLBACK_URL',
      'AUTHORIZER_ADMIN_PRINCIPALS',
      'OIDC_CLIENT_SECRET',
      'AUTHENTICATION_PUBLIC_KEYS',
      'WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE',
      'OPENMETADATA_SERVER_URL',
      'AUTHENTICATION_SESSION_EXPIRY',
      'JWT_KEY_ID',
    ])
  })
})
