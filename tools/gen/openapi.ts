/** Writes docs/reference/openapi.json. */
import { writeFileSync } from 'node:fs'
import { describeApi } from '@waymark/api'

const path = 'docs/reference/openapi.json'
writeFileSync(
  new URL(`../../${path}`, import.meta.url),
  `${JSON.stringify(await describeApi(), undefined, 2)}\n`,
)
console.log(path)
