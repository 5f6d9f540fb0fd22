/** Waits for a page to be what it will be: by what it shows, since a busy machine takes any time for it. */
import type { Page } from 'playwright-core'

/** Longer than a page's own waits (what was typed, 120 ms; grey bars, 150 ms). */
const quietMs = 400

/** Runs in the page, as text. Quiet: something to read is there, nothing says that it loads, and nothing has changed for a while. */
const quiet = `new Promise((resolve) => {
  let timer
  const look = () => {
    clearTimeout(timer)
    const isShown = document.querySelector('h1, [role="alert"], main p') !== null
    const isBusy = document.querySelector('[aria-busy="true"]') !== null
    if (isShown && !isBusy) timer = setTimeout(() => { changes.disconnect(); resolve(true) }, ${quietMs})
  }
  const changes = new MutationObserver(look)
  changes.observe(document, { childList: true, subtree: true, attributeFilter: ['aria-busy'] })
  look()
})`

export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(quiet)
}
