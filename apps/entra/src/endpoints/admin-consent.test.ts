import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials, replied, tokenIn } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const appId = '00000000-0000-4000-8000-000000011001'
const bareAppId = '00000000-0000-4000-8000-000000011002'
const redirect_uri = 'https://app.fjordlight.example/done'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.tenants[0]?.applications?.push(
      {
        appId,
        displayName: 'New daemon',
        web: { redirectUris: [redirect_uri] },
        passwordCredentials: [{ secretText: 'known' }],
        requiredResourceAccess: [
          { resourceAppId: sample.uiAppId, scopes: ['access_as_user'], roles: ['Ingestion.Bot'] },
        ],
      },
      { appId: bareAppId, displayName: 'Bare', web: { redirectUris: [redirect_uri] } },
    )
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const url = (path: string) => `https://login.microsoftonline.com/${sample.tenantId}${path}/adminconsent`
const ask = (more: Record<string, string> = {}, userId = sample.adaId, path = '/v2.0') =>
  emulator.fetch(url(path), {
    form: {
      client_id: appId,
      redirect_uri,
      state: 's',
      ...(path && { scope: `api://${sample.uiAppId}/.default` }),
      _account: `${sample.tenantId}/${userId}`,
      ...more,
    },
  })

describe('admin consent', () => {
  it.each(['/v2.0', ''])(
    'at %s/adminconsent shows, grants and gives the role to the application',
    async (path) => {
      const page = await ask({}, sample.adaId, path)
      expect(page.body).toContain('Ingestion.Bot')
      expect(replied(await ask({ _consent: 'accept' }, sample.adaId, path))).toMatchObject({
        admin_consent: 'True',
        tenant: sample.tenantId,
        state: 's',
      })
      const token = (await clientCredentials(emulator, { client_id: appId, client_secret: 'known' })).json()
      expect(tokenIn(token, 'access_token').claims.roles).toEqual(['Ingestion.Bot'])
    },
  )

  it('declined, or with nothing to consent to, goes back as access_denied', async () => {
    expect(replied(await ask({ _consent: 'decline' }))).toMatchObject({
      error: 'access_denied',
      admin_consent: 'True',
    })
    const nothing = replied(await ask({ client_id: bareAppId }))
    expect(nothing.error_description).toContain('AADSTS1003031: ')
  })

  it('is not for everybody: AADSTS90094; nor without scope: AADSTS900144', async () => {
    expect((await ask({}, sample.omarId)).body).toContain('AADSTS90094: ')
    expect((await ask({ scope: '' })).body).toContain('AADSTS900144: ')
  })
})
