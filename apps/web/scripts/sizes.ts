/** Prints what the first load weighs; ends with 1 when it is over budget. Run after a build: `node apps/web/scripts/sizes.ts`. */
import { join } from 'node:path'
import { measureFirstLoad, scriptBudgetBytes } from './first-load.ts'

const load = measureFirstLoad(join(import.meta.dirname, '../dist'))
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB gz`
for (const { file, gzipBytes } of [...load.scripts, ...load.styles]) console.log(kilobytes(gzipBytes), file)
console.log(`${kilobytes(load.scriptBytes)} of scripts, ${(scriptBudgetBytes / 1000).toFixed(0)} kB allowed`)
console.log(`${kilobytes(load.styleBytes)} of styles`)
if (load.scriptBytes > scriptBudgetBytes) {
  console.error('Over budget: load what the first page does not need with import().')
  process.exitCode = 1
}
