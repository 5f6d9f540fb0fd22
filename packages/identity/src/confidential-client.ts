/** The code flow that the server runs itself, as a client with a secret: authorization request, callback, code for ID token. */
import { createPrivateKey, type webcrypto, X509Certificate } from 'node:crypto'
import { isProblem, problem } from '@waymark/spec'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretJwt,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  customFetch,
  genericGrantRequest,
  modifyAssertion,
  PrivateKeyJwt,
  randomPKCECodeVerifier,
} from 'openid-client'
import type { IdentityConfig } from './config.ts'
import type { Trail } from './flight-recorder.ts'
import { isLoopbackUrl } from './loopback.ts'
import type { Fetch } from './ports.ts'
import { derivedSecret } from './pre-login.ts'
import type { AttemptStep } from './sign-in-attempt.ts'
import { refuse, shown, TokenRefusal } from './token/refusal.ts'

/** Where the provider is: the browser's address of its page, and the server's of its token endpoint. */
export interface ProviderAddresses {
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
}

export interface ConfidentialClient {
  /** The address the browser is sent to. @throws problem `identity-provider-unavailable` */
  authorizationUrl(preLoginId: string): Promise<string>
  /**
   * Redeems the code of a callback: `state`, `iss` (RFC 9207) and repeated parameters are checked, PKCE proves the request
   * was ours. The ID token still has to be verified.
   *
   * @param search - the callback's query string
   * @throws {@link TokenRefusal}, problem `identity-provider-unavailable`
   */
  redeem(search: string, preLoginId: string, trail: Trail): Promise<string>
}

const timeoutSeconds = 10

/** @param addresses - undefined while the provider's discovery document could not be read */
export function confidentialClient(
  config: IdentityConfig,
  addresses: () => ProviderAddresses | undefined,
  fetch: Fetch,
): ConfidentialClient {
  const { confidential, callbackUrl } = config

  function configuration(): Configuration {
    const known = addresses()
    if (!known)
      throw problem('identity-provider-unavailable', { reason: 'its discovery document is not known' })
    return clientConfiguration(config, known, fetch)
  }

  return {
    async authorizationUrl(preLoginId) {
      const { prompt, maxAgeSeconds, customParameters, scope } = confidential
      return buildAuthorizationUrl(configuration(), {
        ...customParameters,
        redirect_uri: callbackUrl,
        response_type: 'code',
        scope,
        state: derivedSecret(preLoginId, 'state'),
        nonce: derivedSecret(preLoginId, 'nonce'),
        code_challenge: await calculatePKCECodeChallenge(derivedSecret(preLoginId, 'code_verifier')),
        code_challenge_method: 'S256',
        ...(prompt && { prompt }),
        ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
      }).href
    },

    async redeem(search, preLoginId, trail) {
      const current = new URL(callbackUrl)
      current.search = search
      const checks = {
        expectedState: derivedSecret(preLoginId, 'state'),
        expectedNonce: derivedSecret(preLoginId, 'nonce'),
        pkceCodeVerifier: derivedSecret(preLoginId, 'code_verifier'),
        idTokenExpected: true,
        ...(confidential.maxAgeSeconds !== undefined && { maxAge: confidential.maxAgeSeconds }),
      }
      try {
        const { id_token: idToken } = await authorizationCodeGrant(configuration(), current, checks)
        if (!idToken) refuse({ check: 'code', expected: "an ID token: the scope must contain 'openid'" })
        trail.ok('code', 'redeemed with PKCE')
        return idToken
      } catch (error) {
        if (error instanceof TokenRefusal || isProblem(error)) throw error
        return refuseCallback(error)
      }
    },
  }
}

function clientConfiguration(config: IdentityConfig, known: ProviderAddresses, fetch: Fetch): Configuration {
  const server = {
    issuer: known.issuer,
    authorization_endpoint: known.authorizationEndpoint,
    token_endpoint: known.tokenEndpoint,
  }
  const clientId = config.provider === 'azure' ? config.clientId.toLowerCase() : config.clientId
  const made = new Configuration(server, clientId, undefined, clientAuthentication(config))
  made[customFetch] = (url, init) => fetch(url, init as RequestInit) // undici's and the DOM's RequestInit differ in unused members
  made.timeout = timeoutSeconds
  if (isLoopbackUrl(known.tokenEndpoint)) allowInsecureRequests(made)
  return made
}

