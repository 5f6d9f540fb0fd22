import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { problemsPage } from './problems-page.ts'

it('the page of problems is the one of this code (npm run gen writes it)', () => {
  const page = readFileSync(new URL('../../docs/reference/problems.md', import.meta.url), 'utf8')
  expect(page).toBe(problemsPage())
})
