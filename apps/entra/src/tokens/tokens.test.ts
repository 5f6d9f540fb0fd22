import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiScope, clientCredentials, codeFor, redeem, tokenIn } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const v1ApiId = '00000000-0000-4000-8000-00000000d001'
const v1ApiUri = 'https://v1.fjordlight.example'
const directoryRole = '62e90394-69f5-4237-9190-012177145e10'
const now = Date.parse('2026-11-22T04:00:00Z') / 1000

const assignedApiId = '00000000-0000-4000-8000-00000000d0aa'
const namesApiId = '00000000-0000-4000-8000-00000000d0bb'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    tenant?.applications?.push({
      appId: v1ApiId,
      displayName: 'V1 API',
      identifierUris: [v1ApiUri],
      api: { oauth2PermissionScopes: [{ value: 'read' }, { value: 'write' }] },
      appRoles: [{ value: 'Reader' }, { value: 'Writer' }],
      groupMembershipClaims: 'All',
    })
    tenant?.servicePrincipals?.push({ appId: v1ApiId })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: sample.uiAppId,
      resourceAppId: v1ApiId,
      scope: 'write read',
    })
    tenant?.applications?.push({
      appId: assignedApiId,
      displayName: 'API for assigned groups',
      identifierUris: [`api://${assignedApiId}`],
      groupMembershipClaims: 'ApplicationGroup',
      appRoles: [{ value: 'User', displayName: 'User', allowedMemberTypes: ['User'] }],
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [{ value: 'read', adminConsentDisplayName: 'Read' }],
      },
    })
    tenant?.applications?.push({
      appId: namesApiId,
      displayName: 'API that wants names',
      hasOwnSigningKey: true,
      identifierUris: [`api://${namesApiId}`],
      groupMembershipClaims: 'SecurityGroup',
      optionalClaims: {
        accessToken: [{ name: 'groups', additionalProperties: ['cloud_displayname', 'emit_as_roles'] }],
      },
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'read' }] },
    })
    tenant?.servicePrincipals?.push({ appId: assignedApiId }, { appId: namesApiId })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: sample.uiAppId,
      resourceAppId: namesApiId,
      scope: 'read',
    })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: sample.uiAppId,
      resourceAppId: assignedApiId,
      scope: 'read',
    })
    tenant?.appRoleAssignments?.push(
      { principal: 'Data Platform', resourceAppId: assignedApiId, role: 'User' },
      { principal: 'Data Platform', resourceAppId: v1ApiId, role: 'Writer' },
      { principal: 'ada@fjordlight.example', resourceAppId: v1ApiId, role: 'Reader' },
    )
    tenant?.groups?.push(
      ...Array.from({ length: 199 }, (_, index) => ({
        displayName: `Many ${index}`,
        members:
          index < 198 ? ['omar@fjordlight.example', 'mei@fjordlight.example'] : ['mei@fjordlight.example'],
      })),
    )
  })
  await emulator.control('clock', { now: new Date(now * 1000).toISOString(), stopped: true })
})
afterAll(() => emulator.close())

async function delegated(scope: string, userId = sample.adaId) {
  const answer = (await redeem(emulator, await codeFor(emulator, { scope }, userId))).json()
  return { access: tokenIn(answer, 'access_token'), answer }
}
async function idToken(userId?: string, scope = 'openid profile email') {
  const answer = (await redeem(emulator, await codeFor(emulator, { scope }, userId))).json()
  return tokenIn(answer, 'id_token')
}
const anyText = expect.any(String)
const times = { iat: now - 300, nbf: now - 300, exp: now + 3600 }
const bookkeeping = {
  aio: anyText,
  rh: expect.stringMatching(/^1\..+\.$/),
  uti: expect.stringMatching(/^[\w-]{22}$/),
}
const sub = expect.stringMatching(/^[\w-]{43}$/)
const v2 = {
  iss: `https://login.microsoftonline.com/${sample.tenantId}/v2.0`,
  tid: sample.tenantId,
  ver: '2.0',
}
const v1 = { iss: `https://sts.windows.net/${sample.tenantId}/`, tid: sample.tenantId, ver: '1.0' }

