/** Counts what the server does, and writes it in Prometheus' text format. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

interface Series {
  readonly labels: string
  readonly counts: number[]
  count: number
  sumSeconds: number
}

export interface Metrics {
  /** One answered request. `route` is the template, never the address. */
  observe(answer: { method: string; route: string; status: number; durationMs: number }): void
  text(): string
}

function label(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/** @param facts - gauges read when somebody asks: name, help, value */
export function createMetrics(
  facts: () => readonly { name: string; help: string; value: number }[],
): Metrics {
  const series = new Map<string, Series>()
  const eventLoop = monitorEventLoopDelay({ resolution: 20 })
  eventLoop.enable()

  return {
    observe({ method, route, status, durationMs }) {
      const key = `${method} ${status} ${route}`
      let found = series.get(key)
      if (!found) {
        const labels = `method="${label(method)}",route="${label(route)}",status="${status}"`
        found = { labels, counts: buckets.map(() => 0), count: 0, sumSeconds: 0 }
        series.set(key, found)
      }
      const seconds = durationMs / 1000
      found.count += 1
      found.sumSeconds += seconds
      for (const [index, limit] of buckets.entries()) {
        if (seconds <= limit) found.counts[index] = (found.counts[index] ?? 0) + 1
      }
    },
    text() {
      const lines = [
        '# HELP waymark_http_request_duration_seconds Time until a request was answered.',
        '# TYPE waymark_http_request_duration_seconds histogram',
      ]
      const name = 'waymark_http_request_duration_seconds'
      for (const { labels, counts, count, sumSeconds } of series.values()) {
        for (const [index, limit] of buckets.entries()) {
          lines.push(`${name}_bucket{${labels},le="${limit}"} ${counts[index]}`)
        }
        lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`)
        lines.push(`${name}_sum{${labels}} ${sumSeconds}`, `${name}_count{${labels}} ${count}`)
      }
      const gauges = [
        {
          name: 'waymark_event_loop_delay_p99_seconds',
          help: 'How late the event loop was, 99th percentile since the last look.',
          value: Number.isFinite(eventLoop.percentile(99)) ? eventLoop.percentile(99) / 1e9 : 0,
        },
        {
          name: 'process_resident_memory_bytes',
          help: 'Memory of this process.',
          value: process.memoryUsage.rss(),
        },
        {
          name: 'process_start_time_seconds',
          help: 'When this process started, in seconds since 1970.',
          value: Math.round(Date.now() / 1000 - process.uptime()),
        },
        ...facts(),
      ]
      eventLoop.reset()
      for (const gauge of gauges) {
        lines.push(
          `# HELP ${gauge.name} ${gauge.help}`,
          `# TYPE ${gauge.name} gauge`,
          `${gauge.name} ${gauge.value}`,
        )
      }
      return `${lines.join('\n')}\n`
    },
  }
}
