import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials, codeFor, redeem, tokenIn } from '../testing/flows.ts'
import { graphAs, graphRefusalOf } from '../testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const graph = 'https://graph.microsoft.com'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.tenants[0]?.appRoleAssignments?.push({
      principal: sample.ingestionAppId,
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      role: 'User.Read.All',
    })
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const asAda = async () =>
  (await redeem(emulator, await codeFor(emulator, { scope: 'openid profile email User.Read' }))).json()
const asApplication = async () =>
  String((await clientCredentials(emulator, { scope: `${graph}/.default` })).json().access_token)
const get = (path: string, token?: unknown) =>
  emulator.fetch(`${graph}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} })
const memberObjects = (path: string, token: unknown, body = '{"securityEnabledOnly":true}') =>
  emulator.fetch(`${graph}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })

describe('Graph, for a signed-in person', () => {
  it('tells who they are and where', async () => {
    const { access_token } = await asAda()
    expect((await get('/v1.0/me', access_token)).json()).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
      id: sample.adaId,
      userPrincipalName: 'ada@fjordlight.example',
      mobilePhone: null,
    })
    expect((await get('/v1.0/me?$select=id,userType', access_token)).json()).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users(id,userType)/$entity',
      id: sample.adaId,
      userType: 'Member',
    })
    const { value } = (await get('/v1.0/organization', access_token)).json() as {
      value: Record<string, unknown>[]
    }
    expect(value[0]).toMatchObject({ id: sample.tenantId, displayName: 'Fjordlight Energy' })
    expect(value[0]?.verifiedDomains).toContainEqual(
      expect.objectContaining({ name: 'fjordlight.onmicrosoft.com', isInitial: true, isDefault: false }),
    )
  })

  it('lists their groups, nested ones too', async () => {
    const { access_token } = await asAda()
    const { value } = (await memberObjects('/v1.0/me/getMemberObjects', access_token)).json()
    expect(value).toEqual(['b1c7e2d3-2e46-4b8f-8a21-3d4e5f6a7b01', 'b1c7e2d3-2e46-4b8f-8a21-3d4e5f6a7b03'])
    expect(
      (await memberObjects(`/v1.0/users/${sample.adaId}/getMemberObjects`, access_token)).json().value,
    ).toEqual(value)
  })

  it('answers userinfo with the subject of the ID token, at the address of version 1, too', async () => {
    const answer = await asAda()
    const info = (await get('/oidc/userinfo', answer.access_token)).json()
    const old = await emulator.fetch(`https://login.microsoftonline.com/${sample.tenantId}/openid/userinfo`, {
      headers: { authorization: `Bearer ${answer.access_token}` },
    })
    expect(old.json()).toEqual(info)
    expect(info).toMatchObject({ name: 'Ada Lindqvist', email: 'ada@fjordlight.example' })
    expect(info.sub).toBe(tokenIn(answer, 'id_token').claims.sub)
  })

  it('does not show other people without the permission', async () => {
    const { access_token } = await asAda()
    const refused = await get('/v1.0/users/omar@fjordlight.example', access_token)
    expect(refused.status).toBe(403)
    expect(refused.json()).toEqual({
      error: {
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
        innerError: {
          date: expect.any(String),
          'request-id': refused.headers['request-id'],
          'client-request-id': expect.any(String),
        },
      },
    })
  })
})

describe('Graph, for an application', () => {
  it('shows anybody by id or name with User.Read.All', async () => {
    const token = await asApplication()
    for (const name of [sample.omarId, 'omar@fjordlight.example', 'OMAR%40fjordlight.example'])
      expect((await get(`/v1.0/users/${name}`, token)).json().displayName).toBe('Omar Haddad')
    expect(
      (await memberObjects(`/v1.0/users/${sample.omarId}/getMemberObjects`, token)).json().value,
    ).toHaveLength(2)
    const guest = 'rosa.keller_harbourconsulting.example%23EXT%23@fjordlight.onmicrosoft.com'
    expect((await get(`/v1.0/users/${guest}`, token)).json().displayName).toBe('Rosa Keller')
    expect((await get('/v1.0/users/%', token)).status).toBe(400)
    expect((await get('/v1.0/users/nobody', token)).json()).toMatchObject({
      error: { code: 'Request_ResourceNotFound' },
    })
    expect((await memberObjects(`/v1.0/users/${sample.omarId}/getMemberObjects`, token, '[]')).status).toBe(
      400,
    )
    expect((await get('/v1.0/me', token)).status).toBe(400)
    expect((await get('/v1.0/organization', token)).status).toBe(403)
  })
})

describe('creating a person', () => {
  const body = {
    accountEnabled: true,
    displayName: 'Nils Berg',
    mailNickname: 'nils',
    userPrincipalName: 'nils@fjordlight.example',
    passwordProfile: { password: 'a made-up one', forceChangePasswordNextSignIn: false },
  }

  it('takes an administrator, a domain of the tenant, and a name nobody has', async () => {
    const as = async (user: string) =>
      await graphAs(emulator, { user, scopes: ['User.ReadWrite.All', 'User.Read.All'] })
    const ada = await as('ada@fjordlight.example')
    const made = await ada.post('/users', body)
    expect(made.status).toBe(201)
    expect((await ada.get('/users/nils@fjordlight.example')).json().id).toBe(made.json().id)
    expect(graphRefusalOf(await ada.post('/users', body))).toEqual({
      status: 400,
      code: 'Request_MultipleObjectsWithSameKeyValue',
    })
    const elsewhere = { ...body, userPrincipalName: 'nils@elsewhere.example' }
    expect(graphRefusalOf(await ada.post('/users', elsewhere)).code).toBe('Request_BadRequest')
    const omar = await as('omar@fjordlight.example')
    expect(graphRefusalOf(await omar.post('/users', body)).code).toBe('Authorization_RequestDenied')
    await emulator.control('reset')
  })
})

describe('Graph refuses', () => {
  it('requests without a token, with a foreign one, an expired one, and one for another API', async () => {
    const code = async (token?: unknown) => {
      const response = await get('/v1.0/me', token)
      const { error } = response.json() as { error: { code: string; message: string } }
      return [response.status, error.code, error.message]
    }
    expect(await code()).toEqual([401, 'InvalidAuthenticationToken', 'Access token is empty.'])
    expect(await code('nonsense')).toEqual([
      401,
      'InvalidAuthenticationToken',
      'CompactToken parsing failed.',
    ])
    const own = (await clientCredentials(emulator)).json().access_token
    expect(await code(own)).toEqual([
      401,
      'InvalidAuthenticationToken',
      'Access token validation failure. Invalid audience.',
    ])
    const { access_token } = await asAda()
    await emulator.control('clock', { advanceSeconds: 3601 })
    expect(await code(access_token)).toEqual([
      401,
      'InvalidAuthenticationToken',
      'Lifetime validation failed, the token is expired.',
    ])
  })

  it('to answer under the login host, and the other way round', async () => {
    const { access_token } = await asAda()
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await emulator.fetch('https://login.microsoftonline.com/v1.0/me', { headers })).status).toBe(404)
    expect((await get('/common/discovery/keys')).status).toBe(404)
  })
})
