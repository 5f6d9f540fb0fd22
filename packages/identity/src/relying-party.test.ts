/**
 * What the OpenID conformance suite asks of relying parties (its basic RP plan, module by module), of a sign-in that the
 * server runs itself, against a provider that misbehaves in one way at a time.
 */
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IdentityConfig } from './config.ts'
import { createFixture, type Fixture, origin, request } from './testing/identity-fixture.ts'
import { type LocalIssuer, makeKey, sign, startLocalIssuer } from './testing/local-issuer.ts'
import { type MockProvider, rpClientId, rpSecret, startMockProvider } from './testing/mock-provider.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let database: TestDatabase
let issuer: LocalIssuer
let op: MockProvider
let fixture: Fixture
const open: Fixture[] = []

const settings = (more: Partial<IdentityConfig> = {}): Partial<IdentityConfig> => ({
  provider: 'custom-oidc',
  authority: op.issuer,
  clientId: rpClientId,
  clientType: 'confidential',
  confidential: {
    clientSecret: rpSecret,
    authentication: 'client_secret_post',
    privateKey: undefined,
    certificate: undefined,
    scope: 'openid email profile',
    prompt: undefined,
    maxAgeSeconds: undefined,
    customParameters: {},
  },
  ...more,
})

async function start(more: Partial<IdentityConfig> = {}, accounts?: Fixture['accounts']): Promise<Fixture> {
  const made = await createFixture(database, issuer, settings(more), {
    fetch: (url, init) => fetch(url, init),
    ...(accounts && { accounts }),
  })
  open.push(made)
  await made.identity.refreshKeys()
  return made
}

beforeAll(async () => {
  ;[database, issuer, op] = await Promise.all([createTestDatabase(), startLocalIssuer(), startMockProvider()])
})
// What a server still has to record is written before the next test empties the tables.
afterEach(async () => {
  for (const each of open.splice(0)) await each.identity.close()
})
afterAll(async () => {
  await op.close()
  await issuer.close()
  await database.drop()
})
beforeEach(async () => {
  op.reset()
  await database.empty()
  fixture = await start()
})

const begin = (of = fixture) => of.identity.signIn.beginRedirect({ remoteAddress: '192.0.2.7' })
const finish = (search: string, preLoginId: string | undefined, of = fixture) =>
  of.identity.signIn.withCallback({ ...request(), search, preLoginId })
async function signIn(of = fixture) {
  const { url, preLoginId } = await begin(of)
  return finish(op.authorize(url), preLoginId, of)
}
async function lastFailure(): Promise<string> {
  const [attempt] = await fixture.identity.attempts(1)
  const failed = attempt?.steps.find(({ ok }) => !ok)
  return `${failed?.step}: ${failed?.detail}`
}

describe('T21: a sign-in that is as it should be', () => {
  it('asks for a code with state, nonce and PKCE, and for nothing else', async () => {
    const { url } = await begin()
    const { origin: at, pathname, searchParams } = new URL(url)
    expect(`${at}${pathname}`).toBe(`${op.issuer}/authorize`)
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: rpClientId,
      response_type: 'code',
      redirect_uri: `${origin}/callback`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  it('opens a session for the person, and asks the provider for keys, discovery and the token alone', async () => {
    const { principal, sessionId } = await signIn()
    expect(principal).toMatchObject({ name: 'ada', email: 'ada@contoso.com', displayName: 'Ada Lovelace' })
    const again = await fixture.identity.authenticate(request({ sessionCookie: sessionId }))
    expect(again.userId).toBe(principal.userId)
    expect((await signIn()).principal.userId).toBe(principal.userId)
    expect(op.strays).toEqual([])
  })

  it('returns to the page it began at', async () => {
    const { url, preLoginId } = await fixture.identity.signIn.beginRedirect({
      remoteAddress: '192.0.2.7',
      returnPath: '/table/a.b',
    })
    expect((await finish(op.authorize(url), preLoginId)).returnPath).toBe('/table/a.b')
  })

  it('hands over prompt, max_age and parameters of the provider’s own, where they are configured', async () => {
    const { confidential } = settings()
    if (!confidential) throw new Error('settings() always configures a confidential client')
    const asked = await start({
      confidential: {
        ...confidential,
        prompt: 'select_account',
        maxAgeSeconds: 60,
        customParameters: { domain_hint: 'contoso.com' },
      },
    })
    const { searchParams } = new URL((await begin(asked)).url)
    expect([
      searchParams.get('prompt'),
      searchParams.get('max_age'),
      searchParams.get('domain_hint'),
    ]).toEqual(['select_account', '60', 'contoso.com'])
    // With max_age the provider must say when the person signed in.
    await expect(signIn(asked)).rejects.toThrow()
    op.behaviour.claims = (claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) })
    expect((await signIn(asked)).principal.name).toBe('ada')
  })
})

