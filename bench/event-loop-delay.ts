/** Loaded into the measured server before anything else: writes how late its event loop was to a file of its own, each second. */
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const folder = process.env.WAYMARK_BENCH_EVENT_LOOP
if (folder !== undefined) {
  const resolutionMs = 10
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  setInterval(() => {
    // What the histogram holds includes the time between two samples.
    writeFileSync(`${folder}/${process.pid}`, String(Math.max(0, delay.percentile(99) / 1e6 - resolutionMs)))
  }, 1000).unref()
}
