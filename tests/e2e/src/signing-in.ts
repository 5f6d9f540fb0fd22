/** The steps of signing in and out, as a person does them. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** From the catalog's sign-in page to wherever it leads back to. */
export async function signIn(
  page: Page,
  person: string,
  authorityHost = 'login.microsoftonline.com',
): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
  expect(new URL(page.url()).host).toBe(authorityHost)
  await page.getByRole('button', { name: person }).click()
  // In the head of every page; the provider's page, which may be seen a moment longer, has such buttons and no head.
  await page.getByRole('banner').getByRole('button', { name: person }).waitFor()
}

/** Goes to the provider and stops there; the page's address is the authorization request. */
export async function startSignIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
}

/**
 * Picks an account at the provider, and keeps the catalog's page from reading the answer: it stays in the address bar,
 * and the sign-in under way, for a test that changes it.
 */
export async function holdAnswer(page: Page, person: string): Promise<URLSearchParams> {
  await page.route('**/assets/**', (route) => route.abort())
  await page.getByRole('button', { name: person }).click()
  await page.waitForURL(/\/callback\?/)
  await page.unroute('**/assets/**')
  return new URL(page.url()).searchParams
}

export async function signOut(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: person }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
}
