import { afterAll, beforeAll, expect, it } from 'vitest'
import { pick } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const logoutUrl = 'https://catalog.fjordlight.example/signed-out'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const ui = state.tenants[0]?.applications?.find(({ appId }) => appId === sample.uiAppId)
    if (ui) ui.web = { logoutUrl }
  })
})
afterAll(() => emulator.close())

it('tells the applications that were signed in to, then goes back', async () => {
  const signedIn = await pick(emulator)
  const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const back = encodeURIComponent(sample.redirectUri)
  const url = `https://login.microsoftonline.com/${sample.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${back}`
  const page = await emulator.fetch(url, { headers: { cookie } })
  expect(page.body).toContain(`src="${logoutUrl}?sid=`)
  expect(page.headers['content-security-policy']).toContain('frame-src https://catalog.fjordlight.example')
  expect(page.headers.refresh).toBe(`1; url=${sample.redirectUri}`)
  const again = await emulator.fetch(url, { headers: { cookie } })
  expect([again.status, again.headers.location]).toEqual([302, sample.redirectUri])
})
