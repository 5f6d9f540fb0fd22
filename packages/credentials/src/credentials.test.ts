/** Every credential against a real loopback token endpoint that records what it is sent. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credential } from '@waymark/client'
import { afterEach, describe, expect, it } from 'vitest'
import { CredentialError, createTokenSource } from './index.ts'

const tenant = '9b1c6d1e-3f62-4f4b-8a39-0f6c0a1b2c3d'
const authority = `https://login.microsoftonline.com/${tenant}`
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type TokenAnswer = (form: URLSearchParams) => { status: number; body: unknown }

/** Entra's discovery and token endpoint over plain HTTP; `fetch` sends the real host's requests here. */
async function issuer(answer: TokenAnswer) {
  const forms: URLSearchParams[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const send = (status: number, value: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
      if (request.url?.includes('openid-configuration')) {
        send(200, {
          issuer: `${authority}/v2.0`,
          authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
          token_endpoint: `${authority}/oauth2/v2.0/token`,
          jwks_uri: `${authority}/discovery/v2.0/keys`,
        })
        return
      }
      const form = new URLSearchParams(body)
      forms.push(form)
      const result = answer(form)
      send(result.status, result.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const toLoopback: typeof fetch = (input, init) =>
    fetch(String(input).replace('https://login.microsoftonline.com', origin), init)
  return { forms, origin, around: { fetch: toLoopback, sleep: async () => undefined } }
}

const granted: TokenAnswer = () => ({
  status: 200,
  body: {
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: `token-${Math.random()}`,
  },
})

function azure(proof: Extract<Credential, { kind: 'azure' }>['proof']): Credential {
  return {
    kind: 'azure',
    clientId: '7d1f0000-0000-4000-8000-0000000000c2',
    authority,
    scope: 'api://x/.default',
    proof,
  }
}

const secret = azure({ kind: 'secret', clientSecret: 'S3cret~value/+ ' })

describe('an Entra application', () => {
  it('asks for its one scope with its secret, once until the token is about to expire', async () => {
    const { forms, around } = await issuer(granted)
    let now = Date.now()
    const source = createTokenSource(secret, { ...around, nowMs: () => now })
    const first = await source?.token()
    expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
      grant_type: 'client_credentials',
      scope: 'api://x/.default',
      client_secret: 'S3cret~value/+ ',
    })
    expect((await source?.token())?.token).toBe(first?.token)
    expect(forms).toHaveLength(1)
    now += 3_400_000
    expect((await source?.token())?.token).not.toBe(first?.token)
    expect(forms).toHaveLength(2)
  })

  it('that cannot reach Entra names the host, the reason and the setting', async () => {
    const nobody = createServer()
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
    const { port } = nobody.address() as AddressInfo
    await new Promise((resolve) => nobody.close(resolve))
    const source = createTokenSource(secret, {
      fetch: (_input, init) => fetch(`http://127.0.0.1:${port}`, init),
      sleep: async () => undefined,
    })
    await expect(source?.token()).rejects.toMatchObject({
      message: expect.stringContaining('): login.microsoftonline.com cannot be reached (ECONNREFUSED).'),
      fix: 'Check the network and HTTPS_PROXY: behind a proxy it has to name the one that answers.',
      retriable: true,
    })
  })

  it('shares one request among concurrent callers, and asks again when it must', async () => {
    const { forms, around } = await issuer(granted)
    const source = createTokenSource(secret, around)
    await Promise.all([source?.token(), source?.token(), source?.token()])
    expect(forms).toHaveLength(1)
    await source?.token({ force: true })
    expect(forms).toHaveLength(2)
  })

  it('keeps using a live token while the issuer is out of reach', async () => {
    let broken = false
    const { around } = await issuer((form) =>
      broken ? { status: 503, body: { error: 'busy' } } : granted(form),
    )
    let now = Date.now()
    const source = createTokenSource(secret, { ...around, nowMs: () => now })
    const first = await source?.token()
    broken = true
    now += 3_400_000
    expect((await source?.token())?.token).toBe(first?.token)
    now += 150_000
    await expect(source?.token()).rejects.toMatchObject({ retriable: true })
  })

  it.each(['\r\n', ' '])(
    'explains a wrong secret with the ids of the event and never shows it (%j)',
    async (gap) => {
      const { around } = await issuer(() => ({
        status: 401,
        body: {
          error: 'invalid_client',
          error_description: `AADSTS7000215: Invalid client secret provided.${gap}Trace ID: t1${gap}Correlation ID: c1`,
          error_codes: [7000215],
          timestamp: '2026-11-22 04:00:00Z',
          trace_id: 't1',
          correlation_id: 'c1',
        },
      }))
      const failure = await createTokenSource(secret, around)
        ?.token()
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(CredentialError)
      expect(failure).toMatchObject({
        message: 'Entra application 7d1f…c2 (client secret): AADSTS7000215: The client secret is wrong.',
        aadsts: '7000215',
        traceId: 't1',
        correlationId: 'c1',
        timestamp: '2026-11-22 04:00:00Z',
        retriable: false,
        fix: expect.stringContaining('Copy the Value of the secret'),
      })
      expect(JSON.stringify(failure) + (failure as Error).message + (failure as Error).stack).not.toContain(
        'S3cret',
      )
    },
  )

  it("shows Entra's own words for a number without an explanation", async () => {
    const body = {
      error: 'x',
      error_description: 'AADSTS9999999: Something new. Trace ID: t',
      error_codes: [9999999],
    }
    const { around } = await issuer(() => ({ status: 400, body }))
    await expect(createTokenSource(secret, around)?.token()).rejects.toThrow('AADSTS9999999: Something new.')
  })

  it('signs an assertion with its certificate', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'waymark-certificate-'))
    const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=ingest'],
        ...['-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    )
    const { forms, around } = await issuer(granted)
    const proof = {
      kind: 'certificate',
      certificate: readFileSync(certificate, 'utf8'),
      privateKey: readFileSync(key, 'utf8'),
    } as const
    await createTokenSource(azure(proof), around)?.token()
    const [header] = forms[0]?.get('client_assertion')?.split('.') ?? []
    expect(JSON.parse(Buffer.from(header ?? '', 'base64url').toString())).toMatchObject({
      alg: 'PS256',
      'x5t#S256': expect.any(String),
    })
    expect(() => createTokenSource(azure({ ...proof, certificate: 'nonsense' }), around)).toThrow(
      'The certificate is no PEM text that can be read.',
    )
  })

  it('reads the federated token anew for every request', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'waymark-federated-')), 'token')
    const { forms, around } = await issuer(granted)
    const source = createTokenSource(azure({ kind: 'federatedTokenFile', path: file }), around)
    await expect(source?.token()).rejects.toThrow(`The federated token file ${file} cannot be read.`)
    for (const token of ['one', 'two']) {
      writeFileSync(file, `${token}\n`)
      await source?.token({ force: true })
    }
    expect(forms.map((form) => form.get('client_assertion'))).toEqual(['one', 'two'])
  })
})

