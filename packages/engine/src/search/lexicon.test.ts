/** What the lexicon makes of texts is what PostgreSQL makes of them. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createLexicon, type Section } from './lexicon.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test.drop())

/** The same by PostgreSQL alone. */
async function expected(sections: readonly Section[]): Promise<string> {
  const vectors = sections.map(
    ({ weight, isProse }, at) =>
      `setweight(to_tsvector('${isProse ? 'english' : 'simple'}', $${at + 1}), '${weight}')`,
  )
  const { rows } = await test.database.query<{ vector: string }>(
    `select (${vectors.join(' || ')})::text as vector`,
    sections.map(({ text }) => text),
  )
  return rows[0]?.vector ?? ''
}

async function found(sections: readonly Section[], lexicon = createLexicon()): Promise<string> {
  const [text] = await lexicon.vectorsOf(test.database, [sections])
  const { rows } = await test.database.query<{ vector: string }>('select $1::tsvector::text as vector', [
    text,
  ])
  return rows[0]?.vector ?? ''
}

const name = (text: string): Section => ({ text, weight: 'A', isProse: false })
const prose = (text: string): Section => ({ text, weight: 'D', isProse: true })

it.each([
  [
    'words with their stems, stop words left out',
    [prose('the readings of every meter that were corrected by the team')],
  ],
  ['names as they are', [name('dim customers by region'), { ...name('the customers'), weight: 'B' }]],
  ['sections behind one another', [name('orders the'), prose('orders of the'), prose('the orders')]],
  ['numbers', [name('2024 v2 1e5 007 3d'), prose('2024 v2 1e5 12e 007 3d 1e 5e10x e5')]],
  ['other scripts', [name('заказы 注文 ορδερ'), prose('заказы клиентов 注文 ελληνικά running')]],
  ['signs that are none of a word', [prose("1⁄2 don't o'clock back\\slash a-b"), name("it's")]],
  ['nothing', [name(''), prose('')]],
  [
    'words used over and over',
    [prose(Array.from({ length: 200 }, (_, at) => `meter reading${at % 7}`).join(' '))],
  ],
] as const)('makes of %s what PostgreSQL makes of them', async (_what, sections) => {
  expect(await found(sections)).toBe(await expected(sections))
})

it('reads any letters and digits as PostgreSQL does', async () => {
  // 0 to 9, a to z, by a sequence that is the same each time.
  let state = 7
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const word = () => Array.from({ length: 1 + next(6) }, () => next(36).toString(36)).join('')
  const text = Array.from({ length: 3000 }, word).join(' ')
  expect(await found([name(text)])).toBe(await expected([name(text)]))
  expect(await found([prose(text)])).toBe(await expected([prose(text)]))
})

it('asks for a word once', async () => {
  const lexicon = createLexicon()
  await lexicon.vectorsOf(test.database, [[prose('corrected readings')]])
  const silent = {
    query: () => Promise.reject(new Error('asked again')),
  }
  expect(await lexicon.vectorsOf(silent, [[prose('readings corrected')]])).toEqual(['read:1D correct:2D '])
})

it('keeps what a text needs while it begins anew, having read too many words', async () => {
  const lexicon = createLexicon()
  const letters = (at: number) => String(at).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))
  const many = Array.from({ length: 10_500 }, (_, at) => `q${letters(at)}x`).join(' ')
  await lexicon.vectorsOf(test.database, [[prose(`readings ${many}`)]])
  expect(await found([prose('readings corrected')], lexicon)).toBe(
    await expected([prose('readings corrected')]),
  )
})
