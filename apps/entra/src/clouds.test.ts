import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials, refusalOf, tokenIn } from './testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from './testing/start.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const [tenant] = state.tenants
    if (tenant) tenant.cloud = 'china'
  })
})
afterAll(() => emulator.close())

const tokenUrl = (host: string) => `https://${host}/${sample.tenantId}/oauth2/v2.0/token`

describe('a tenant of the cloud in China', () => {
  it('has that cloud’s authority, issuers and documents', async () => {
    expect(emulator.ready.authority).toBe(`https://login.partner.microsoftonline.cn/${sample.tenantId}`)
    const document = (
      await emulator.fetch(`${emulator.ready.authority}/v2.0/.well-known/openid-configuration`)
    ).json()
    expect(document).toMatchObject({
      issuer: `https://login.partner.microsoftonline.cn/${sample.tenantId}/v2.0`,
      token_endpoint: `https://login.partner.microsoftonline.cn/${sample.tenantId}/oauth2/v2.0/token`,
      userinfo_endpoint: 'https://microsoftgraph.chinacloudapi.cn/oidc/userinfo',
    })
    const url = tokenUrl('login.chinacloudapi.cn')
    expect(tokenIn((await clientCredentials(emulator, {}, url)).json(), 'access_token').claims.iss).toBe(
      `https://login.partner.microsoftonline.cn/${sample.tenantId}/v2.0`,
    )
    const scope = 'https://microsoftgraph.chinacloudapi.cn/.default'
    const token = (await clientCredentials(emulator, { scope }, url)).json()
    expect(tokenIn(token, 'access_token').claims).toMatchObject({
      aud: 'https://microsoftgraph.chinacloudapi.cn',
      iss: `https://sts.chinacloudapi.cn/${sample.tenantId}/`,
    })
    const answer = await emulator.fetch('https://microsoftgraph.chinacloudapi.cn/v1.0/organization', {
      headers: { authorization: `Bearer ${token.access_token}` },
    })
    expect(answer.status).toBe(403)
  })

  it('shows device codes at that cloud’s address, and its Graph names itself', async () => {
    const base = `https://login.chinacloudapi.cn/${sample.tenantId}/oauth2/v2.0`
    const client = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
    const scope = 'https://microsoftgraph.chinacloudapi.cn/Application.ReadWrite.All'
    const asked = (
      await emulator.fetch(`${base}/devicecode`, { form: { client_id: client, scope } })
    ).json() as Record<string, string>
    expect(asked.verification_uri).toBe('https://microsoft.com/deviceloginchina')
    await emulator.fetch('https://login.chinacloudapi.cn/common/oauth2/deviceauth', {
      form: {
        user_code: String(asked.user_code),
        _account: `${sample.tenantId}/${sample.adaId}`,
        _consent: 'accept',
      },
    })
    const { access_token: token } = (
      await emulator.fetch(`${base}/token`, {
        form: {
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          client_id: client,
          device_code: String(asked.device_code),
        },
      })
    ).json() as Record<string, string>
    const made = await emulator.fetch('https://microsoftgraph.chinacloudapi.cn/v1.0/applications', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ displayName: 'In China' }),
    })
    expect(made.json()).toMatchObject({
      '@odata.context': 'https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#applications/$entity',
    })
    expect(made.headers.location).toMatch(/^https:\/\/microsoftgraph\.chinacloudapi\.cn\/v1\.0\//)
  })

  it('is not found in another cloud: AADSTS90002', async () => {
    for (const host of ['login.microsoftonline.com', 'login.microsoftonline.us'])
      expect(refusalOf(await clientCredentials(emulator, {}, tokenUrl(host))).code).toBe(90002)
  })
})