describe('other credentials', () => {
  it('sends nothing for none', () => {
    expect(createTokenSource({ kind: 'none' })).toBeUndefined()
  })

  it('hands out a pasted JWT until it expires, and refuses what is no JWT', async () => {
    const jwt = (exp: number) => `a.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c`
    const live = createTokenSource({ kind: 'jwt', token: jwt(4_000_000_000) })
    expect((await live?.token())?.expiresAtMs).toBe(4_000_000_000_000)
    await expect(createTokenSource({ kind: 'jwt', token: jwt(1) })?.token()).rejects.toThrow(
      'The JWT in jwtToken expired on 1970-01-01T00:00:01.000Z.',
    )
    expect(() => createTokenSource({ kind: 'jwt', token: 'Bearer x' })).toThrow('jwtToken is no JWT')
  })

  it('gets a token from any OpenID provider with client credentials', async () => {
    const { forms, origin } = await issuer(granted)
    const base = { kind: 'oidc', clientId: 'app', clientSecret: 'hush' } as const
    const source = createTokenSource({ ...base, tokenEndpoint: `${origin}/token`, scope: 'catalog' })
    expect((await source?.token())?.token).toMatch(/^token-/)
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app',
      client_secret: 'hush',
      scope: 'catalog',
    })
    expect(() => createTokenSource({ ...base, tokenEndpoint: 'http://idp.example/token' })).toThrow('https')
  })
})
