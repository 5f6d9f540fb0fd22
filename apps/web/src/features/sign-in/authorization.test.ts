import { expect, test } from 'vitest'
import type { PublicAuthConfig } from './auth-config.ts'
import { authorizationUrl, endSessionEndpoint, readCallback, tokenEndpoint } from './authorization.ts'

const config: PublicAuthConfig = {
  provider: 'azure',
  providerName: 'Microsoft Entra ID',
  authority: 'https://login.microsoftonline.com/3f1d7b2a-0000-4000-8000-000000000001',
  clientId: '11111111-2222-4333-8444-555555555555',
  callbackUrl: 'http://localhost:8585/callback',
  clientType: 'public',
  scope: 'openid profile email',
  localSignIn: true,
}
const request = {
  state: 's',
  nonce: 'n',
  codeChallenge: 'c',
  redirectUri: 'http://localhost:8585/callback',
}

test('the request goes to the authority with code, PKCE, state and nonce, and asks for no token', () => {
  const url = new URL(authorizationUrl(config, request))
  expect(url.origin + url.pathname).toBe(`${config.authority}/oauth2/v2.0/authorize`)
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: config.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: 'http://localhost:8585/callback',
    scope: 'openid profile email',
    state: 's',
    nonce: 'n',
    code_challenge: 'c',
    code_challenge_method: 'S256',
  })
})

test.each(['', '/', '/v2.0', '/v2.0/'])('an authority that ends in %j gives the same endpoints', (ending) => {
  const written = { ...config, authority: config.authority + ending }
  expect(tokenEndpoint(written)).toBe(`${config.authority}/oauth2/v2.0/token`)
  expect(endSessionEndpoint(written)).toBe(`${config.authority}/oauth2/v2.0/logout`)
})

test('an emulator on loopback may be plain HTTP, another host may not', () => {
  const on = (authorizationEndpoint: string) =>
    authorizationUrl({ ...config, authorizationEndpoint }, request)
  expect(on('http://127.0.0.1:9123/t/oauth2/v2.0/authorize')).toContain('http://127.0.0.1:9123/')
  expect(on('http://localhost:9123/a')).toContain('http://localhost:9123/')
  expect(() => on('http://login.contoso.com/a')).toThrow('https')
  expect(() => on('javascript:alert(1)')).toThrow('https')
  expect(() => on('not an address')).toThrow('not an address')
})

test('a callback is a code only with a state', () => {
  expect(readCallback('?code=a&state=b', config)).toEqual({ kind: 'code', code: 'a', state: 'b' })
  expect(readCallback('?code=a', config).kind).toBe('unusable')
  expect(readCallback('?state=a', config).kind).toBe('unusable')
  expect(readCallback('', config)).toEqual({ kind: 'nothing' })
})

test.each(['?code=a&code=b&state=c', '?code=a&state=b&state=c', '?error=x&error=y&state=z'])(
  'a repeated parameter is refused: %s',
  (search) => {
    expect(readCallback(search, config).kind).toBe('unusable')
  },
)

test('an answer of another issuer is refused', () => {
  expect(readCallback('?code=a&state=b&iss=https%3A%2F%2Fevil.example', config).kind).toBe('unusable')
  expect(readCallback('?code=a&state=b&iss=nonsense', config).kind).toBe('unusable')
  const ours = encodeURIComponent(`${config.authority}/v2.0`)
  expect(readCallback(`?code=a&state=b&iss=${ours}`, config).kind).toBe('code')
})

test("the provider's refusal keeps its words", () => {
  expect(
    readCallback('?error=access_denied&error_description=AADSTS65004%3A+User+declined&state=q', config),
  ).toEqual({
    kind: 'refused',
    error: 'access_denied',
    description: 'AADSTS65004: User declined',
    state: 'q',
  })
})