/**
 * Whether the provider takes the client's proof. Entra ID gives every application a token for itself; elsewhere a code that nobody issued
 * is redeemed: whoever is told that the code is wrong has proved who they are (RFC 6749 5.2).
 */
export async function clientTrial(
  config: IdentityConfig,
  addresses: ProviderAddresses,
  fetch: Fetch,
): Promise<AttemptStep> {
  const step = 'client'
  const client = clientConfiguration(config, addresses, fetch)
  try {
    if (config.provider === 'azure')
      await clientCredentialsGrant(client, { scope: `${config.clientId.toLowerCase()}/.default` })
    else
      await genericGrantRequest(client, 'authorization_code', {
        code: 'made-up-to-try-the-client',
        redirect_uri: config.callbackUrl,
        code_verifier: randomPKCECodeVerifier(),
      })
    return { step, ok: true, detail: config.confidential.authentication }
  } catch (error) {
    const { code, words } = oauthError(error)
    if (code === 'invalid_grant' && config.provider !== 'azure')
      return { step, ok: true, detail: config.confidential.authentication }
    const reason = error instanceof Error ? error.message : String(error)
    return { step, ok: false, detail: shown(code === undefined ? reason : `${code}${words}`) }
  }
}

function clientAuthentication({ confidential, provider }: IdentityConfig): ClientAuth {
  const { authentication, clientSecret, privateKey, certificate } = confidential
  switch (authentication) {
    case 'client_secret_post':
      return ClientSecretPost(clientSecret)
    case 'client_secret_basic':
      return ClientSecretBasic(clientSecret)
    case 'client_secret_jwt':
      return ClientSecretJwt(clientSecret)
    case 'private_key_jwt': {
      const pem = privateKey ?? ''
      const thumbprint =
        certificate && Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), 'hex')
      return async (as, client, body, headers) => {
        const key = await signingKey(pem)
        const authenticate = PrivateKeyJwt(key, {
          [modifyAssertion](header, payload) {
            // Entra ID finds the registered certificate by its thumbprint and wants the token endpoint as audience.
            if (thumbprint) header['x5t#S256'] = thumbprint.toString('base64url')
            if (provider === 'azure' && as.token_endpoint) payload.aud = as.token_endpoint
          },
        })
        return authenticate(as, client, body, headers)
      }
    }
  }
}

/** RS256 is what every provider takes. */
function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
}

/** The provider's answer within the library's error, if it is one (RFC 6749 5.2). */
function oauthError(error: unknown): { readonly code: string | undefined; readonly words: string } {
  const { error: code, error_description: description } =
    typeof error === 'object' && error !== null
      ? (error as { error?: unknown; error_description?: unknown }) // read as texts below
      : {}
  return {
    code: typeof code === 'string' ? code : undefined,
    words: typeof description === 'string' ? `: ${description.split(/[\r\n]/, 1)[0]}` : '',
  }
}

/** The library's errors carry the provider's words; those that are OAuth's are shown, nothing else of an answer. */
function refuseCallback(error: unknown): never {
  const { code, words } = oauthError(error)
  if (code !== undefined) {
    refuse({
      check: 'provider',
      expected: 'an authorization code that the provider redeems',
      seen: shown(`${code}${words}`),
      code: 'identity-refused',
      tell: `The identity provider refused the sign-in: ${shown(`${code}${words}`)}`,
    })
  }
  const reason = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  if (/fetch failed|timed out|timeout|ECONN|network/i.test(`${reason}${cause}`))
    throw problem('identity-provider-unavailable', { reason: 'its token endpoint does not answer' }, error)
  return refuse({
    check: 'callback',
    expected: 'the answer to the sign-in that this browser began',
    seen: shown(reason),
    code: 'identity-refused',
    tell: 'The answer does not belong to a sign-in that this browser began, or was used already. Sign in again.',
  })
}
