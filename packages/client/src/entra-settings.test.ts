/** What people write for authority and scopes, and what becomes of it. */
import { describe, expect, it } from 'vitest'
import { parseAuthority, parseClientCredentialScopes } from './entra-settings.ts'

const tenant = '9b1c6d1e-3f62-4f4b-8a39-0f6c0a1b2c3d'
const authority = `https://login.microsoftonline.com/${tenant}`

describe('an authority', () => {
  it.each([
    [authority, authority],
    [`${authority}/`, authority],
    [tenant.toUpperCase(), authority],
    [`${authority}/v2.0`, authority],
    [`${authority}/v2.0/.well-known/openid-configuration`, authority],
    [`${authority}/oauth2/v2.0/token`, authority],
    [`${authority}/oauth2/token`, authority],
    [`https://sts.windows.net/${tenant}/`, authority],
    [`login.microsoftonline.com/${tenant}`, authority],
    ['Fjordlight.onmicrosoft.com', 'https://login.microsoftonline.com/fjordlight.onmicrosoft.com'],
    [`https://login.microsoftonline.us/${tenant}`, `https://login.microsoftonline.us/${tenant}`],
    ['https://localhost:8443/adfs', 'https://localhost:8443/adfs'],
  ])('%s means %s', (text, value) => {
    expect(parseAuthority(text)).toEqual({ value })
  })

  it.each([
    ['https://login.microsoftonline.com', 'names no tenant'],
    ['login.microsoftonline.com', 'names no tenant'],
    ['https://login.microsoftonline.com/common/', "An application signs in to one tenant, not to 'common'"],
    ['http://login.microsoftonline.com/x', 'must be https'],
    ['two words', 'is no authority'],
  ])('%s is refused with the form to write', (text, reason) => {
    const parsed = parseAuthority(text)
    expect(parsed).toHaveProperty('problem', expect.stringContaining(reason))
    expect(parsed).toHaveProperty('problem', expect.stringContaining('/<tenant id>.'))
  })
})

describe('scopes of client credentials', () => {
  it('are one, ending in /.default; those of OpenID Connect are ignored', () => {
    expect(parseClientCredentialScopes(['openid', 'api://a/.default'])).toEqual({ value: 'api://a/.default' })
    expect(parseClientCredentialScopes(['https://contoso.com//.default'])).toHaveProperty('value')
  })

  it.each([
    [[], 'api://<client id of the API>/.default.'],
    [['api://a/read'], 'Write api://a/.default.'],
    [['api://a'], 'Write api://a/.default.'],
    [[tenant], `Write api://${tenant}/.default.`],
    [['api://a/.default', 'api://b/.default'], 'exactly one scope is allowed; here are 2'],
  ])('%j are refused with what to write', (scopes, sentence) => {
    expect(parseClientCredentialScopes(scopes)).toHaveProperty('problem', expect.stringContaining(sentence))
  })
})
