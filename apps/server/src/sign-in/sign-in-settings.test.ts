/** Settings of signing in saved through the API: kept once somebody signs in with them, taken back when nobody does. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runAdminCommand } from '../admin/run-command.ts'
import { type Loose, openTestCatalog, type TestCatalog } from '../testing/test-catalog.ts'

const path = '/api/v1/system/signInSettings'
const minuteMs = 60_000

let t: TestCatalog
let as: string
let issuer: string
let offsetMs = 0
const { publicKey, privateKey } = await generateKeyPair('RS256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'RS256' }
const provider = createServer((request, response) => {
  const answer = request.url?.endsWith('/keys')
    ? { keys: [jwk] }
    : {
        issuer,
        jwks_uri: `${issuer}/keys`,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
      }
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
})

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  t = await openTestCatalog({ AUTHORIZER_ADMIN_EMAILS: 'ada@contoso.com' }, () => Date.now() + offsetMs)
  as = t.tokens.admin
})
afterAll(async () => {
  await t.close()
  provider.closeAllConnections()
  provider.close()
})
afterEach(async () => {
  while ((await admin('sso-revert')).status === 200);
})

const admin = (command: string) =>
  runAdminCommand(command, {}, t.catalog.admin, (error) => {
    throw error
  })
const sso = (clientId = 'catalog') => ({
  settings: {
    AUTHENTICATION_PROVIDER: 'custom-oidc',
    AUTHENTICATION_AUTHORITY: issuer,
    AUTHENTICATION_CLIENT_ID: clientId,
  } as Record<string, string | null>,
})
const save = (body: object, by = as) => t.call('PUT', path, { as: by, body })
const providerInForce = async () => (await t.call('GET', '/api/v1/system/config/auth')).body.provider
const setting = (body: Loose, name: string) =>
  (body.settings as unknown as { name: string }[]).find((each) => each.name === name)

async function signIn(email: string): Promise<string> {
  const remoteAddress = '192.0.2.1'
  const { nonce, preLoginId } = await t.catalog.identity.signIn.begin({ remoteAddress })
  const idToken = await new SignJWT({ email, email_verified: true, name: 'Grace', nonce })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience('catalog')
    .setSubject(email)
    .setIssuedAt(Math.floor((Date.now() + offsetMs) / 1000))
    .setExpirationTime(Math.floor((Date.now() + offsetMs) / 1000) + 600)
    .sign(privateKey)
  const { principal } = await t.catalog.identity.signIn.withIdToken({
    method: 'POST',
    authorization: [],
    origin: 'http://localhost:8585',
    remoteAddress,
    requestId: 'test',
    idToken,
    preLoginId,
  })
  return principal.name
}
/** Time passes. Each replica looks every three seconds what it has to do; the test waits for one such look. */
async function pass(ms: number): Promise<void> {
  offsetMs += ms
  await new Promise((resolve) => setTimeout(resolve, 3500))
}

describe('saved settings of signing in', () => {
  it('hold at once, and stay when somebody signs in with them', async () => {
    const { status, body } = await save(sso())
    expect(status).toBe(200)
    expect(setting(body, 'AUTHENTICATION_CLIENT_ID')).toMatchObject({
      value: 'catalog',
      from: 'database',
      locked: false,
    })
    expect(Number(body.saved?.revertsAt)).toBeGreaterThan(Date.now() + offsetMs + 9 * minuteMs)
    expect(await providerInForce()).toBe('custom-oidc')
    expect(await signIn('grace@contoso.com')).toBe('grace')
    await pass(11 * minuteMs)
    expect(await providerInForce()).toBe('custom-oidc')
    const { saved } = (await t.call('GET', path, { as })).body
    expect(saved).toEqual({ by: 'root', at: expect.any(Number) })
  })

  it('are taken back after ten minutes when nobody can sign in with them', async () => {
    await save(sso('a client that does not exist'))
    await expect(signIn('ada@contoso.com')).rejects.toMatchObject({ status: 401 })
    await pass(9 * minuteMs)
    expect(await providerInForce()).toBe('custom-oidc')
    offsetMs += 2 * minuteMs
    await expect.poll(providerInForce).toBe('basic')
    const rolledBack = async () =>
      (await t.call('GET', '/api/v1/audit/logs?category=setting&q=rolled', { as })).body.data?.[0]
    await expect.poll(rolledBack).toMatchObject({ action: 'sign-in settings rolled back', actor: 'system' })
  })

  it('are kept or taken back by an administrator at once, also from the host', async () => {
    await save(sso())
    expect((await t.call('POST', `${path}/confirm`, { as })).body.saved).not.toHaveProperty('revertsAt')
    expect((await t.call('POST', `${path}/confirm`, { as })).status).toBe(404)
    await save({ settings: { AUTHENTICATION_CLIENT_ID: 'another' } })
    const { body } = await t.call('POST', `${path}/revert`, { as })
    expect(setting(body, 'AUTHENTICATION_CLIENT_ID')).toMatchObject({ value: 'catalog' })
    expect((await admin('sso-revert')).body).toEqual({ provider: 'basic' })
    expect(await admin('sso-revert')).toMatchObject({
      status: 404,
      body: {
        message: expect.stringMatching(/^No sign-in settings are saved: there is nothing to take back\./),
      },
    })
    expect((await admin('sso-confirm')).body.message).toMatch(/^No sign-in settings are on trial: /)
  })

  it('never take the place of the environment, and name who says it', async () => {
    const body = { settings: { AUTHORIZER_ADMIN_EMAILS: 'mallory@contoso.com' } }
    const { body: checked } = await t.call('POST', `${path}/check`, { as, body })
    expect(checked.problems).toEqual([
      {
        setting: 'AUTHORIZER_ADMIN_EMAILS',
        message: 'The environment says it (AUTHORIZER_ADMIN_EMAILS). Change it there.',
      },
    ])
    expect((await save(body)).status).toBe(400)
    expect(setting((await t.call('GET', path, { as })).body, 'AUTHORIZER_ADMIN_EMAILS')).toMatchObject({
      locked: true,
      from: 'environment',
    })
  })

  it('are refused where they cannot work, and from whoever is no administrator', async () => {
    for (const settings of [
      { AUTHENTICATION_PROVIDER: 'azure' },
      { AUTHENTICATION_PROVIDER: 'no-auth' },
      { SERVER_HOST: '0.0.0.0' },
      { AUTHENTICATION_SESSION_EXPIRY: 'long' },
    ])
      expect((await save({ settings })).status, JSON.stringify(settings)).toBe(400)
    expect((await save(sso(), t.tokens.person)).status).toBe(403)
    expect((await t.call('GET', path, { as: t.tokens.person })).status).toBe(403)
    expect(await providerInForce()).toBe('basic')
  })

  it('never show a secret, and keep it when its mask comes back', async () => {
    const secret = 'a secret nobody may see'
    const { body } = await save({
      settings: { ...sso().settings, AUTHENTICATION_CLIENT_TYPE: 'confidential', OIDC_CLIENT_SECRET: secret },
    })
    expect(setting(body, 'OIDC_CLIENT_SECRET')).toMatchObject({ value: '********', from: 'database' })
    await save({ settings: { OIDC_CLIENT_SECRET: '********', OIDC_PROMPT_TYPE: 'login' } })
    expect(t.catalog.admin.identityConfig.confidential).toMatchObject({
      clientSecret: secret,
      prompt: 'login',
    })
    const { rows } = await t.catalog.database.query('select * from sign_in_revision', [])
    expect(JSON.stringify(rows)).not.toContain(secret)
  })
})
