import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fjordlight, ingestionToken } from '../processes/src/start-emulator.ts'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist', '/bot/ingestion-bot')
  page = watched.page
  await page.getByRole('heading', { name: 'How it signs in' }).waitFor()
})
afterAll(() => catalog?.stop())

async function loggedInAs(token: string): Promise<string> {
  const answer = await fetch(`${catalog.url}/api/v1/users/loggedInUser`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return answer.ok ? ((await answer.json()) as { name: string }).name : String(answer.status)
}

test('a token is generated, shown once, works, is listed and revoked', async () => {
  await page.getByRole('button', { name: 'Generate a token' }).click()
  await page.getByText('Copy it now: it is never shown again').waitFor()
  const token = (await page.locator('code', { hasText: /^ey/ }).textContent()) ?? ''
  expect(await loggedInAs(token)).toBe('ingestion-bot')
  expect(await watched.findings()).toEqual([])
  await page.getByRole('button', { name: 'Test' }).click()
  await page
    .getByRole('status')
    .getByText(/1 valid/)
    .waitFor()
  await page.getByRole('button', { name: /^Revoke/ }).click()
  await page.getByText('No token is valid').waitFor()
  expect(await loggedInAs(token)).toBe('401')
  await page.reload()
  await page.getByRole('heading', { name: 'How it signs in' }).waitFor()
  expect(await page.content()).not.toContain(token)
})

test('Azure SSO takes exactly the five fields of the guide, names the one that is wrong, and is tested', async () => {
  await page.getByText('Azure SSO', { exact: true }).click()
  const form = page.getByRole('form', { name: 'Azure SSO' })
  await form.getByLabel('Email').fill(`${fjordlight.ingestionObjectId}@fjordlight.example`)
  await form.getByLabel('Client secret', { exact: true }).last().fill(fjordlight.ingestionAppId)
  await form.getByLabel('Client ID').fill(fjordlight.ingestionAppId)
  await form.getByLabel('Authority').fill(catalog.emulator.authority)
  await form.getByLabel('Scopes').fill(`${fjordlight.uiApiUri}/access_as_user`)
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('This is the Secret ID.').waitFor()
  await form.getByText('One scope that ends in /.default').waitFor()
  await watched.shoot('bot-azure-sso-mistakes')
  expect(await watched.findings()).toEqual([])

  await form.getByLabel('Client secret', { exact: true }).last().fill(fjordlight.ingestionSecret)
  await form.getByLabel('Scopes').fill(`${fjordlight.uiApiUri}/.default`)
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByText('One is stored; leave this empty to keep it.').waitFor()
  expect(await loggedInAs(await ingestionToken(catalog.emulator))).toBe('ingestion-bot')

  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByRole('status').getByText('token accepted').waitFor()
  await watched.shoot('bot-azure-sso')
  expect(await page.content()).not.toContain(fjordlight.ingestionSecret)
  expect(await watched.findings()).toEqual([])

  await catalog.emulator.control('faults', { kind: 'secret-expired', appId: fjordlight.ingestionAppId })
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByRole('status').getByText('7000222').waitFor()
  await catalog.emulator.control('reset')
})

test('going back to tokens lets the application go', async () => {
  await page.getByText('JWT token', { exact: true }).click()
  await page.getByRole('button', { name: 'Generate a token' }).click()
  await page.getByText('Copy it now: it is never shown again').waitFor()
  expect(await loggedInAs(await ingestionToken(catalog.emulator))).toBe('403')
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
