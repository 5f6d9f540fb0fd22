/** The pages in docs/reference say what the program says. `UPDATE_REFERENCE=1 npx vitest run packages/azure` writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { aadstsPage, doctorPage } from './reference-pages.ts'

const directory = fileURLToPath(new URL('../../../docs/reference/', import.meta.url))

it.each([
  ['doctor.md', doctorPage],
  ['aadsts.md', aadstsPage],
])('docs/reference/%s is up to date', (name, page) => {
  if (process.env.UPDATE_REFERENCE) {
    mkdirSync(directory, { recursive: true })
    writeFileSync(directory + name, page())
  }
  expect(readFileSync(directory + name, 'utf8')).toBe(page())
})
