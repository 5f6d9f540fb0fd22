/** Writes docs/reference/configuration.md; run by `npm run gen`. */
import { writeFileSync } from 'node:fs'
import { configurationPage } from './reference.ts'

const path = 'docs/reference/configuration.md'
writeFileSync(new URL(`../../../../${path}`, import.meta.url), configurationPage())
console.log(path)
