/** A page that is watched: what it logs, what its policy refuses, what it keeps, how accessible it is. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

const shots = fileURLToPath(new URL('../../../test-results/', import.meta.url))

export interface WatchedPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console and uncaught ones, but for answers that a test provokes on purpose. */
  readonly errors: readonly string[]
  /** What the content security policy refused. */
  readonly violations: readonly string[]
  /** Serious and critical findings of axe-core on what is shown now, in both colour schemes. */
  findings(): Promise<string[]>
  /** What sticks out of the page to the right and would have all of it scroll sideways. */
  overhanging(): Promise<string[]>
  /** Fails on findings of axe-core, on errors and on what the policy refused, up to now. */
  clean(): Promise<void>
  /** Keeps a picture under test-results/. */
  shoot(name: string): Promise<void>
  /** Strings in the page's storages that look like a JWT. */
  storedTokens(): Promise<string[]>
}

/** What Chromium logs for an answer with an error status; whether the answer was right is the test's business. */
const expected = /Failed to load resource: the server responded with a status of (400|401|403|404|409|412)/

const overhanging = `
  [...document.querySelectorAll('body *')]
    .filter((one) => document.documentElement.scrollWidth > innerWidth && one.getBoundingClientRect().right > innerWidth)
    .map((one) => location.pathname + ' ' + one.outerHTML.slice(0, 120))`

/** Says nothing about how fast a page is: what never comes is told then. */
const patienceMs = 60_000

/** Colours that fade would be measured half-way. Text, since it runs in the page and not here. */
const animationsEnd = `Promise.allSettled(document.getAnimations()
  .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().iterations !== Infinity)
  .map(({ finished }) => finished))`

/** Runs in the page, as text. */
const nextPicture =
  'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(undefined))))'

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
}

/** Serious and critical findings of axe-core on what a page shows now. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // Through the debugger, where the page's policy does not apply.
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: injected } = globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } } // put there above
    return (await injected.run()).violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.slice(0, 3).map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
    }))
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, where }) => `${impact} ${id}\n  ${where.join('\n  ')}`)
}

export async function openWatchedPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1360, height: 860 },
    colorScheme: options.colorScheme ?? 'light',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const errors: string[] = []
  const violations: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (text.startsWith('CSP ')) violations.push(text)
    else if (message.type() === 'error' && !expected.test(text)) errors.push(text)
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  // Text, since it runs in the page and not here.
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', (event) =>
      console.log('CSP ' + event.effectiveDirective + ' refused ' + event.blockedURI + ' on ' + location.pathname))`,
  })

  const findings = async (): Promise<string[]> => {
    const found: string[] = []
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor()
      await page.evaluate(animationsEnd)
      const first = await accessibilityFindings(page)
      // A busy Chromium was seen to tell single colours of the scheme before: what is wrong is so on the next picture, too.
      if (first.length > 0) await page.evaluate(nextPicture)
      const lasting = first.length > 0 ? await accessibilityFindings(page) : first
      found.push(...lasting.map((finding) => `${scheme}: ${finding}`))
    }
    await page.emulateMedia({ colorScheme: options.colorScheme ?? 'light', reducedMotion: null })
    return found
  }
  return {
    page,
    context,
    errors,
    violations,
    findings,
    // Text, since it runs in the page and not here.
    overhanging: () => page.evaluate<string[]>(overhanging),
    async clean() {
      // As texts, since a list is printed without what is in it.
      expect((await findings()).join('\n')).toBe('')
      expect(violations.join('\n')).toBe('')
      expect(errors.join('\n')).toBe('')
    },
    async shoot(name) {
      mkdirSync(shots, { recursive: true })
      await page.evaluate(animationsEnd)
      await page.screenshot({ path: join(shots, `${name}.png`) })
    },
    async storedTokens() {
      return page.evaluate(() =>
        [localStorage, sessionStorage]
          .flatMap((storage) =>
            Object.entries({ ...storage })
              .flat()
              .map(String),
          )
          .filter((text) => /ey[\w-]{10,}\.[\w-]+\.[\w-]*/.test(text)),
      )
    },
  }
}
