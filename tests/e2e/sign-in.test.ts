import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { startSignIn } from './src/signing-in.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog

beforeAll(async () => {
  // Many refused sign-ins from one address are the point here.
  catalog = await startAzureCatalog({ WAYMARK_AUTH_FAILURE_LIMIT: '0' })
})
afterAll(() => catalog?.stop())

async function expectSignedOut({ context }: WatchedPage): Promise<void> {
  const answer = await context.request.get(`${catalog.url}/api/v1/users/loggedInUser`)
  expect(answer.status()).toBe(401)
}

test("the provider's refusal is explained with its code, at both callback addresses", async () => {
  for (const path of ['callback', 'auth/callback']) {
    await catalog.inNewPage(async ({ page, shoot, findings }) => {
      const description = encodeURIComponent(
        'AADSTS50105: Your administrator has configured the application to block users. Trace ID: x Correlation ID: 22222222-bbbb-4000-8000-000000000000 Timestamp: 2026-11-22 04:00:00Z',
      )
      await page.goto(`${catalog.url}/${path}?error=access_denied&error_description=${description}&state=x`)
      await page.getByText('You are not assigned to this application').waitFor()
      await page.getByText('AADSTS50105').waitFor()
      await page.getByText('22222222-bbbb-4000-8000-000000000000').waitFor()
      expect(await findings()).toEqual([])
      await shoot('sign-in-refused')
    })
  }
})

test('a fault of the token endpoint is explained too', async () => {
  await catalog.emulator.control('faults', { kind: 'aadsts', code: 50076, endpoint: 'token', times: 1 })
  await catalog.inNewPage(async (watched) => {
    const { page } = watched
    await startSignIn(page, catalog.url)
    await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
    await page.getByText('A second factor is required').waitFor()
    await page.getByText('AADSTS50076').waitFor()
    await expectSignedOut(watched)
  })
})

test('a sign-in that goes in circles ends with an explanation, not with a fourth round', async () => {
  await catalog.inNewPage(async ({ page }) => {
    for (let round = 0; round < 3; round += 1) await startSignIn(page, catalog.url)
    await page.goto(`${catalog.url}/sign-in`)
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await page.getByText('Signing in goes round in circles').waitFor()
    expect(new URL(page.url()).origin).toBe(catalog.url)
    // Whoever reads that and tries again gets another try.
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
  })
})

test('a set-up link without its key, or with a wrong one, creates nobody', async () => {
  await catalog.inNewPage(async ({ page, findings }) => {
    await page.goto(`${catalog.url}/setup`)
    await page.getByText('This set-up link is not complete').waitFor()
    await page.goto('about:blank')
    await page.goto(`${catalog.url}/setup#k=not-a-key`)
    await fillSetup(page, 'root', 'four unrelated words here')
    await page.getByText('The catalog refused').waitFor()
    expect(await findings()).toEqual([])
  })
})

test('the printed link creates the local administrator, who can sign in beside the provider', async () => {
  const { setupUrl } = catalog
  if (!setupUrl) throw new Error('the server printed no set-up link')
  const sent: string[] = []
  await catalog.inNewPage(async ({ page, shoot }) => {
    page.on('request', (request) => sent.push(request.url()))
    await page.goto(setupUrl)
    await page.getByRole('heading', { name: 'Create the first administrator' }).waitFor()
    expect(page.url()).toBe(`${catalog.url}/setup`)
    await shoot('setup')
    await fillSetup(page, 'keeper', 'short')
    await page.getByText(/^At least 12 characters\./).waitFor()
    await fillSetup(page, 'keeper', 'four unrelated words here')
    await page.getByRole('heading', { name: 'First steps' }).waitFor()
    await page.getByRole('button', { name: 'Not needed any more' }).click()
    await page.getByRole('heading', { name: /What are you looking for/ }).waitFor()
  })
  const key = new URL(setupUrl).hash.replace('#k=', '')
  expect(sent.filter((url) => url.includes(key))).toEqual([])
  await catalog.inNewPage(async ({ page }) => {
    await page.goto(catalog.url)
    await page.getByRole('button', { name: 'Use a local account' }).click()
    await page.getByLabel('Name or e-mail').fill('keeper')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in with a local account' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('four unrelated words here')
    await page.getByRole('button', { name: 'Sign in with a local account' }).click()
    await page.getByRole('heading', { name: /What are you looking for/ }).waitFor()
  })
})

async function fillSetup(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(`${name}@fjordlight.example`)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Create and sign in' }).click()
}
