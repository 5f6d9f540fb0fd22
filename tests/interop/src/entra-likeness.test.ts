import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { type Provider as Asked, likenesses } from './entra-likeness.ts'

const clientSecret = 'not-a-real-secret-of-another-provider'

let emulator: RunningEmulator
let asEntra: Asked
beforeAll(async () => {
  emulator = await startEmulator()
  asEntra = {
    // The plain listener serves the same documents, which name the real hosts; requests to those go back to it.
    authority: `${emulator.plainUrl}/${fjordlight.tenantId}`,
    tokenUrl: `${emulator.plainUrl}/${fjordlight.tenantId}/oauth2/v2.0/token`,
    clientId: fjordlight.ingestionAppId,
    clientSecret: fjordlight.ingestionSecret,
    scope: `${fjordlight.uiApiUri}/.default`,
    fetch: (url, init) => fetch(url.replace('https://login.microsoftonline.com', emulator.plainUrl), init),
  }
})
afterAll(() => emulator?.stop())

describe('the emulator is Entra ID', () => {
  it.each(likenesses)('in that $what', async ({ holds }) => {
    expect(await holds(asEntra)).toBe(true)
  })
})

describe('a certified OpenID provider is not, so that the assertions can fail', () => {
  const server = createServer()
  let other: Asked
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // a listening TCP server's address is always an object
    const issuer = `http://127.0.0.1:${port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: fjordlight.ingestionAppId,
          client_secret: clientSecret,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      scopes: ['openid', 'read'],
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => 'urn:api',
          getResourceServerInfo: () => ({ scope: 'read', audience: 'urn:api', accessTokenFormat: 'jwt' }),
        },
      },
    })
    server.on('request', provider.callback())
    other = {
      authority: issuer,
      tokenUrl: `${issuer}/token`,
      clientId: fjordlight.ingestionAppId,
      clientSecret,
      scope: 'read',
      fetch: (url, init) => fetch(url.replace('/v2.0/.well-known', '/.well-known'), init),
    }
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  it('gives tokens all the same', async () => {
    const body = new URLSearchParams({
      ...{ client_id: other.clientId, client_secret: clientSecret, scope: 'read' },
      grant_type: 'client_credentials',
    })
    const answer = await other.fetch(other.tokenUrl, { method: 'POST', body })
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
  })

  it.each(likenesses)('though $what at Entra', async ({ holds }) => {
    expect(await holds(other)).toBe(false)
  })
})
