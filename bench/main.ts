/** Runs the benchmarks and prints each as a ratio of two things measured in this run: `npm run bench [-- start fresh ingest catalog
 * writes tokens replicas series web]`, or `npm run bench -- --quick` for what every build checks (`--record` keeps its ratios). */
import { benchmarkClients } from './clients.ts'
import type { Figure } from './figure.ts'
import { benchmarkFresh } from './fresh.ts'
import { benchmarkIngest } from './ingest.ts'
import { benchmarkQuickly } from './quick.ts'
import { benchmarkReplicas } from './replicas.ts'
import { benchmarkStart } from './start.ts'
import { benchmarkTimeSeries } from './time-series.ts'
import { benchmarkTokenCheck } from './token-check.ts'
import { benchmarkWeb } from './web.ts'
import { benchmarkWholeCatalog } from './whole-catalog.ts'
import { benchmarkWrites } from './writes.ts'

const benchmarks: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: benchmarkStart,
  fresh: benchmarkFresh,
  ingest: benchmarkIngest,
  clients: benchmarkClients,
  catalog: benchmarkWholeCatalog,
  writes: benchmarkWrites,
  tokens: benchmarkTokenCheck,
  replicas: benchmarkReplicas,
  series: benchmarkTimeSeries,
  web: benchmarkWeb,
}

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (options.includes('--quick')) {
  const slower = print(await benchmarkQuickly(options.includes('--record')))
  if (slower > 0) console.error(`${slower} of the ratios are more than a quarter below what was recorded`)
  process.exit(slower > 0 ? 1 : 0)
}
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark '${unknown.join("', '")}'. There are: ${Object.keys(benchmarks).join(', ')}.`,
  )
  process.exit(2)
}

/** Answers how many goals were missed. */
function print(figures: readonly Figure[]): number {
  for (const { reached, name, measured, goal } of figures) {
    console.log(`${reached ? '✔' : '✘'} ${name}: ${measured} (goal: ${goal})`)
  }
  return figures.filter(({ reached }) => !reached).length
}

let missed = 0
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.error(`- ${name} …`)
  missed += print(await run())
}
// A missed goal is a finding on a noisy machine, not a failure of the program.
if (missed > 0) console.error(`${missed} below the goal`)
process.exit(0)
