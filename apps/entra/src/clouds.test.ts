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

describe('every cloud', () => {
  const places = [
    ['public', 'login.microsoftonline.com', 'sts.windows.net', 'graph.microsoft.com'],
    ['usGov', 'login.microsoftonline.us', 'sts.windows.net', 'graph.microsoft.us'],
    ['china', 'login.partner.microsoftonline.cn', 'sts.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn'],
    ['bleu', 'login.sovcloud-identity.fr', 'sts.sovcloud-identity.fr', 'graph.svc.sovcloud.fr'],
    ['delos', 'login.sovcloud-identity.de', 'sts.sovcloud-identity.de', 'graph.svc.sovcloud.de'],
    ['govSg', 'login.sovcloud-identity.sg', 'sts.sovcloud-identity.sg', 'graph.svc.sovcloud.sg'],
  ] as const
  const tenantOf = (index: number) => `5f1d4a6e-7c1b-4c55-9d3a-00000000000${index}`
  const clientOf = (index: number) => `2b8e6f40-91d7-4c3a-b5e2-00000000000${index}`
  let all: TestEmulator
  beforeAll(async () => {
    all = await startTestEmulator((state) => {
      state.tenants = places.map(([cloud], index) => ({
        id: tenantOf(index),
        displayName: cloud,
        cloud,
        domains: [{ name: `${cloud}.example` }],
        users: [{ userPrincipalName: `ada@${cloud}.example`, displayName: 'Ada' }],
        applications: [
          { appId: clientOf(index), displayName: 'Daemon', passwordCredentials: [{ secretText: 'known' }] },
        ],
        servicePrincipals: [{ appId: clientOf(index) }],
        appRoleAssignments: [
          {
            principal: clientOf(index),
            resourceAppId: '00000003-0000-0000-c000-000000000000',
            role: 'User.Read.All',
          },
        ],
      }))
    })
  })
  afterAll(() => all.close())

  it.each(places.map((place, index) => [...place, index] as const))(
    '%s: %s issues, and %s, and %s answers',
    async (_cloud, login, sts, graph, index) => {
      const authority = `https://${login}/${tenantOf(index)}`
      const document = (await all.fetch(`${authority}/v2.0/.well-known/openid-configuration`)).json()
      expect(document).toMatchObject({
        issuer: `${authority}/v2.0`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      })
      const { keys } = (await all.fetch(String(document.jwks_uri))).json() as { keys: { issuer: string }[] }
      expect(keys[0]?.issuer).toBe(`https://${login}/{tenantid}/v2.0`)
      const answer = await all.fetch(`${authority}/oauth2/v2.0/token`, {
        form: {
          grant_type: 'client_credentials',
          client_id: clientOf(index),
          client_secret: 'known',
          scope: `https://${graph}/.default`,
        },
      })
      expect(tokenIn(answer.json(), 'access_token').claims).toMatchObject({
        aud: `https://${graph}`,
        iss: `https://${sts}/${tenantOf(index)}/`,
      })
      const people = await all.fetch(`https://${graph}/v1.0/users?$select=displayName`, {
        headers: { authorization: `Bearer ${answer.json().access_token}` },
      })
      expect(people.json().value).toEqual([{ displayName: 'Ada' }])
      const discovery = await all.fetch(
        `https://${login}/common/discovery/instance?api-version=1.1&authorization_endpoint=${authority}/oauth2/v2.0/authorize`,
      )
      expect(discovery.json()).toMatchObject({
        tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
      })
      expect(JSON.stringify(discovery.json().metadata)).toContain(`"${login}"`)
    },
  )

  it.each([
    ['westeurope.login.microsoft.com', 0],
    ['login-us.microsoftonline.com', 0],
    ['usgovvirginia.login.microsoftonline.us', 1],
    ['chinaeast2.login.partner.microsoftonline.cn', 2],
    ['france.login.sovcloud-identity.fr', 3],
  ])('gives an application its token at %s, too, in the cloud’s own name', async (host, index) => {
    const answer = await all.fetch(`https://${host}/${tenantOf(index)}/oauth2/v2.0/token`, {
      form: {
        grant_type: 'client_credentials',
        client_id: clientOf(index),
        client_secret: 'known',
        scope: `${clientOf(index)}/.default`,
      },
    })
    expect(tokenIn(answer.json(), 'access_token').claims).toMatchObject({
      iss: `https://${places[index]?.[2]}/${tenantOf(index)}/`,
    })
  })

  it('has documents at its regional hosts that name them, but the issuer of the cloud', async () => {
    const authority = `https://westeurope.login.microsoft.com/${tenantOf(0)}`
    expect((await all.fetch(`${authority}/v2.0/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantOf(0)}/v2.0`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
    })
  })
})
