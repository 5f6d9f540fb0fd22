import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { emptyTenant, tokenUrl } from '../testing/flows.ts'
import { type GraphClient, graphAs, graphRefusalOf } from '../testing/graph.ts'
import { emptyTenantState, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const scopeId = '6f1c8b52-0a4e-4b5d-9b6c-3f4a5b6c7d8e'
let emulator: TestEmulator
let graph: GraphClient
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.tenants = emptyTenantState().tenants
  })
  graph = await graphAs(emulator, { user: emptyTenant.administrator })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const create = async (body: object = {}) => {
  const answer = await graph.post('/applications', { displayName: 'An application', ...body })
  expect(answer.status).toBe(201)
  return answer.json() as { id: string; appId: string }
}
const refused = async (id: string, body: object) =>
  graphRefusalOf(await graph.patch(`/applications/${id}`, body))
const scope = { id: scopeId, value: 'read', adminConsentDisplayName: 'Read', adminConsentDescription: 'Read' }

describe('a unique name', () => {
  it('registers by PATCH what is not there, when the caller prefers it, and changes it the next time', async () => {
    const { access_token: token } = (
      await emulator.control('graph-token', {
        user: emptyTenant.administrator,
        scopes: ['Application.ReadWrite.All'],
      })
    ).json()
    const upsert = (displayName: string, prefer: Record<string, string> = { prefer: 'create-if-missing' }) =>
      emulator.fetch("https://graph.microsoft.com/v1.0/applications(uniqueName='waymark-ui')", {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...prefer },
        body: JSON.stringify({ displayName }),
      })
    expect((await upsert('First', {})).status).toBe(404)
    const made = await upsert('First')
    expect([made.status, made.json().uniqueName]).toEqual([201, 'waymark-ui'])
    expect((await upsert('Second')).status).toBe(204)
    expect((await graph.get(`/applications/${made.json().id}`)).json().displayName).toBe('Second')
  })
})

