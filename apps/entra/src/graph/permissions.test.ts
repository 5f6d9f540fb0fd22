import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { emptyTenant } from '../testing/flows.ts'
import { graphAs, graphRefusalOf, setUpScopes } from '../testing/graph.ts'
import { emptyTenantState, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const daemon = 'a0c4f7d2-5b1e-4e38-9c6a-7f2d1b3e4c58'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.tenants = emptyTenantState().tenants
    const [tenant] = state.tenants
    if (!tenant) throw new Error('the state has no tenant')
    tenant.applications = [{ appId: daemon, displayName: 'Daemon' }]
    tenant.servicePrincipals = [{ appId: daemon }]
    tenant.appRoleAssignments = [
      {
        principal: daemon,
        resourceAppId: '00000003-0000-0000-c000-000000000000',
        role: 'Application.ReadWrite.OwnedBy',
      },
    ]
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const denied = { status: 403, code: 'Authorization_RequestDenied' }
const application = { displayName: 'Made here' }

describe('a delegated token', () => {
  it('does nothing without the scope, whoever holds it', async () => {
    const graph = await graphAs(emulator, { user: emptyTenant.administrator, scopes: ['User.Read'] })
    for (const answer of [
      await graph.post('/applications', application),
      await graph.get('/applications'),
      await graph.get('/users'),
      await graph.get('/directoryRoles'),
      await graph.get('/oauth2PermissionGrants'),
      await graph.get('/policies/defaultAppManagementPolicy'),
    ])
      expect(graphRefusalOf(answer)).toEqual(denied)
    expect((await graph.get('/me')).status).toBe(200)
  })

  it('does no more than its person may: a member sets up their own applications, and consents to nothing', async () => {
    const admin = await graphAs(emulator, { user: emptyTenant.administrator })
    const theirs = (await admin.post('/applications', application)).json()
    const graph = await graphAs(emulator, { user: emptyTenant.member, scopes: setUpScopes })
    const own = (await graph.post('/applications', application)).json()
    const principal = (await graph.post('/servicePrincipals', { appId: String(own.appId) })).json()
    expect((await graph.post(`/applications/${own.id}/addPassword`)).status).toBe(200)
    expect(graphRefusalOf(await graph.post(`/applications/${theirs.id}/addPassword`))).toEqual(denied)
    expect(
      graphRefusalOf(
        await graph.post('/oauth2PermissionGrants', {
          clientId: principal.id,
          consentType: 'AllPrincipals',
          resourceId: principal.id,
          scope: 'x',
        }),
      ),
    ).toEqual(denied)
    expect(
      graphRefusalOf(
        await graph.post(`/servicePrincipals/${principal.id}/appRoleAssignedTo`, {
          principalId: principal.id,
          resourceId: principal.id,
          appRoleId: '00000000-0000-0000-0000-000000000000',
        }),
      ),
    ).toEqual(denied)
  })

  it('gives Graph’s own app roles only for the most privileged administrators', async () => {
    const find = async (user: string) => {
      const graph = await graphAs(emulator, { user })
      const [graphPrincipal] = (
        await graph.get("/servicePrincipals?$filter=displayName eq 'Microsoft Graph'")
      ).json().value as { id: string; appRoles: { id: string; value: string }[] }[]
      const [holder] = (await graph.get(`/servicePrincipals?$filter=appId eq '${daemon}'`)).json().value as {
        id: string
      }[]
      return graph.post(`/servicePrincipals/${graphPrincipal?.id}/appRoleAssignedTo`, {
        principalId: holder?.id,
        resourceId: graphPrincipal?.id,
        appRoleId: graphPrincipal?.appRoles.find(({ value }) => value === 'User.Read.All')?.id,
      })
    }
    expect(graphRefusalOf(await find(emptyTenant.applicationAdministrator))).toEqual(denied)
    expect((await find(emptyTenant.administrator)).status).toBe(201)
  })

  it('shows which roles its person holds', async () => {
    const graph = await graphAs(emulator, { user: emptyTenant.administrator })
    const { value } = (await graph.get('/me/transitiveMemberOf/microsoft.graph.directoryRole')).json()
    expect(value).toEqual([
      expect.objectContaining({
        displayName: 'Global Administrator',
        roleTemplateId: '62e90394-69f5-4237-9190-012177145e10',
      }),
    ])
    const roles = (await graph.get('/directoryRoles')).json().value as { id: string }[]
    expect(roles).toHaveLength(2)
    const members = (await graph.get(`/directoryRoles/${roles[0]?.id}/members`)).json().value
    expect(members).toEqual([expect.objectContaining({ userPrincipalName: emptyTenant.administrator })])
  })
})

describe('an application’s token', () => {
  it('changes only applications that it made, where it has no more than OwnedBy', async () => {
    const admin = await graphAs(emulator, { user: emptyTenant.administrator })
    const theirs = (await admin.post('/applications', application)).json()
    const graph = await graphAs(emulator, { client: daemon })
    const own = (await graph.post('/applications', application)).json()
    expect((await graph.patch(`/applications/${own.id}`, { notes: 'mine' })).status).toBe(204)
    expect(graphRefusalOf(await graph.patch(`/applications/${theirs.id}`, { notes: 'mine' }))).toEqual(denied)
    expect(graphRefusalOf(await graph.get('/users'))).toEqual(denied)
    expect((await graph.get('/me')).status).toBe(400)
  })
})

describe('throttling', () => {
  it('answers 429 with Retry-After in Graph’s envelope', async () => {
    const graph = await graphAs(emulator, { user: emptyTenant.administrator })
    await emulator.control('faults', { kind: 'throttled', endpoint: 'graph', retryAfterSeconds: 3, times: 1 })
    const answer = await graph.get('/applications')
    expect([graphRefusalOf(answer), answer.headers['retry-after']]).toEqual([
      { status: 429, code: 'TooManyRequests' },
      '3',
    ])
    expect((await graph.get('/applications')).status).toBe(200)
  })
})
