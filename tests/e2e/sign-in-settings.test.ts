import { afterAll, beforeAll, expect, test } from 'vitest'
import { fjordlight } from '../processes/src/start-emulator.ts'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'

let catalog: AzureCatalog

beforeAll(async () => {
  catalog = await startAzureCatalog({
    OM_AUTH_AIRFLOW_AZURE_CLIENT_ID: fjordlight.ingestionAppId,
    OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: fjordlight.ingestionSecret,
    OM_AUTH_AIRFLOW_AZURE_SCOPES: `[${fjordlight.uiApiUri}/.default]`,
  })
})
afterAll(() => catalog?.stop())

test('an administrator sees what is wrong with the sign-in, its fix, and how recent sign-ins went', async () => {
  const watched = await catalog.openAs('Ada Lindqvist', '/settings/sso')
  const { page } = watched
  const checks = page.getByRole('region', { name: 'Checks' })
  await checks.getByText('1 failed').waitFor()
  expect(await checks.getByRole('listitem').first().textContent()).toMatch(/bot-binding[\s\S]*Fix/)
  await page.getByRole('region', { name: 'Recent sign-ins' }).getByRole('listitem').first().waitFor()
  await watched.shoot('sign-in-settings')
  expect(await watched.findings()).toEqual([])

  await catalog.emulator.control('faults', { kind: 'secret-expired', appId: fjordlight.ingestionAppId })
  await page.getByRole('button', { name: 'Check again' }).click()
  const first = checks.getByRole('listitem').first()
  await first.getByText('(client secret): AADSTS7000222').waitFor()
  expect(await first.textContent()).toMatch(/Failed[\s\S]*Fix/)
  expect(await page.content()).not.toContain(fjordlight.ingestionSecret)
  await catalog.emulator.control('reset')

  await page.getByRole('tab', { name: 'Explain a token or an error' }).click()
  await page.getByLabel('A token, or an error').fill('AADSTS50011: The redirect URI does not match')
  await page.getByRole('button', { name: 'Explain' }).click()
  await page.getByRole('heading', { name: 'AADSTS50011' }).waitFor()
  await page.getByLabel('A token, or an error').fill('something else')
  await page.getByRole('button', { name: 'Explain' }).click()
  await page.getByRole('alert').waitFor()
  expect(await watched.findings()).toEqual([])

  await page.getByRole('tab', { name: 'Recent sign-ins' }).click()
  const attempt = page.getByRole('region', { name: 'Recent sign-ins' }).getByRole('listitem').first()
  await attempt.getByText('ada', { exact: true }).waitFor()
  await watched.shoot('recent-sign-ins')
  await watched.clean()
  await watched.context.close()
})

test('somebody else is told which right it takes', async () => {
  const watched = await catalog.openAs('Omar Haddad', '/settings/sso')
  await watched.page.getByText('You do not have the right to see this').waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.context.close()
})
