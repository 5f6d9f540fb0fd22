/** The benchmark of every build: a small catalog, and each ratio against the one recorded for it. Processor time alone decides. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Figure } from './figure.ts'
import { measureCatalog } from './whole-catalog.ts'

const recordedFile = new URL('./recorded.json', import.meta.url)

/** Below this part of what was recorded, something has become slower. */
const tolerated = 0.75

const size = {
  tables: 5000,
  singles: 1000,
  neighbours: 300,
  pace: { connections: 4, seconds: 1, rounds: 3, warmUpSeconds: 2, leastRequests: 200 },
}

type Recorded = Readonly<Record<string, number>>

interface Ratio {
  readonly key: string
  readonly ratio: number
  readonly name: string
  readonly measured: string
}

async function measureRatios(): Promise<readonly Ratio[]> {
  const figures = await measureCatalog(size)
  return figures.flatMap(({ key, ratio, name, measured }) =>
    key === undefined || ratio === undefined ? [] : [{ key, ratio, name, measured }],
  )
}

/** Ratios of this run, each held against the recorded one. `record`: they become the recorded ones. */
export async function benchmarkQuickly(record: boolean): Promise<readonly Figure[]> {
  const ratios = await measureRatios()
  if (record) {
    const entries = ratios.map(({ key, ratio }) => [key, Number(ratio.toFixed(3))])
    writeFileSync(recordedFile, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`)
  }
  const recorded = JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded // written above
  const isSlower = ({ key, ratio }: Ratio) => ratio < (recorded[key] ?? 0) * tolerated
  // What was slow because the machine had something else to do will not be so twice.
  const again = ratios.some(isSlower) ? await measureRatios() : []
  const better = ratios.map((first) => {
    const second = again.find(({ key }) => key === first.key)
    return second && second.ratio > first.ratio ? second : first
  })
  return better.map(({ key, ratio, name, measured }) => {
    const before = recorded[key] ?? 0
    return {
      name,
      measured: `${ratio.toFixed(2)}, recorded ${before.toFixed(2)}: ${measured}`,
      goal: `at least ${(before * tolerated).toFixed(2)}`,
      reached: ratio >= before * tolerated,
    }
  })
}