describe('an access token of a person', () => {
  it('for an API that asks for v2 has exactly these claims', async () => {
    const { access } = await delegated(apiScope)
    expect(access.header).toEqual({ typ: 'JWT', alg: 'RS256', kid: anyText })
    expect(access.claims).toEqual({
      ...times,
      ...bookkeeping,
      ...v2,
      aud: sample.uiAppId,
      azp: sample.uiAppId,
      azpacr: '0',
      email: 'ada@fjordlight.example',
      name: 'Ada Lindqvist',
      oid: sample.adaId,
      preferred_username: 'ada@fjordlight.example',
      scp: 'access_as_user',
      sub,
    })
  })

  it('for an API without that wish has exactly the v1 claims, and roles, groups and wids where asked for', async () => {
    const { access, answer } = await delegated(`${v1ApiUri}/read`)
    expect(access.header).toEqual({ typ: 'JWT', alg: 'RS256', x5t: access.header.kid, kid: anyText })
    expect(access.claims).toEqual({
      ...times,
      ...bookkeeping,
      ...v1,
      aud: v1ApiUri,
      acr: '1',
      amr: ['pwd'],
      appid: sample.uiAppId,
      appidacr: '0',
      family_name: 'Lindqvist',
      given_name: 'Ada',
      ipaddr: '127.0.0.1',
      name: 'Ada Lindqvist',
      oid: sample.adaId,
      roles: ['Reader', 'Writer'],
      scp: 'read write',
      sub,
      unique_name: 'ada@fjordlight.example',
      upn: 'ada@fjordlight.example',
      groups: expect.any(Array),
      wids: [directoryRole],
    })
    expect(access.claims.groups).toHaveLength(2)
    expect(answer.scope).toBe(`${v1ApiUri}/read ${v1ApiUri}/write`)
  })

  it('of a guest names the home issuer and the address it was invited with', async () => {
    const rosa = 'rosa.keller@harbourconsulting.example'
    const home = 'https://sts.windows.net/c3d7a9e4-52b8-4f0e-8a61-7e9b1d2f3c40/'
    const guestV1 = (await delegated(`${v1ApiUri}/read`, sample.rosaId)).access.claims
    expect(guestV1).toMatchObject({ email: rosa, unique_name: rosa, idp: home })
    expect(guestV1).not.toHaveProperty('upn')
    const guestV2 = (await delegated(apiScope, sample.rosaId)).access.claims
    expect(guestV2).toMatchObject({ email: rosa, preferred_username: rosa, idp: home })
  })

  it('lists the groups that are assigned to the application, where it asks for these only', async () => {
    const scope = `api://${assignedApiId}/read`
    expect((await delegated(scope)).access.claims.groups).toEqual(['b1c7e2d3-2e46-4b8f-8a21-3d4e5f6a7b01'])
    expect((await delegated(scope, sample.omarId)).access.claims).not.toHaveProperty('groups')
  })

  it('lists 200 groups and points elsewhere from 201 on', async () => {
    const omar = (await delegated(`${v1ApiUri}/read`, sample.omarId)).access.claims
    expect(omar.groups).toHaveLength(200)
    expect(omar).not.toHaveProperty('_claim_names')
    const meiId = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a04'
    const mei = (await delegated(`${v1ApiUri}/read`, meiId)).access.claims
    expect(mei).not.toHaveProperty('groups')
    expect(mei).toMatchObject({
      _claim_names: { groups: 'src1' },
      _claim_sources: {
        src1: { endpoint: `https://graph.windows.net/${sample.tenantId}/users/${meiId}/getMemberObjects` },
      },
    })
  })
})