describe('client authentication', () => {
  const withMethod = (authentication: IdentityConfig['confidential']['authentication'], more = {}) => {
    const { confidential } = settings()
    if (!confidential) throw new Error('settings() always configures a confidential client')
    return start({ confidential: { ...confidential, authentication, ...more } })
  }
  const lastRequest = () => {
    const last = op.tokenRequests.at(-1)
    if (!last) throw new Error('the token endpoint was not asked')
    return last
  }

  it('client_secret_post', async () => {
    await signIn(await withMethod('client_secret_post'))
    expect(lastRequest().form.get('client_secret')).toBe(rpSecret)
    expect(lastRequest().authorization).toBeUndefined()
  })

  it('client_secret_basic', async () => {
    await signIn(await withMethod('client_secret_basic'))
    const [scheme, credentials = ''] = lastRequest().authorization?.split(' ') ?? []
    expect([scheme, Buffer.from(credentials, 'base64').toString()]).toEqual([
      'Basic',
      `${rpClientId}:${encodeURIComponent(rpSecret).replaceAll('-', '%2D')}`,
    ])
    expect(lastRequest().form.has('client_secret')).toBe(false)
  })

  it('client_secret_jwt', async () => {
    await signIn(await withMethod('client_secret_jwt'))
    const assertion = lastRequest().form.get('client_assertion') ?? ''
    const [head, body, mac] = assertion.split('.')
    expect(createHmac('sha256', rpSecret).update(`${head}.${body}`).digest('base64url')).toBe(mac)
    expect(lastRequest().form.has('client_secret')).toBe(false)
  })

  it('private_key_jwt, without a secret', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await signIn(await withMethod('private_key_jwt', { clientSecret: undefined, privateKey: pem }))
    const assertion = lastRequest().form.get('client_assertion') ?? ''
    expect(decodeProtectedHeader(assertion)).toMatchObject({ alg: 'RS256' })
    expect(decodeJwt(assertion)).toMatchObject({ iss: rpClientId, sub: rpClientId })
    expect(lastRequest().form.has('client_secret')).toBe(false)
  })
})

