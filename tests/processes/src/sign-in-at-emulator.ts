/** Signing in at the emulated Entra ID without a browser: the requests that one would send, and the cookies it would keep. */
import { createHash, randomBytes } from 'node:crypto'
import type { RunningEmulator } from './start-emulator.ts'

type Emulator = Pick<RunningEmulator, 'plainUrl' | 'tenantId'>

/** What a browser does to the catalog's origin; only cookies are kept. */
function browserOf(catalogUrl: string) {
  const cookies = new Map<string, string>()
  return {
    cookie: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    async send(url: string, body?: object): Promise<Response> {
      const response = await fetch(url, {
        redirect: 'manual',
        method: body ? 'POST' : 'GET',
        headers: {
          cookie: this.cookie(),
          origin: catalogUrl,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';', 1)
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      return response
    },
  }
}

/** Picks the person on the page that `authorizeUrl` shows, and gives the address that the browser is sent to. */
async function pick(emulator: Emulator, authorizeUrl: string, personId: string): Promise<URL> {
  const { pathname, searchParams } = new URL(authorizeUrl)
  const form = new URLSearchParams(searchParams)
  form.set('_account', `${emulator.tenantId}/${personId}`)
  const answer = await fetch(`${emulator.plainUrl}${pathname}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  const location = answer.headers.get('location')
  if (location === null)
    throw new Error(`no way back from the sign-in page: ${answer.status} ${await answer.text()}`)
  return new URL(location)
}

/**
 * Signs in by whichever flow the catalog is set to: its own redirects (confidential) or the browser's hand-over (public).
 * @returns the `Cookie` header of the session @throws with the catalog's sentence when it refuses
 */
export async function signInAtEmulator(
  emulator: Emulator,
  catalogUrl: string,
  personId: string,
): Promise<string> {
  const browser = browserOf(catalogUrl)
  const config = (await (await fetch(`${catalogUrl}/api/v1/system/config/auth`)).json()) as Record<
    string,
    string
  >
  if (config.clientType === 'confidential') {
    const sent = await browser.send(`${catalogUrl}/api/v1/auth/login?here=1`)
    const back = await pick(emulator, sent.headers.get('location') ?? '', personId)
    // The registered callback may be another replica's address; the answer belongs to whoever began.
    const ended = await browser.send(`${catalogUrl}${back.pathname}${back.search}`)
    const landed = ended.headers.get('location') ?? ''
    if (landed.includes('refused'))
      throw new Error(new URL(landed, catalogUrl).searchParams.get('error_description') ?? '')
    return browser.cookie()
  }
  const { nonce } = (await (await browser.send(`${catalogUrl}/api/v1/auth/nonce`, {})).json()) as {
    nonce: string
  }
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = String(config.callbackUrl)
  const authorize = new URL(String(config.authorizationEndpoint))
  authorize.search = new URLSearchParams({
    client_id: String(config.clientId),
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: String(config.scope),
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const back = await pick(emulator, authorize.href, personId)
  const redeemed = await fetch(`${emulator.plainUrl}${new URL(String(config.tokenEndpoint)).pathname}`, {
    method: 'POST',
    headers: { origin: new URL(redirectUri).origin },
    body: new URLSearchParams({
      client_id: String(config.clientId),
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  })
  const answer = (await redeemed.json()) as { id_token?: string; error_description?: string }
  if (!answer.id_token) throw new Error(answer.error_description ?? 'no ID token')
  const handed = await browser.send(`${catalogUrl}/api/v1/auth/session`, { idToken: answer.id_token })
  if (!handed.ok) throw new Error(((await handed.json()) as { message: string }).message)
  return browser.cookie()
}
