/** A whole OpenID provider on loopback that a test can make misbehave in any one way: authorization, token, keys, discovery. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { JWTPayload } from 'jose'
import { makeKey, sign, type TestKey } from './local-issuer.ts'

export interface TokenRequest {
  readonly form: URLSearchParams
  readonly authorization: string | undefined
}

/** What a test changes; every member has an honest default. */
export interface Behaviour {
  /** Claims of the next ID tokens. */
  claims: (claims: JWTPayload) => JWTPayload
  /** Makes the ID token's text out of its claims. */
  idToken: (claims: JWTPayload) => Promise<string> | string
  /** Answers the token endpoint instead of the provider. */
  token: ((request: TokenRequest, response: ServerResponse) => void) | undefined
  keys: readonly Record<string, unknown>[]
  discovery: (document: Record<string, unknown>) => Record<string, unknown>
  /** Answers a request for the sign-in page; sends a browser that nobody is signed in with back. */
  page: (asked: URLSearchParams, response: ServerResponse) => void
  /** Parameters of the answer to the authorization request. */
  answer: (parameters: URLSearchParams) => URLSearchParams
}

export interface MockProvider {
  readonly issuer: string
  readonly key: TestKey
  readonly tokenRequests: TokenRequest[]
  /** Requests to anything but discovery, keys, sign-in page and token. */
  readonly strays: string[]
  behaviour: Behaviour
  reset(): void
  jwk(key: TestKey): Record<string, unknown>
  /** What a browser would bring back from the authorization request: the callback's query string. */
  authorize(url: string): string
  close(): Promise<void>
}

export const rpClientId = 'catalog'
export const rpSecret = 'a-secret-of-the-mock-provider'

export async function startMockProvider(): Promise<MockProvider> {
  const key = await makeKey('op-1')
  const codes = new Map<string, { challenge: string; nonce: string; redirectUri: string }>()
  const tokenRequests: TokenRequest[] = []
  const strays: string[] = []
  const jwk = ({ kid, publicJwk }: TestKey) => ({ ...publicJwk, kid, use: 'sig', alg: 'RS256' })
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readText(request))
    const asked = { form, authorization: request.headers.authorization }
    tokenRequests.push(asked)
    if (provider.behaviour.token) return provider.behaviour.token(asked, response)
    const code = form.get('code') ?? ''
    const begun = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!begun || begun.challenge !== challenge || begun.redirectUri !== form.get('redirect_uri'))
      return json(response, { error: 'invalid_grant', error_description: 'The code is not valid.' }, 400)
    const now = Math.floor(Date.now() / 1000)
    const claims = provider.behaviour.claims({
      iss: provider.issuer,
      aud: rpClientId,
      sub: 'user-1',
      iat: now,
      exp: now + 600,
      nonce: begun.nonce,
      name: 'Ada Lovelace',
      email: 'ada@contoso.com',
      email_verified: true,
    })
    json(response, {
      access_token: 'opaque',
      token_type: 'Bearer',
      expires_in: 600,
      id_token: await provider.behaviour.idToken(claims),
    })
  }

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path === '/op/.well-known/openid-configuration')
      return json(
        response,
        provider.behaviour.discovery({
          issuer: provider.issuer,
          jwks_uri: `${provider.issuer}/keys`,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          end_session_endpoint: `${provider.issuer}/logout`,
        }),
      )
    if (path === '/op/keys') return json(response, { keys: provider.behaviour.keys })
    if (path.startsWith('/op/authorize?'))
      return provider.behaviour.page(new URL(path, issuer).searchParams, response)
    if (path === '/op/token' && request.method === 'POST') return void answerToken(request, response)
    strays.push(path)
    return json(response, {}, 404)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/op`

  const honest = (): Behaviour => ({
    claims: (claims) => claims,
    idToken: (claims) => sign(key, claims),
    token: undefined,
    keys: [jwk(key)],
    discovery: (document) => document,
    page(asked, response) {
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({
        error: asked.get('prompt') === 'none' ? 'login_required' : 'server_error',
        state: asked.get('state') ?? '',
      }).toString()
      response.writeHead(302, { location: back.href }).end()
    },
    answer: (parameters) => parameters,
  })
  const provider: MockProvider = {
    issuer,
    key,
    tokenRequests,
    strays,
    behaviour: honest(),
    reset() {
      provider.behaviour = honest()
      tokenRequests.length = 0
    },
    jwk,
    authorize(url) {
      const { searchParams } = new URL(url)
      const code = randomBytes(16).toString('base64url')
      codes.set(code, {
        challenge: searchParams.get('code_challenge') ?? '',
        nonce: searchParams.get('nonce') ?? '',
        redirectUri: searchParams.get('redirect_uri') ?? '',
      })
      const answer = new URLSearchParams({ code, state: searchParams.get('state') ?? '', iss: issuer })
      return provider.behaviour.answer(answer).toString()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider
}
