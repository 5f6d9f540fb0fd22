/** Writes docs/reference/problems.md. */
import { writeFileSync } from 'node:fs'
import { problemsPage } from './problems-page.ts'

const path = 'docs/reference/problems.md'
writeFileSync(new URL(`../../${path}`, import.meta.url), problemsPage())
console.log(path)