describe('a registration', () => {
  it('is found by object id, client id, filter and search, and shows what is selected', async () => {
    const { id, appId } = await create({ identifierUris: [], tags: ['waymark:ui'] })
    const found = async (query: string, headers?: Record<string, string>) =>
      ((await graph.get(`/applications?${query}`, headers)).json().value as { id: string }[]).map(
        (each) => each.id,
      )
    expect((await graph.get(`/applications/${id}`)).json().appId).toBe(appId)
    expect((await graph.get(`/applications(appId='${appId}')?$select=id`)).json()).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications(id)/$entity',
      id,
    })
    for (const filter of [
      `appId eq '${appId}'`,
      "displayName eq 'an APPLICATION'",
      "startswith(displayName,'An app')",
      "tags/any(t:t eq 'waymark:ui')",
      `appId in ('${appId}','other') and displayName eq 'An application'`,
      "(displayName eq 'x' or tags/any(t: t eq 'waymark:ui'))",
    ])
      expect(await found(`$filter=${encodeURIComponent(filter)}`)).toEqual([id])
    expect(await found("$filter=identifierUris/any(u:u eq 'api://nothing')")).toEqual([])
    const eventual = { consistencylevel: 'eventual' }
    expect(await found('$search="displayName:app"', eventual)).toEqual([id])
    expect(await found("$filter=displayName ne 'x'&$count=true", eventual)).toEqual([id])
    for (const query of [
      "$filter=displayName ne 'x'",
      '$search="displayName:app"',
      '$filter=displayName like 1',
    ])
      expect(graphRefusalOf(await graph.get(`/applications?${query}`)).code).toBe('Request_UnsupportedQuery')
    expect((await graph.get('/applications/$count', eventual)).body).toBe('1')
    const owners = (await graph.get(`/applications/${id}?$expand=owners`)).json().owners
    expect(owners).toEqual([expect.objectContaining({ userPrincipalName: emptyTenant.administrator })])
  })

  it('keeps the members of api and web that a change leaves out, and replaces lists', async () => {
    const { id } = await create({ api: { requestedAccessTokenVersion: 2 } })
    await graph.patch(`/applications/${id}`, { api: { oauth2PermissionScopes: [scope] } })
    await graph.patch(`/applications/${id}`, {
      web: { redirectUris: ['https://a.example/'] },
      notes: 'kept',
      '@odata.type': '#microsoft.graph.application',
    })
    await graph.patch(`/applications/${id}`, {
      web: { implicitGrantSettings: { enableIdTokenIssuance: true } },
    })
    expect((await graph.get(`/applications/${id}`)).json()).toMatchObject({
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'read', isEnabled: true }] },
      web: { redirectUris: ['https://a.example/'], implicitGrantSettings: { enableIdTokenIssuance: true } },
      notes: 'kept',
    })
  })

  it('loses scopes only when they are disabled first', async () => {
    const { id } = await create()
    await graph.patch(`/applications/${id}`, { api: { oauth2PermissionScopes: [scope] } })
    const none = { api: { oauth2PermissionScopes: [] } }
    expect(await refused(id, none)).toEqual({ status: 400, code: 'CannotDeleteOrUpdateEnabledEntitlement' })
    await graph.patch(`/applications/${id}`, {
      api: { oauth2PermissionScopes: [{ ...scope, isEnabled: false }] },
    })
    expect((await graph.patch(`/applications/${id}`, none)).status).toBe(204)
  })

  it('pre-authorizes clients only for scopes that were there before', async () => {
    const { id } = await create()
    const preAuthorizedApplications = [
      { appId: '14d82eec-204b-4c2f-b7e8-296a70dab67e', delegatedPermissionIds: [scopeId] },
    ]
    expect(
      await refused(id, { api: { oauth2PermissionScopes: [scope], preAuthorizedApplications } }),
    ).toEqual({ status: 400, code: 'Request_BadRequest' })
    await graph.patch(`/applications/${id}`, { api: { oauth2PermissionScopes: [scope] } })
    expect((await graph.patch(`/applications/${id}`, { api: { preAuthorizedApplications } })).status).toBe(
      204,
    )
  })

  it('has identifier URIs that the policy allows, and version 2 lifts it', async () => {
    const { id, appId } = await create()
    const uri = (value: string, version: number | null = null) =>
      graph.patch(`/applications/${id}`, {
        identifierUris: [value],
        api: { requestedAccessTokenVersion: version },
      })
    const message = async (value: string) => ((await uri(value)).json().error as { message: string }).message
    expect(await message('api://catalog')).toContain('tenant verified domain, tenant ID, or app ID')
    expect(await message('https://elsewhere.example/catalog')).toContain('must use a verified domain')
    expect(await message(`api://${appId}/`)).toContain('trailing slash')
    for (const allowed of [
      `api://${appId}`,
      `api://${emptyTenant.tenantId}/catalog`,
      'https://data.havbris.example/api',
    ])
      expect((await uri(allowed)).status).toBe(204)
    expect((await uri('api://catalog', 2)).status).toBe(204)
    const other = await create({ api: { requestedAccessTokenVersion: 2 } })
    expect(await refused(other.id, { identifierUris: ['api://catalog'] })).toEqual({
      status: 400,
      code: 'Request_MultipleObjectsWithSameKeyValue',
    })
  })

  it('refuses what it does not know, mistyped values and impossible redirect URIs', async () => {
    const { id } = await create()
    for (const body of [
      { displayname: 'x' },
      { displayName: '' },
      { api: { requestedAccessTokenVersion: 3 } },
      { spa: { redirectUris: ['http://catalog.example/callback'] } },
      { spa: { redirectUris: ['https://a.example/'] }, web: { redirectUris: ['https://a.example/'] } },
      { web: { redirectUris: ['/callback'] } },
      { signInAudience: 'AzureADandPersonalMicrosoftAccount' },
      { passwordCredentials: [{ displayName: 'mine' }] },
      { keyCredentials: [{ key: 'bm90IGEgY2VydGlmaWNhdGU=', type: 'AsymmetricX509Cert', usage: 'Verify' }] },
      { appRoles: [{ id: scopeId, value: 'A', displayName: 'A', description: 'A', allowedMemberTypes: [] }] },
    ])
      expect([body, await refused(id, body)]).toEqual([body, { status: 400, code: 'Request_BadRequest' }])
    expect(graphRefusalOf(await graph.post('/applications', {})).status).toBe(400)
    expect(
      graphRefusalOf(await graph.patch('/applications/00000000-0000-4000-8000-000000000000', {})),
    ).toEqual({
      status: 404,
      code: 'Request_ResourceNotFound',
    })
  })

  it('comes in pages, however many there are', async () => {
    for (let count = 0; count < 101; count += 1) await create({ displayName: `Number ${count}` })
    const first = (await graph.get('/applications?$count=true', { consistencylevel: 'eventual' })).json()
    expect([(first.value as unknown[]).length, first['@odata.count']]).toEqual([100, 101])
    const second = (await graph.get(String(first['@odata.nextLink']))).json()
    expect(second.value).toHaveLength(1)
    expect(second).not.toHaveProperty('@odata.nextLink')
    const small = (await graph.get('/applications?$top=7&$select=id')).json()
    expect(String(small['@odata.nextLink'])).toContain('$top=7')
    expect(graphRefusalOf(await graph.get('/applications?$top=1000')).status).toBe(400)
    expect(graphRefusalOf(await graph.get('/applications?$skiptoken=broken')).code).toBe(
      'Directory_ExpiredPageToken',
    )
  })

  it('can be deleted, restored with its enterprise application, and deleted for good', async () => {
    const { id, appId } = await create()
    await graph.post('/servicePrincipals', { appId })
    expect((await graph.delete(`/applications/${id}`)).status).toBe(204)
    expect((await graph.get(`/servicePrincipals(appId='${appId}')`)).status).toBe(404)
    const deleted = (await graph.get('/directory/deletedItems/microsoft.graph.application')).json().value
    expect(deleted).toEqual([expect.objectContaining({ id, deletedDateTime: expect.any(String) })])
    expect((await graph.post(`/directory/deletedItems/${id}/restore`)).status).toBe(200)
    expect((await graph.get(`/servicePrincipals(appId='${appId}')`)).status).toBe(200)
    await graph.delete(`/applications/${id}`)
    expect((await graph.delete(`/directory/deletedItems/${id}`)).status).toBe(204)
    expect((await graph.get(`/directory/deletedItems/${id}`)).status).toBe(404)
  })

  it('has secrets within the tenant’s policy, and certificates', async () => {
    const { id } = await create()
    const added = await graph.post(`/applications/${id}/addPassword`, {
      passwordCredential: { displayName: 'a', endDateTime: '2020-01-01T00:00:00Z' },
    })
    expect(graphRefusalOf(added).status).toBe(400)
    const { keyId, endDateTime, startDateTime } = (await graph.post(`/applications/${id}/addPassword`)).json()
    const days = (Date.parse(String(endDateTime)) - Date.parse(String(startDateTime))) / 86_400_000
    expect(days).toBe(730)
    expect((await graph.post(`/applications/${id}/removePassword`, { keyId: String(keyId) })).status).toBe(
      204,
    )
    expect(
      graphRefusalOf(await graph.post(`/applications/${id}/removePassword`, { keyId: String(keyId) })).status,
    ).toBe(400)
    const key = emulator.caPem.replace(/-----[A-Z ]+-----|\s/g, '')
    await graph.patch(`/applications/${id}`, {
      keyCredentials: [{ key, type: 'AsymmetricX509Cert', usage: 'Verify' }],
    })
    expect((await graph.get(`/applications/${id}`)).json().keyCredentials).toEqual([
      expect.objectContaining({
        type: 'AsymmetricX509Cert',
        key: null,
        displayName: expect.stringContaining('TEST ONLY'),
      }),
    ])
    const selected = (await graph.get(`/applications/${id}?$select=keyCredentials`)).json()
    expect(selected.keyCredentials).toEqual([expect.objectContaining({ key })])
  })

  it('trusts other issuers by federated credentials, one audience each, none twice', async () => {
    const { id } = await create()
    const path = `/applications/${id}/federatedIdentityCredentials`
    const body = {
      name: 'k8s',
      issuer: 'https://k.example',
      subject: 'system:serviceaccount:a:b',
      audiences: ['api://AzureADTokenExchange'],
    }
    const made = await graph.post(path, body)
    expect([made.status, made.json()]).toEqual([201, expect.objectContaining({ ...body, description: null })])
    expect(graphRefusalOf(await graph.post(path, body)).status).toBe(409)
    expect(graphRefusalOf(await graph.post(path, { ...body, name: 'other' })).status).toBe(409)
    expect(
      graphRefusalOf(await graph.post(path, { ...body, name: 'two', audiences: ['a', 'b'] })).status,
    ).toBe(400)
    expect((await graph.patch(`${path}/${made.json().id}`, { subject: 'x' })).status).toBe(204)
    expect(graphRefusalOf(await graph.patch(`${path}/k8s`, { name: 'renamed' })).status).toBe(400)
    expect((await graph.get(path)).json().value).toEqual([expect.objectContaining({ subject: 'x' })])
    expect((await graph.delete(`${path}/k8s`)).status).toBe(204)
    expect((await graph.get(path)).json().value).toEqual([])
  })
})

