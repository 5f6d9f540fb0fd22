import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, tokenIn, tokenUrl } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const appId = '00000000-0000-4000-8000-00000000f001'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    const omar = tenant?.users?.find(({ id }) => id === sample.omarId)
    if (omar) omar.password = 'right'
    tenant?.applications?.push({
      appId,
      displayName: 'Old script',
      signInAudience: 'AzureADMultipleOrgs',
      isFallbackPublicClient: true,
    })
    tenant?.servicePrincipals?.push({ appId })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: appId,
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      scope: 'openid User.Read',
    })
    const person = (name: string, more: object) => ({
      userPrincipalName: `${name}@fjordlight.example`,
      displayName: name,
      ...more,
    })
    tenant?.users?.push(
      person('off', { accountEnabled: false }),
      person('locked', { signInState: 'locked' as const }),
      person('late', { signInState: 'passwordExpired' as const }),
      person('strong', { signInState: 'mfaRequired' as const }),
    )
  })
})
afterAll(() => emulator.close())

const signIn = (username: string, password: string, url = tokenUrl) =>
  emulator.fetch(url, {
    form: { client_id: appId, grant_type: 'password', scope: 'openid User.Read', username, password },
  })

describe('the password grant', () => {
  it('takes the right password, and any for people without one', async () => {
    const omar = await signIn('omar@fjordlight.example', 'right')
    expect(tokenIn(omar.json(), 'access_token').claims.oid).toBe(sample.omarId)
    expect((await signIn('ada@fjordlight.example', 'anything')).status).toBe(200)
    const byDomain = tokenUrl.replace(sample.tenantId, 'organizations')
    expect((await signIn('omar@fjordlight.example', 'right', byDomain)).status).toBe(200)
  })

  it.each([
    ['a wrong password', 50126, 'omar', 'wrong'],
    ['an unknown person', 50034, 'nobody', 'x'],
    ['a disabled account', 50057, 'off', 'x'],
    ['a locked account', 50053, 'locked', 'x'],
    ['an expired password', 50055, 'late', 'x'],
    ['a second factor', 50076, 'strong', 'x'],
  ])('is refused for %s: AADSTS%d', async (_what, code, name, password) => {
    expect(refusalOf(await signIn(`${name}@fjordlight.example`, password))).toMatchObject({
      status: 400,
      code,
    })
  })

  it('is refused at common: AADSTS9001023', async () => {
    const url = tokenUrl.replace(sample.tenantId, 'common')
    expect(refusalOf(await signIn('omar@fjordlight.example', 'right', url)).code).toBe(9001023)
  })

  it('can be prepared with a question about the realm', async () => {
    const realm = async (name: string) =>
      (
        await emulator.fetch(`https://login.microsoftonline.com/common/userrealm/${name}?api-version=1.0`)
      ).json()
    expect(await realm('omar@fjordlight.example')).toMatchObject({ ver: '1.0', account_type: 'Managed' })
    expect(await realm('x@elsewhere.example')).toMatchObject({ account_type: 'Unknown' })
  })
})
