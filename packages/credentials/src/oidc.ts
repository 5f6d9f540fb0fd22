/** Client credentials (RFC 6749 §4.4) at any OpenID provider's token endpoint. */
import type { Credential, TokenSource } from '@waymark/client'
import { cachedTokenSource } from './cached-token.ts'
import { CredentialError } from './credential-error.ts'
import type { Surroundings } from './entra.ts'
import { createMsalNetwork } from './msal-network.ts'
import { asTokenEndpointError, credentialErrorFrom } from './token-answer.ts'

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** @throws CredentialError when the token endpoint is not https (http is for loopback only) */
export function oidcTokenSource(
  credential: Extract<Credential, { kind: 'oidc' }>,
  around: Surroundings = {},
): TokenSource {
  const url = URL.parse(credential.tokenEndpoint)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname)))) {
    throw new CredentialError('The token endpoint must be an https address.')
  }
  const nowMs = around.nowMs ?? Date.now
  const sleep = around.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))
  const network = createMsalNetwork(around.fetch ?? globalThis.fetch.bind(globalThis), sleep)
  const about = `Client ${credential.clientId} at ${url.host}`
  return cachedTokenSource(
    about,
    async () => {
      const { status, body } = await network.sendPostRequestAsync<Record<string, unknown>>(url.href, {
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: credential.clientId,
          client_secret: credential.clientSecret,
          ...(credential.scope ? { scope: credential.scope } : {}),
        }).toString(),
      })
      const refused = asTokenEndpointError(body)
      if (refused) throw credentialErrorFrom(refused, status, about)
      const { access_token: token, expires_in: seconds } = body
      if (typeof token !== 'string') {
        throw new CredentialError(`${about}: the answer holds no access_token (HTTP ${status}).`)
      }
      return typeof seconds === 'number' ? { token, expiresAtMs: nowMs() + seconds * 1000 } : { token }
    },
    nowMs,
  )
}
