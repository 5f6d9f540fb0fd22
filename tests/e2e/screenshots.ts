/** Draws the pictures of the documentation: every screen of the sample catalog in both themes, as docs/images/<screen>-<theme>.webp. `npm run screenshots`, or `-- lineage` for some. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchChromium } from '../processes/src/chromium.ts'
import { startDemo } from './src/demo-process.ts'
import { type Api, apiOf } from './src/sample-entities.ts'
import { settled } from './src/settled.ts'
import { openWatchedPage } from './src/watched-page.ts'

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const mostBytes = 60_000

const crm = 'fjordlight.fjordlight.crm'

interface Screen {
  readonly name: string
  readonly path: string
  /** What is done before the picture is taken. */
  readonly before?: (page: Page) => Promise<void>
}

const screens: readonly Screen[] = [
  { name: 'home', path: '/' },
  { name: 'search', path: '/search?q=customer' },
  { name: 'table', path: `/table/${crm}.customers` },
  {
    name: 'columns',
    path: `/table/${crm}.customers`,
    before: async (page) => {
      for (const column of ['full_name', 'email'])
        await page.getByLabel(`Choose ${column}`, { exact: true }).check()
    },
  },
  {
    name: 'lineage',
    path: `/table/${crm}.active_customers?tab=lineage`,
    before: (page) => page.locator('.react-flow__node').nth(2).waitFor(),
  },
  { name: 'activity', path: `/table/${crm}.customers?tab=activity` },
  { name: 'versions', path: `/table/${crm}.customers?tab=versions` },
  { name: 'tasks', path: '/activity?tab=tasks' },
  { name: 'quality', path: '/quality' },
  { name: 'glossary', path: '/glossaryTerm/energy.consumption.baseload' },
  { name: 'classification', path: '/tag/Sensitivity.Confidential' },
  { name: 'domain', path: '/domain/customers' },
  { name: 'service', path: '/databaseService/fjordlight' },
  { name: 'ingestion', path: '/ingestion' },
  { name: 'connectors', path: '/ingestion/new' },
  { name: 'connect', path: '/ingestion/new/databaseService/Postgres' },
  { name: 'people', path: '/browse/user' },
  { name: 'team', path: '/team/Organization' },
  { name: 'role', path: '/role/DataSteward' },
  { name: 'bot', path: '/bot/ingestion-bot' },
  { name: 'sign-in-settings', path: '/settings/sso' },
  { name: 'audit', path: '/settings/audit' },
  { name: 'welcome', path: '/welcome?step=source' },
]

/** What the sample does not have by itself: words, a domain, a task, something announced. */
async function writeMore(api: Api, say: (body: object) => Promise<void>): Promise<void> {
  const term = (name: string, description: string, more: object = {}) =>
    api.put('glossaryTerms', { glossary: 'energy', name, description, ...more })
  await api.put('glossaries', {
    name: 'energy',
    displayName: 'Energy',
    description: 'Words that we agree on.',
  })
  await term('consumption', 'What flows through a meter, in kilowatt hours.')
  await term('baseload', 'What flows at **every** hour of the year.', {
    parent: 'energy.consumption',
    synonyms: ['band', 'base load'],
    relatedTerms: ['energy.consumption'],
  })
  await term('peak', 'The highest quarter of an hour of a day.', { parent: 'energy.consumption' })
  await term('tariff', 'What a kilowatt hour costs, and when.')
  await term('feed_in', 'What customers sell back.', { displayName: 'Feed-in' })
  await api.put('classifications', {
    name: 'Sensitivity',
    description: 'How carefully it is to be handled.',
    mutuallyExclusive: true,
  })
  for (const name of ['Public', 'Internal', 'Confidential']) {
    await api.put('tags', { classification: 'Sensitivity', name, description: `${name} data.` })
  }
  await api.put('domains', {
    name: 'customers',
    displayName: 'Customers',
    domainType: 'Aggregate',
    description: 'Who buys from us, and what they agreed to.',
  })
  const me = await api.get('users/loggedInUser')
  const table = await api.get(`tables/name/${crm}.customers`)
  const worn = { source: 'Classification', labelType: 'Manual', state: 'Confirmed' }
  await api.patch(`tables/${table.id}`, [
    { op: 'add', path: '/owners', value: [{ id: me.id, type: 'user' }] },
    { op: 'add', path: '/tags', value: [{ ...worn, tagFQN: 'Sensitivity.Confidential' }] },
  ])
  const about = `<#E::table::${crm}.customers>`
  await say({ about, message: 'Does anybody know **why** some have no e-mail address?' })
  await say({
    about,
    type: 'Task',
    message: 'New colleagues ask me what this is.',
    taskDetails: {
      type: 'UpdateDescription',
      assignees: [{ id: me.id, type: 'user' }],
      suggestion: 'Everybody who has, or had, a contract with us.',
    },
  })
}

/** A picture of at most {@link mostBytes}. */
async function shoot(page: Page): Promise<Buffer> {
  const cdp = await page.context().newCDPSession(page)
  try {
    for (let quality = 80; ; quality -= 10) {
      const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality })
      const picture = Buffer.from(data, 'base64')
      if (picture.length <= mostBytes || quality <= 20) return picture
    }
  } finally {
    await cdp.detach()
  }
}

const wanted = process.argv.slice(2)
const demo = await startDemo()
const browser = await launchChromium()
try {
  mkdirSync(images, { recursive: true })
  const { page, context } = await openWatchedPage(browser)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${demo.url}/sign-in`)
  const take = async (name: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      await page.waitForTimeout(300) // colours that fade
      const picture = await shoot(page)
      writeFileSync(join(images, `${name}-${colorScheme}.webp`), picture)
      console.log(`${name}-${colorScheme}: ${(picture.length / 1000).toFixed(0)} kB`)
    }
  }
  await settled(page)
  if (wanted.length === 0 || wanted.includes('sign-in')) await take('sign-in')
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await page.getByRole('button', { name: 'Ada Lindqvist' }).waitFor()
  await writeMore(apiOf(context, demo.url), async (data) => {
    const answer = await context.request.post(`${demo.url}/api/v1/feed`, {
      headers: { origin: demo.url },
      data,
    })
    if (!answer.ok()) throw new Error(`feed: ${answer.status()} ${await answer.text()}`)
  })
  for (const { name, path, before } of screens) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    await page.goto(demo.url + path)
    await settled(page)
    await before?.(page)
    await take(name)
  }
} finally {
  await browser.close()
  await demo.stop()
}
