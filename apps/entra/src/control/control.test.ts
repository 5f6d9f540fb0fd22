import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorize, clientCredentials, codeFor, redeem, refusalOf, replied } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const keysUrl = 'https://login.microsoftonline.com/common/discovery/v2.0/keys'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const fault = async (body: object) => expect((await emulator.control('faults', body)).status).toBe(201)

describe('faults', () => {
  it('once: the secret has expired, then works again', async () => {
    await fault({ kind: 'secret-expired', appId: sample.ingestionAppId, times: 1 })
    expect(refusalOf(await clientCredentials(emulator))).toEqual({
      status: 401,
      error: 'invalid_client',
      code: 7000222,
    })
    expect((await clientCredentials(emulator)).status).toBe(200)
  })

  it('lasting: the application is disabled until the fault is cleared', async () => {
    await fault({ kind: 'app-disabled', appId: sample.ingestionAppId })
    expect(refusalOf(await clientCredentials(emulator)).code).toBe(7000112)
    expect(refusalOf(await clientCredentials(emulator)).code).toBe(7000112)
    await emulator.fetchPlain('/__emulator/faults', { method: 'DELETE' })
    expect((await clientCredentials(emulator)).status).toBe(200)
  })

  it('throttled: 429 with Retry-After at the endpoint named, and only there', async () => {
    await fault({ kind: 'throttled', endpoint: 'token', retryAfterSeconds: 7 })
    const response = await clientCredentials(emulator)
    expect([response.status, response.headers['retry-after']]).toEqual([429, '7'])
    expect((await emulator.fetch(keysUrl)).status).toBe(200)
  })

  it('unavailable and discovery-down: 503', async () => {
    await fault({ kind: 'unavailable', endpoint: 'token', times: 1 })
    expect((await clientCredentials(emulator)).status).toBe(503)
    await fault({ kind: 'discovery-down', times: 2 })
    expect((await emulator.fetch(keysUrl)).status).toBe(503)
    expect(
      (await emulator.fetch('https://login.microsoftonline.com/common/.well-known/openid-configuration'))
        .status,
    ).toBe(503)
    expect((await emulator.fetch(keysUrl)).status).toBe(200)
  })

  it('slow: the answer waits', async () => {
    await fault({ kind: 'slow', delayMs: 150, endpoint: 'keys', times: 1 })
    const begin = performance.now()
    await emulator.fetch(keysUrl)
    expect(performance.now() - begin).toBeGreaterThanOrEqual(149)
  })

  it('aadsts: any problem of the table', async () => {
    await fault({ kind: 'aadsts', code: 50076, endpoint: 'token', times: 1 })
    const response = await clientCredentials(emulator)
    expect(response.json()).toMatchObject({
      error: 'interaction_required',
      error_codes: [50076],
      suberror: 'basic_action',
    })
    await fault({ kind: 'aadsts', code: 53003, endpoint: 'authorize', times: 1 })
    expect((await authorize(emulator)).body).toContain('AADSTS53003: ')
  })

  it('that make no sense are refused with the field', async () => {
    expect((await emulator.control('faults', { kind: 'aadsts', code: 1 })).json()).toEqual({
      message: "code: 1 is not in the emulator's table of AADSTS problems",
    })
    expect((await emulator.control('faults', { kind: 'explosion' })).status).toBe(400)
    expect((await emulator.control('clock', { now: 'yesterday' })).json()).toEqual({
      message: 'now: yesterday is not an ISO 8601 time',
    })
  })
})

describe('control', () => {
  it('moves, stops and restarts the clock', async () => {
    const at = async (body: object) => (await emulator.control('clock', body)).json().now
    expect(await at({ now: '2030-01-01T00:00:00Z', stopped: true })).toBe('2030-01-01T00:00:00.000Z')
    expect(await at({ advanceSeconds: 60 })).toBe('2030-01-01T00:01:00.000Z')
    expect(Math.abs(Date.parse(String(await at({ reset: true }))) - Date.now())).toBeLessThan(5_000)
  })

  it('lists requests without what is secret in them', async () => {
    await redeem(emulator, await codeFor(emulator))
    await clientCredentials(emulator, { 'x-client-SKU': 'test.client', client_secret: 'a-wrong-secret' })
    const { body, json } = await emulator.fetchPlain('/__emulator/requests')
    const log = json() as unknown as Record<string, unknown>[]
    expect(log.at(-1)).toEqual({
      at: expect.any(String),
      method: 'POST',
      host: 'login.microsoftonline.com',
      path: `/${sample.tenantId}/oauth2/v2.0/token`,
      status: 401,
      client: 'test.client',
      grantType: 'client_credentials',
      correlationId: expect.any(String),
      aadsts: 7000215,
    })
    expect(body).not.toMatch(/a-wrong-secret|code_verifier|the state|the nonce/)
  })

  it('resets sessions, codes and faults', async () => {
    const code = await codeFor(emulator)
    await emulator.control('reset')
    expect(refusalOf(await redeem(emulator, code)).code).toBe(70000)
    expect(replied(await authorize(emulator, { prompt: 'none' })).error).toBe('login_required')
  })

  it('says what is published', async () => {
    const status = (await emulator.fetchPlain('/__emulator')).json()
    expect(status).toMatchObject({ tenants: [{ id: sample.tenantId }], faults: [] })
    expect(status.signingKeys).toHaveLength(2)
  })

  it('is closed to web pages, to re-bound names, and on the TLS port', async () => {
    const refused = async (headers: Record<string, string>) =>
      (await emulator.fetchPlain('/__emulator/reset', { method: 'POST', headers })).status
    expect(await refused({ origin: 'https://evil.example' })).toBe(403)
    expect(await refused({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await refused({ host: 'evil.example' })).toBe(403)
    expect((await emulator.fetch('https://localhost/__emulator/requests')).status).toBe(404)
    expect((await emulator.fetchPlain('/__emulator/nothing')).status).toBe(404)
    expect((await emulator.fetchPlain('/__emulator/reset')).status).toBe(405)
  })

  it('does not answer sign-in requests for names that are not Microsoft’s or loopback', async () => {
    const response = await emulator.fetchPlain('/common/discovery/keys', {
      headers: { host: 'evil.example' },
    })
    expect(response.status).toBe(421)
  })
})
