import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials, emptyTenant, tokenIn } from '../testing/flows.ts'
import { type GraphClient, graphAs, graphRefusalOf } from '../testing/graph.ts'
import { emptyTenantState, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const scopeId = '6f1c8b52-0a4e-4b5d-9b6c-3f4a5b6c7d8e'
const roleId = '9d7e6f50-1b2c-4d3e-8f4a-5b6c7d8e9f0a'
let emulator: TestEmulator
let graph: GraphClient
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.tenants = emptyTenantState().tenants
  })
  graph = await graphAs(emulator, { user: emptyTenant.administrator })
})
afterAll(() => emulator.close())

const text = (value: unknown) => String(value)

describe('a tenant without applications', () => {
  it('has none, but knows Microsoft Graph', async () => {
    expect((await graph.get('/applications')).json().value).toEqual([])
    const found = (
      await graph.get("/servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'")
    ).json().value as { appRoles: { value: string }[] }[]
    expect(found[0]?.appRoles.map(({ value }) => value)).toContain('User.Read.All')
  })

  it('becomes one where an application holds a role on an API, by Graph alone', async () => {
    const api = await graph.post('/applications', {
      displayName: 'Catalog',
      signInAudience: 'AzureADMyOrg',
      spa: { redirectUris: ['https://catalog.havbris.example/callback'] },
    })
    expect(api.status).toBe(201)
    const { id, appId } = api.json()
    expect(api.json()).toMatchObject({
      displayName: 'Catalog',
      spa: { redirectUris: ['https://catalog.havbris.example/callback'] },
      api: { requestedAccessTokenVersion: null, oauth2PermissionScopes: [] },
      passwordCredentials: [],
    })
    expect(id).not.toBe(appId)
    const changed = await graph.patch(`/applications/${id}`, {
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          {
            id: scopeId,
            value: 'access_as_user',
            type: 'User',
            isEnabled: true,
            adminConsentDisplayName: 'Use it',
            adminConsentDescription: 'Use it',
          },
        ],
      },
      identifierUris: [`api://${appId}`],
      appRoles: [
        {
          id: roleId,
          value: 'Ingestion.Bot',
          displayName: 'Bot',
          description: 'Bot',
          allowedMemberTypes: ['Application'],
          isEnabled: true,
        },
      ],
      optionalClaims: { accessToken: [{ name: 'idtyp', essential: false }] },
    })
    expect([changed.status, changed.body]).toEqual([204, ''])
    const apiPrincipal = (await graph.post('/servicePrincipals', { appId })).json()

    const bot = (await graph.post('/applications', { displayName: 'Catalog ingestion' })).json()
    const botPrincipal = (await graph.post('/servicePrincipals', { appId: bot.appId })).json()
    await graph.patch(`/applications/${bot.id}`, {
      requiredResourceAccess: [{ resourceAppId: appId, resourceAccess: [{ id: roleId, type: 'Role' }] }],
    })
    const secret = (
      await graph.post(`/applications/${bot.id}/addPassword`, {
        passwordCredential: { displayName: 'ingestion' },
      })
    ).json()
    expect(text(secret.secretText)).toMatch(/^.{40}$/)
    const listed = (await graph.get(`/applications(appId='${bot.appId}')?$select=passwordCredentials`)).json()
    expect(listed.passwordCredentials).toEqual([
      expect.objectContaining({
        keyId: secret.keyId,
        hint: text(secret.secretText).slice(0, 3),
        secretText: null,
      }),
    ])

    const token = async () =>
      (
        await clientCredentials(
          emulator,
          {
            client_id: text(bot.appId),
            client_secret: text(secret.secretText),
            scope: `api://${appId}/.default`,
          },
          `https://login.microsoftonline.com/${emptyTenant.tenantId}/oauth2/v2.0/token`,
        )
      ).json()
    expect(tokenIn(await token(), 'access_token').claims).not.toHaveProperty('roles')
    const assignment = {
      principalId: botPrincipal.id,
      resourceId: apiPrincipal.id,
      appRoleId: roleId,
    }
    const assigned = await graph.post(`/servicePrincipals/${apiPrincipal.id}/appRoleAssignedTo`, assignment)
    expect(assigned.json()).toMatchObject({
      ...assignment,
      principalType: 'ServicePrincipal',
      resourceDisplayName: 'Catalog',
    })
    expect(tokenIn(await token(), 'access_token').claims).toMatchObject({
      aud: appId,
      roles: ['Ingestion.Bot'],
      oid: botPrincipal.id,
      sub: botPrincipal.id,
      idtyp: 'app',
      ver: '2.0',
    })
    expect(
      graphRefusalOf(
        await graph.post(`/servicePrincipals/${botPrincipal.id}/appRoleAssignments`, assignment),
      ),
    ).toEqual({ status: 400, code: 'Request_BadRequest' })
    expect(
      (await graph.delete(`/servicePrincipals/${apiPrincipal.id}/appRoleAssignedTo/${assigned.json().id}`))
        .status,
    ).toBe(204)
    expect(tokenIn(await token(), 'access_token').claims).not.toHaveProperty('roles')

    const grant = {
      clientId: botPrincipal.id,
      consentType: 'AllPrincipals',
      resourceId: apiPrincipal.id,
      scope: 'access_as_user',
    }
    const granted = await graph.post('/oauth2PermissionGrants', grant)
    expect(granted.json()).toMatchObject(grant)
    expect(graphRefusalOf(await graph.post('/oauth2PermissionGrants', grant)).status).toBe(409)
    expect(
      (
        await graph.get(
          `/oauth2PermissionGrants?$filter=clientId eq '${botPrincipal.id}' and consentType eq 'AllPrincipals'`,
        )
      ).json().value,
    ).toHaveLength(1)
    expect((await graph.patch(`/oauth2PermissionGrants/${granted.json().id}`, { scope: '' })).status).toBe(
      204,
    )
    expect((await graph.get(`/oauth2PermissionGrants/${granted.json().id}`)).json().scope).toBe('')
    expect((await graph.delete(`/oauth2PermissionGrants/${granted.json().id}`)).status).toBe(204)
  })
})
