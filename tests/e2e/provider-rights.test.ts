import { afterAll, beforeAll, expect, test } from 'vitest'
import { fjordlight } from '../processes/src/start-emulator.ts'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'

const role = '6d1f0b52-6f0e-4c1b-9a57-2f6f3c1f7a10'
const omar = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a03'
const uiPrincipal = 'c2d8f3e4-3f57-4c90-9b32-4e5f6a7b8c01'
let catalog: AzureCatalog

beforeAll(async () => {
  catalog = await startAzureCatalog({ WAYMARK_CLAIM_MAPPINGS: '[roles:Admin=admin]' })
})
afterAll(() => catalog?.stop())

/** One request to the emulated Microsoft Graph, as an administrator of the tenant. */
async function graph(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const scopes = ['Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Directory.Read.All']
  const asked = await fetch(`${catalog.emulator.plainUrl}/__emulator/graph-token`, {
    method: 'POST',
    body: JSON.stringify({ user: 'ada@fjordlight.example', scopes }),
  })
  const { access_token: token } = (await asked.json()) as { access_token: string }
  const answer = await fetch(`${catalog.emulator.plainUrl}/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? {} : JSON.parse(text)
}

async function isAdministrator(person: string): Promise<boolean> {
  const { context } = await catalog.openAs(person, '/sign-in')
  const me = await apiOf(context, catalog.url).get('users/loggedInUser')
  await context.close()
  return me.isAdmin === true
}

test('whoever holds the app role Admin administers the catalog from the next sign-in on', async () => {
  expect(await isAdministrator('Omar Haddad')).toBe(false)
  const application = `/applications(appId='${fjordlight.uiAppId}')`
  const { appRoles: before } = (await graph('GET', application)) as { appRoles: object[] } // Graph's own shape
  await graph('PATCH', application, {
    appRoles: [
      ...before,
      {
        id: role,
        value: 'Admin',
        displayName: 'Administrator',
        description: 'Administers',
        allowedMemberTypes: ['User'],
        isEnabled: true,
      },
    ],
  })
  await graph('POST', `/servicePrincipals/${uiPrincipal}/appRoleAssignedTo`, {
    principalId: omar,
    resourceId: uiPrincipal,
    appRoleId: role,
  })
  expect(await isAdministrator('Omar Haddad')).toBe(true)
  expect(await isAdministrator('Mei Tanaka')).toBe(false)
})

test('the claims of a sign-in, or of a pasted token, are shown with what each gives and why', async () => {
  const watched = await catalog.openAs('Ada Lindqvist', '/settings/sso?tab=claims')
  const { page } = watched
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.postData() ?? ''))
  await page.getByRole('combobox', { name: 'Or what a recent sign-in brought' }).click()
  await page.getByRole('option', { name: /^omar/ }).first().click()
  await page.getByRole('row', { name: /Administrator.*the mapping of “Admin” in the claim roles/ }).waitFor()
  const pasted = page.getByLabel('A token, or its claims as JSON')
  await pasted.fill('neither')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByText('Neither a token nor a JSON object').waitFor()
  const claims = { email: 'kim@fjordlight.example', name: 'Kim', groups: ['finance'] }
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  await pasted.fill(`eyJhbGciOiJSUzI1NiJ9.${payload}.signature-of-kim`)
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('row', { name: /E-mail kim@fjordlight.example/ }).waitFor()
  await page.getByText('These claims give no role and no team').waitFor()
  expect(sent.filter((body) => body.includes('kim'))).toEqual([JSON.stringify({ claims })])
  await watched.shoot('claims')
  await watched.clean()
  await page.setViewportSize({ width: 360, height: 860 })
  await watched.shoot('claims-narrow')
  await watched.context.close()
})