describe('an access token of an application', () => {
  it('for an API that asks for v2 has exactly these claims', async () => {
    const { claims } = tokenIn((await clientCredentials(emulator)).json(), 'access_token')
    expect(claims).toEqual({
      ...times,
      ...bookkeeping,
      ...v2,
      aud: sample.uiAppId,
      azp: sample.ingestionAppId,
      azpacr: '1',
      idtyp: 'app',
      oid: sample.ingestionObjectId,
      roles: ['Ingestion.Bot'],
      sub: sample.ingestionObjectId,
    })
  })

  it('for itself, as the set-up guide has it, is v1 and has neither scp nor roles nor idtyp', async () => {
    const scope = `api://${sample.ingestionAppId}/.default`
    const { claims } = tokenIn((await clientCredentials(emulator, { scope })).json(), 'access_token')
    expect(claims).toEqual({
      ...times,
      ...bookkeeping,
      ...v1,
      aud: `api://${sample.ingestionAppId}`,
      appid: sample.ingestionAppId,
      appidacr: '1',
      idp: v1.iss,
      oid: sample.ingestionObjectId,
      sub: sample.ingestionObjectId,
    })
  })

  it('for Graph says idtyp without being asked', async () => {
    const scope = 'https://graph.microsoft.com/.default'
    const { claims } = tokenIn((await clientCredentials(emulator, { scope })).json(), 'access_token')
    expect(claims).toMatchObject({
      aud: 'https://graph.microsoft.com',
      idtyp: 'app',
      app_displayname: 'Waymark ingestion',
    })
  })
})

describe('an ID token', () => {
  it('has exactly these claims', async () => {
    const { claims, header } = await idToken()
    expect(header).toEqual({ typ: 'JWT', alg: 'RS256', kid: anyText })
    expect(claims).toEqual({
      ...times,
      ...bookkeeping,
      ...v2,
      aud: sample.uiAppId,
      email: 'ada@fjordlight.example',
      name: 'Ada Lindqvist',
      nonce: 'the nonce',
      oid: sample.adaId,
      preferred_username: 'ada@fjordlight.example',
      sub,
    })
  })

  it('says who only with the scope profile', async () => {
    const { claims } = await idToken(undefined, 'openid')
    expect(claims).not.toHaveProperty('oid')
    expect(claims).not.toHaveProperty('name')
  })

  it('has a subject of its own for each person and application', async () => {
    const ada = (await idToken()).claims.sub
    expect((await idToken()).claims.sub).toBe(ada)
    expect((await idToken(sample.omarId)).claims.sub).not.toBe(ada)
    const atV1Api = (await delegated(`${v1ApiUri}/read`)).access.claims
    expect(atV1Api.sub).not.toBe(ada)
    expect(atV1Api.oid).toBe(sample.adaId)
  })
})

describe('group claims', () => {
  it('hold names, and stand as roles, where the API asks for it', async () => {
    const { access } = await delegated(`api://${namesApiId}/read`)
    expect(access.claims).not.toHaveProperty('groups')
    expect(access.claims.roles).toContain('Data Platform')
  })
})

describe('signatures', () => {
  const keySet = async () =>
    (
      await emulator.fetch('https://login.microsoftonline.com/organizations/discovery/v2.0/keys')
    ).json() as unknown as JSONWebKeySet
  const verifies = async (token: string) =>
    jwtVerify(token, createLocalJWKSet(await keySet()), { currentDate: new Date(now * 1000) }).then(
      () => true,
      () => false,
    )

  it('of an independent library’s verifier hold, through rotation, until the key is withdrawn', async () => {
    const newToken = async () => String((await clientCredentials(emulator)).json().access_token)
    const before = await newToken()
    expect(await verifies(before)).toBe(true)
    const announced = (await keySet()).keys[1]?.kid
    await emulator.control('keys/rotate')
    const after = await newToken()
    expect(tokenIn({ access_token: after }, 'access_token').header.kid).toBe(announced)
    expect((await keySet()).keys).toHaveLength(3)
    expect([await verifies(before), await verifies(after)]).toEqual([true, true])
    await emulator.control('keys/drop-retired')
    expect([await verifies(before), await verifies(after)]).toEqual([false, true])
  })
  it('of an application with a key of its own are found only in the key set of its appid', async () => {
    const { access, answer } = await delegated(`api://${namesApiId}/read`)
    const token = String(answer.access_token)
    expect(await verifies(token)).toBe(false)
    const url = `https://login.microsoftonline.com/${sample.tenantId}/discovery/v2.0/keys?appid=${namesApiId}`
    const { keys } = (await emulator.fetch(url)).json() as unknown as JSONWebKeySet
    expect(keys.map(({ kid }) => kid)).toEqual([access.header.kid])
    await jwtVerify(token, createLocalJWKSet({ keys }), { currentDate: new Date(now * 1000) })
  })
})
