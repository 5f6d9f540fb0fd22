/** A certified OpenID provider that is neither Entra ID nor Keycloak, in this process: the npm package oidc-provider, with its own pages. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export const openidRegistration = {
  clientId: 'catalog',
  clientSecret: 'a-secret-of-the-second-provider',
  ingestionClientId: 'ingestion',
  ingestionSecret: 'another-secret-of-the-second-provider',
} as const

export interface RunningProvider {
  /** `http://127.0.0.1:<port>` */
  readonly issuer: string
  /** Goes through its sign-in and consent pages as this person, and gives the address the browser is sent back to. */
  signIn(authorizationUrl: string, person: string): Promise<URL>
  stop(): Promise<void>
}

/** @param catalogUrl - where the catalog will be, for the redirect URI */
export async function startOpenidProvider(catalogUrl: string): Promise<RunningProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { clientId, clientSecret, ingestionClientId, ingestionSecret } = openidRegistration
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${catalogUrl}/callback`],
        post_logout_redirect_uris: [`${catalogUrl}/callback`],
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        client_id: ingestionClientId,
        client_secret: ingestionSecret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    // The code flow's ID token carries the claims itself; the catalog never asks for them elsewhere.
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({
        sub,
        name: `${sub} of Contoso`,
        email: `${sub}@contoso.com`,
        email_verified: true,
        groups: ['Finance'],
      }),
    }),
    cookies: { keys: ['for a test'] },
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_context, client) =>
          client.clientId === ingestionClientId ? 'urn:waymark' : [],
        getResourceServerInfo: async () => ({
          scope: 'catalog.write',
          audience: clientId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  server.on('request', provider.callback())
  return {
    issuer,
    signIn: (url, person) => throughItsPages(issuer, url, person),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function throughItsPages(issuer: string, authorizationUrl: string, person: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let at = new URL(authorizationUrl)
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12; step += 1) {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    form = undefined
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      const [name = '', ...value] = pair.split('=')
      cookies.set(name, value.join('='))
    }
    const location = response.headers.get('location')
    if (location !== null) {
      at = new URL(location, at)
      if (at.origin !== issuer) return at
      continue
    }
    const page = await response.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (!prompt)
      throw new Error(`the provider shows no page to go on with: ${response.status} ${page.slice(0, 300)}`)
    form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: person, password: 'any' }) })
  }
  throw new Error('the provider does not come to an end')
}