describe('what Graph writes', () => {
  const request = (client_id: string, client_secret: string) =>
    emulator.fetch(tokenUrl.replace(/[^/]+\/oauth2/, `${emptyTenant.tenantId}/oauth2`), {
      form: { grant_type: 'client_credentials', client_id, client_secret, scope: `${client_id}/.default` },
    })

  it('is seen after the consistency delay, with the errors that make callers try again', async () => {
    await emulator.control('clock', { now: '2026-11-22T09:00:00Z', stopped: true })
    graph = await graphAs(emulator, { user: emptyTenant.administrator })
    await emulator.control('consistency', { delayMs: 10_000 })
    const wait = (seconds: number) => emulator.control('clock', { advanceSeconds: seconds })
    const { id, appId } = await create()
    expect((await graph.get(`/applications/${id}`)).status).toBe(200)
    expect((await graph.get(`/applications?$filter=appId eq '${appId}'`)).json().value).toEqual([])
    expect((await graph.post(`/applications/${id}/addPassword`)).status).toBe(404)
    const early = await graph.post('/servicePrincipals', { appId })
    expect(early.json().error).toMatchObject({
      code: 'Request_BadRequest',
      details: [{ code: 'NoBackingApplicationObject' }],
    })
    await wait(10)
    const secret = String((await graph.post(`/applications/${id}/addPassword`)).json().secretText)
    const principal = (await graph.post('/servicePrincipals', { appId })).json()
    expect((await request(appId, secret)).json().error_codes).toEqual([7000215])
    const graphPrincipal = (
      (await graph.get("/servicePrincipals?$filter=displayName eq 'Microsoft Graph'")).json().value as {
        id: string
      }[]
    )[0]
    const grant = {
      clientId: principal.id,
      consentType: 'AllPrincipals',
      resourceId: graphPrincipal?.id,
      scope: 'User.Read',
    }
    expect(graphRefusalOf(await graph.post('/oauth2PermissionGrants', grant))).toEqual({
      status: 404,
      code: 'Directory_ObjectNotFound',
    })
    await wait(10)
    expect(graphRefusalOf(await graph.post('/oauth2PermissionGrants', grant))).toEqual({
      status: 409,
      code: 'Request_MultipleObjectsWithSameKeyValue',
    })
    expect((await request(appId, secret)).status).toBe(200)
    await emulator.control('consistency', { delayMs: 0 })
  })
})
