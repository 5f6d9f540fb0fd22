import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, tokenIn, tokenUrl } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const deviceAppId = '00000000-0000-4000-8000-00000000e001'
const base = `https://login.microsoftonline.com/${sample.tenantId}/oauth2/v2.0`
const pageUrl = 'https://login.microsoftonline.com/common/oauth2/deviceauth'
const standardGrant = 'urn:ietf:params:oauth:grant-type:device_code'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    tenant?.applications?.push({ appId: deviceAppId, displayName: 'Device', isFallbackPublicClient: true })
    tenant?.servicePrincipals?.push({ appId: deviceAppId })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: deviceAppId,
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      scope: 'openid profile offline_access User.Read',
    })
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const ask = async (clientId = deviceAppId) =>
  (
    await emulator.fetch(`${base}/devicecode`, {
      form: { client_id: clientId, scope: 'openid profile offline_access' },
    })
  ).json() as {
    device_code: string
    user_code: string
  }
const poll = (code: string, grantType = standardGrant, member = 'device_code', clientId = deviceAppId) =>
  emulator.fetch(tokenUrl, { form: { client_id: clientId, grant_type: grantType, [member]: code } })
const onPage = (userCode: string, more: Record<string, string>) =>
  emulator.fetch(pageUrl, { form: { user_code: userCode, ...more } })
const signIn = (userCode: string) => onPage(userCode, { _account: `${sample.tenantId}/${sample.adaId}` })

describe('the device code flow', () => {
  it('asks a person’s consent for a client that is not set up in the tenant at all', async () => {
    const client = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
    const asked = (
      await emulator.fetch(`${base}/devicecode`, {
        form: { client_id: client, scope: 'https://graph.microsoft.com/Application.ReadWrite.All' },
      })
    ).json() as { device_code: string; user_code: string }
    expect((await signIn(asked.user_code)).body).toContain('Application.ReadWrite.All')
    const account = `${sample.tenantId}/${sample.adaId}`
    const done = await onPage(asked.user_code, { _account: account, _consent: 'accept' })
    expect(done.body).toContain('You have signed in on your device')
    const answer = (await poll(asked.device_code, standardGrant, 'device_code', client)).json()
    expect(tokenIn(answer, 'access_token').claims).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: client,
      scp: 'Application.ReadWrite.All',
    })
  })

  it('shows a code, waits, and gives tokens once the person has signed in elsewhere', async () => {
    const asked = await ask()
    expect(asked).toEqual({
      user_code: expect.stringMatching(/^[A-Z2-9]{9}$/),
      device_code: expect.any(String),
      verification_uri: 'https://microsoft.com/devicelogin',
      expires_in: 900,
      interval: 5,
      message: expect.stringContaining(asked.user_code),
    })
    expect(refusalOf(await poll(asked.device_code))).toEqual({
      status: 400,
      error: 'authorization_pending',
      code: 70016,
    })
    expect((await emulator.fetch(pageUrl)).body).toContain('name="user_code"')
    const picker = await emulator.fetch(`${pageUrl}?user_code=${asked.user_code.toLowerCase()}`)
    expect(picker.body).toContain('to continue to <strong>Device</strong>')
    expect((await signIn(asked.user_code)).body).toContain('You have signed in on your device')
    const answer = (await poll(asked.device_code)).json()
    expect(tokenIn(answer, 'id_token').claims.oid).toBe(sample.adaId)
    expect(answer).toHaveProperty('refresh_token')
    expect(refusalOf(await poll(asked.device_code)).code).toBe(54005)
    const refreshed = await emulator.fetch(tokenUrl, {
      form: {
        client_id: deviceAppId,
        grant_type: 'refresh_token',
        refresh_token: String(answer.refresh_token),
      },
    })
    expect(refreshed.status).toBe(200)
  })

  it('understands the grant by both names, and the code by both', async () => {
    const asked = await ask()
    await signIn(asked.user_code)
    expect((await poll(asked.device_code, 'device_code')).status).toBe(200)
    const again = await ask()
    await signIn(again.user_code)
    expect((await poll(again.device_code, standardGrant, 'code')).status).toBe(200)
  })

  it('does not use a session that is open already', async () => {
    const first = await ask()
    const cookie = (await signIn(first.user_code)).headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const second = await ask()
    const page = await emulator.fetch(`${pageUrl}?user_code=${second.user_code}`, { headers: { cookie } })
    expect(page.body).toContain('Pick an account')
    expect(refusalOf(await poll(second.device_code)).code).toBe(70016)
  })

  it('ends when it is declined, after 15 minutes, for unknown codes, and for confidential clients', async () => {
    const declined = await ask()
    await onPage(declined.user_code, { _consent: 'decline' })
    expect(refusalOf(await poll(declined.device_code)).error).toBe('authorization_declined')
    const late = await ask()
    await emulator.control('clock', { advanceSeconds: 901 })
    expect(refusalOf(await poll(late.device_code))).toEqual({
      status: 400,
      error: 'expired_token',
      code: 70019,
    })
    expect((await signIn(late.user_code)).body).toContain('AADSTS70018: ')
    expect(refusalOf(await poll('unknown'))).toEqual({
      status: 400,
      error: 'bad_verification_code',
      code: 70018,
    })
    const confidential = await ask(sample.ingestionAppId)
    expect(
      refusalOf(await poll(confidential.device_code, standardGrant, 'device_code', sample.ingestionAppId)),
    ).toEqual({ status: 401, error: 'invalid_client', code: 7000218 })
  })
})
