import { createHash } from 'node:crypto'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiScope, origin } from './flows.ts'
import { sample, startTestEmulator, type TestEmulator } from './start.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())

/** openid-client's requests, sent over TLS to the emulator under the names the client uses. */
const customFetch: client.CustomFetch = async (url, { method, headers, body }) => {
  const response = await emulator.fetch(url, {
    method,
    headers: { ...headers, ...(method === 'POST' && { origin }) },
    ...(body !== null && body !== undefined && { body: String(body) }),
  })
  return new Response(response.body, {
    status: response.status,
    headers: { 'content-type': String(response.headers['content-type']) },
  })
}

const discover = (segment: string) =>
  client.discovery(
    new URL(`https://login.microsoftonline.com/${segment}/v2.0`),
    sample.uiAppId,
    undefined,
    client.None(),
    { [client.customFetch]: customFetch },
  )

describe('openid-client, which checks issuer, nonce, PKCE, audience and signature itself', () => {
  it('signs a person in with the code flow, refreshes, and reads userinfo', async () => {
    const configuration = await discover(sample.tenantId)
    client.enableNonRepudiationChecks(configuration)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const [expectedNonce, expectedState] = [client.randomNonce(), client.randomState()]
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: sample.redirectUri,
      scope: 'openid profile email offline_access',
      code_challenge: createHash('sha256').update(pkceCodeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      nonce: expectedNonce,
      state: expectedState,
    })
    const answer = await emulator.fetch(url.origin + url.pathname, {
      form: { ...Object.fromEntries(url.searchParams), _account: `${sample.tenantId}/${sample.adaId}` },
    })
    const callback = new URL(answer.headers.location ?? '')
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      pkceCodeVerifier,
      expectedNonce,
      expectedState,
    })
    const subject = tokens.claims()?.sub ?? ''
    expect(tokens.claims()).toMatchObject({ oid: sample.adaId, tid: sample.tenantId })
    expect(await client.fetchUserInfo(configuration, tokens.access_token, subject)).toMatchObject({
      email: 'ada@fjordlight.example',
    })
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '', {
      scope: apiScope,
    })
    expect(refreshed.claims()?.sub).toBe(subject)
  })

  it('understands the templated issuer of organizations', async () => {
    const configuration = await discover('organizations')
    expect(configuration.serverMetadata().issuer).toBe('https://login.microsoftonline.com/{tenantid}/v2.0')
  })
})