describe('T21: an ID token is refused', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const without = (name: string) => (claims: JWTPayload) => {
    const { [name]: _left, ...others } = claims
    return others
  }
  it.each<[string, (claims: JWTPayload) => JWTPayload]>([
    ['oidcc-client-test-invalid-iss', (claims) => ({ ...claims, iss: `${claims.iss}/other` })],
    ['oidcc-client-test-missing-iss', without('iss')],
    ['oidcc-client-test-missing-sub', without('sub')],
    ['oidcc-client-test-invalid-aud', (claims) => ({ ...claims, aud: 'another-client' })],
    ['oidcc-client-test-missing-aud', without('aud')],
    ['oidcc-client-test-multiple-aud without azp', (claims) => ({ ...claims, aud: [rpClientId, 'other'] })],
    ['oidcc-client-test-azp of another client', (claims) => ({ ...claims, azp: 'other' })],
    ['oidcc-client-test-missing-iat', without('iat')],
    ['oidcc-client-test-missing-exp', without('exp')],
    ['oidcc-client-test-expired', (claims) => ({ ...claims, iat: now() - 900, exp: now() - 300 })],
    ['oidcc-client-test-not-yet-valid', (claims) => ({ ...claims, nbf: now() + 600 })],
    ['oidcc-client-test-nonce-invalid', (claims) => ({ ...claims, nonce: 'another' })],
    ['oidcc-client-test-nonce-missing', without('nonce')],
    ['a logout token', (claims) => ({ ...claims, events: {} })],
    ['an access token of Keycloak', (claims) => ({ ...claims, typ: 'Bearer' })],
    ['an address the provider did not verify', (claims) => ({ ...claims, email_verified: false })],
  ])('%s', async (_name, claims) => {
    op.behaviour.claims = claims
    await expect(signIn()).rejects.toMatchObject({ status: expect.toBeOneOf([401, 403]) })
    expect(fixture.accounts.all.size).toBe(0)
  })

  it.each<[string, (claims: JWTPayload) => Promise<string> | string]>([
    [
      'oidcc-client-test-idtoken-sig-none',
      (claims) =>
        `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ],
    [
      'oidcc-client-test-invalid-sig-hs256: signed with the client secret',
      (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'op-1' })
          .sign(Buffer.from(rpSecret.padEnd(32, '0'))),
    ],
    [
      'oidcc-client-test-invalid-sig-rs256',
      async (claims) => {
        const token = await sign(op.key, claims)
        const at = token.lastIndexOf('.') + 10
        return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      },
    ],
    [
      'oidcc-client-test-invalid-sig-rs256: another key under the same kid',
      async (claims) => sign(await makeKey('op-1'), claims),
    ],
    ['oidcc-client-test-kid-absent-single-jwks', (claims) => sign(op.key, claims, { kid: undefined })],
    ['a kid that is not in the set', (claims) => sign(op.key, claims, { kid: 'elsewhere' })],
    ['no token at all', () => ''],
  ])('%s', async (_name, idToken) => {
    op.behaviour.idToken = idToken
    await expect(signIn()).rejects.toMatchObject({ status: expect.toBeOneOf([401, 403]) })
    expect(fixture.accounts.all.size).toBe(0)
  })

  it('oidcc-client-test-kid-absent-multiple-jwks', async () => {
    op.behaviour.keys = [op.jwk(op.key), op.jwk(await makeKey('op-2'))]
    op.behaviour.idToken = (claims) => sign(op.key, claims, { kid: undefined })
    await expect(signIn()).rejects.toMatchObject({ status: expect.toBeOneOf([401, 403]) })
  })
})

describe('T21: the answer to the authorization request', () => {
  it('with another state is refused', async () => {
    const { url, preLoginId } = await begin()
    op.behaviour.answer = (answer) => {
      answer.set('state', 'another')
      return answer
    }
    await expect(finish(op.authorize(url), preLoginId)).rejects.toMatchObject({ status: 403 })
    expect(op.tokenRequests).toEqual([])
  })

  it('without state is refused', async () => {
    const { url, preLoginId } = await begin()
    op.behaviour.answer = (answer) => {
      answer.delete('state')
      return answer
    }
    await expect(finish(op.authorize(url), preLoginId)).rejects.toMatchObject({ status: 403 })
  })

  it.each(['code', 'state', 'iss'])(
    'with two values of %s is refused before the code is used',
    async (name) => {
      const { url, preLoginId } = await begin()
      const answer = new URLSearchParams(op.authorize(url))
      answer.append(name, answer.get(name) ?? '')
      await expect(finish(answer.toString(), preLoginId)).rejects.toMatchObject({ status: 403 })
      expect(op.tokenRequests).toEqual([])
    },
  )

  it('of another provider (mix-up, RFC 9207) is refused before the code is used', async () => {
    const { url, preLoginId } = await begin()
    op.behaviour.answer = (answer) => {
      answer.set('iss', 'https://evil.example')
      return answer
    }
    await expect(finish(op.authorize(url), preLoginId)).rejects.toMatchObject({ status: 403 })
    expect(op.tokenRequests).toEqual([])
  })

  it('in another browser is refused: login CSRF', async () => {
    const mine = await begin()
    const theirs = await begin()
    await expect(finish(op.authorize(theirs.url), mine.preLoginId)).rejects.toMatchObject({ status: 403 })
    await expect(finish(op.authorize(theirs.url), undefined)).rejects.toMatchObject({ status: 401 })
    expect(op.tokenRequests).toEqual([])
  })

  it('works once', async () => {
    const { url, preLoginId } = await begin()
    const search = op.authorize(url)
    await finish(search, preLoginId)
    await expect(finish(search, preLoginId)).rejects.toMatchObject({ status: 401 })
  })

  it('works for ten minutes', async () => {
    const { url, preLoginId } = await begin()
    fixture.advance(10 * 60_000 + 1)
    await expect(finish(op.authorize(url), preLoginId)).rejects.toMatchObject({ status: 401 })
  })
})

describe('T21: the token endpoint', () => {
  it('that refuses the code is quoted, to the person and to the administrator', async () => {
    op.behaviour.token = (_request, response) =>
      void response.writeHead(401, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          error: 'invalid_client',
          error_description: 'AADSTS7000222: The secret expired.',
        }),
      )
    await expect(signIn()).rejects.toThrow(/invalid_client: AADSTS7000222: The secret expired/)
    expect(await lastFailure()).toMatch(/^provider: .*AADSTS7000222/)
  })

  it.each<[string, (response: import('node:http').ServerResponse) => void]>([
    ['answers HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ['answers 500', (response) => response.writeHead(500).end()],
    ['sends elsewhere', (response) => response.writeHead(307, { location: `${op.issuer}/stray` }).end()],
    ['hangs up', (response) => response.destroy()],
  ])('that %s ends the sign-in and nothing more', async (_name, answer) => {
    op.behaviour.token = (_request, response) => answer(response)
    await expect(signIn()).rejects.toMatchObject({ status: expect.toBeOneOf([401, 403, 503]) })
    expect(op.strays).toEqual([])
    op.reset()
    expect((await signIn()).principal.name).toBe('ada')
  })

  it('gets the verifier of this sign-in: the provider refuses another', async () => {
    const first = await begin()
    const second = await begin()
    const code = new URLSearchParams(op.authorize(first.url)).get('code') ?? ''
    const injected = new URLSearchParams(op.authorize(second.url))
    injected.set('code', code)
    await expect(finish(injected.toString(), second.preLoginId)).rejects.toThrow(/invalid_grant/)
  })
})

describe('T21: keys and discovery', () => {
  it('oidcc-client-test-signing-key-rotation: a new key is found at the next sign-in', async () => {
    await signIn()
    fixture.advance(31_000)
    const next = await makeKey('op-2')
    op.behaviour.keys = [op.jwk(next)]
    op.behaviour.idToken = (claims) => sign(next, claims)
    expect((await signIn()).principal.name).toBe('ada')
  })

  it('oidcc-client-test-ignores-unparseable-key-in-jwks', async () => {
    op.behaviour.keys = [
      { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
      { kty: 'quantum', kid: 'op-1' },
      op.jwk(op.key),
    ]
    expect((await signIn(await start())).principal.name).toBe('ada')
  })

  it('oidcc-client-test-discovery-issuer-mismatch: nobody is sent there', async () => {
    op.behaviour.discovery = (document) => ({ ...document, issuer: 'https://evil.example' })
    await expect(begin(await start())).rejects.toMatchObject({ code: 'identity-provider-unavailable' })
  })

  it('without discovery local accounts and sessions go on', async () => {
    const { sessionId } = await signIn()
    op.behaviour.discovery = () => ({})
    const cold = await start({}, fixture.accounts)
    await expect(begin(cold)).rejects.toMatchObject({ code: 'identity-provider-unavailable' })
    expect((await cold.identity.authenticate(request({ sessionCookie: sessionId }))).name).toBe('ada')
  })
})

it('a public client’s server runs no code flow', async () => {
  const open = await start({ clientType: 'public' })
  await expect(begin(open)).rejects.toThrow(/AUTHENTICATION_CLIENT_TYPE/)
})
