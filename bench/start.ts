/** Warm start: from the command to the first answer, and the memory the server then takes. */
import { readFileSync } from 'node:fs'
import { benchHome, median, removeHome, startBenchCatalog } from './catalog.ts'
import type { Figure } from './figure.ts'

const starts = 5
const goalSeconds = 5
const goalMegabytes = 200

/** Resident memory in MB; Linux only, where the kernel tells. */
function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

export async function benchmarkStart(): Promise<readonly Figure[]> {
  const home = benchHome()
  const seconds: number[] = []
  const megabytes: number[] = []
  try {
    await (await startBenchCatalog(home)).stop() // the first start makes the cluster
    for (let run = 0; run < starts; run += 1) {
      const begin = performance.now()
      const bench = await startBenchCatalog(home)
      const response = await fetch(`${bench.catalog.url}/api/v1/system/version`)
      if (response.status !== 200) throw new Error(`version: ${response.status}`)
      seconds.push((performance.now() - begin) / 1000)
      megabytes.push(residentMegabytes(bench.catalog.pid))
      await bench.stop()
    }
  } finally {
    removeHome(home)
  }
  const time = median(seconds)
  const memory = median(megabytes)
  return [
    {
      name: 'warm start of the server to its first 200',
      measured: `${time.toFixed(2)} s, median of ${starts}`,
      goal: `under ${goalSeconds} s`,
      reached: time < goalSeconds,
    },
    {
      name: 'resident memory of the server process after start',
      measured: `${memory.toFixed(0)} MB, median of ${starts}`,
      goal: `under ${goalMegabytes} MB`,
      reached: memory < goalMegabytes,
    },
  ]
}
