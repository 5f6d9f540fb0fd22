/** Runs the benchmarks and prints each as a ratio of two things measured in this run: `npm run bench [-- start get ingest writes tokens]`. */
import type { Figure } from './figure.ts'
import { benchmarkGetByName } from './get-by-name.ts'
import { benchmarkIngest } from './ingest.ts'
import { benchmarkStart } from './start.ts'
import { benchmarkTokenCheck } from './token-check.ts'
import { benchmarkWholeCatalog } from './whole-catalog.ts'
import { benchmarkWrites } from './writes.ts'

const benchmarks: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: benchmarkStart,
  get: benchmarkGetByName,
  ingest: benchmarkIngest,
  catalog: benchmarkWholeCatalog,
  writes: benchmarkWrites,
  tokens: benchmarkTokenCheck,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark '${unknown.join("', '")}'. There are: ${Object.keys(benchmarks).join(', ')}.`,
  )
  process.exit(2)
}

let missed = 0
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.error(`- ${name} …`)
  for (const figure of await run()) {
    if (!figure.reached) missed += 1
    console.log(`${figure.reached ? '✔' : '✘'} ${figure.name}: ${figure.measured} (goal: ${figure.goal})`)
  }
}
// A missed goal is a finding on a noisy machine, not a failure of the program.
if (missed > 0) console.error(`${missed} below the goal`)
process.exit(0)
