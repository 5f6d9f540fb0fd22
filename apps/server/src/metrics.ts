/** Counts what the server does, and writes it in Prometheus' text format (version 0.0.4). */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { AttemptOutcome } from '@waymark/identity'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

interface Series {
  readonly labels: string
  readonly counts: number[]
  count: number
  sumSeconds: number
}

/** A number that is read when somebody asks; samples of one name stand together. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

export interface Metrics {
  /** One answered request. `route` is the template, never the address. */
  observe(answer: { method: string; route: string; status: number; durationMs: number }): void
  /** One sign-in, or one credential that was looked at anew. */
  observeSignIn(outcome: AttemptOutcome): void
  text(): Promise<string>
}

/** Most combinations of kind, outcome and reason; what goes beyond is counted as `other`. */
const maxReasons = 200

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')
}

/** @param gauges - what else the server knows of itself */
export function createMetrics(gauges: () => Promise<readonly Gauge[]>): Metrics {
  const requests = new Map<string, Series>()
  const signIns = new Map<string, number>()
  const eventLoop = monitorEventLoopDelay({ resolution: 20 })
  eventLoop.enable()

  function ownGauges(): readonly Gauge[] {
    const p99 = eventLoop.percentile(99)
    eventLoop.reset()
    return [
      {
        name: 'waymark_event_loop_delay_p99_seconds',
        help: 'How late the event loop was, 99th percentile since the last look.',
        samples: [{ value: Number.isFinite(p99) ? p99 / 1e9 : 0 }],
      },
      {
        name: 'process_resident_memory_bytes',
        help: 'Memory of this process.',
        samples: [{ value: process.memoryUsage.rss() }],
      },
      {
        name: 'process_start_time_seconds',
        help: 'When this process started, in seconds since 1970.',
        samples: [{ value: Math.round(Date.now() / 1000 - process.uptime()) }],
      },
    ]
  }

  return {
    observe({ method, route, status, durationMs }) {
      const key = `${method} ${status} ${route}`
      let found = requests.get(key)
      if (!found) {
        const labels = labelsOf({ method, route, status: String(status) })
        found = { labels, counts: buckets.map(() => 0), count: 0, sumSeconds: 0 }
        requests.set(key, found)
      }
      const seconds = durationMs / 1000
      found.count += 1
      found.sumSeconds += seconds
      for (let index = buckets.length - 1; index >= 0 && seconds <= (buckets[index] ?? 0); index -= 1) {
        found.counts[index] = (found.counts[index] ?? 0) + 1
      }
    },
    observeSignIn({ kind, outcome, reason }) {
      const exact = labelsOf({ kind, outcome, reason })
      const isKnown = signIns.has(exact) || signIns.size < maxReasons
      const labels = isKnown ? exact : labelsOf({ kind, outcome, reason: 'other' })
      signIns.set(labels, (signIns.get(labels) ?? 0) + 1)
    },
    async text() {
      const lines = [
        ...histogram('waymark_http_request_duration_seconds', 'Time until a request was answered.', requests),
        '# HELP waymark_sign_ins_total Sign-ins and credentials that were looked at, by the check that refused them.',
        '# TYPE waymark_sign_ins_total counter',
        ...[...signIns].map(([labels, count]) => `waymark_sign_ins_total{${labels}} ${count}`),
      ]
      for (const { name, help, samples } of [...ownGauges(), ...(await gauges())]) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`)
        for (const { labels, value } of samples)
          lines.push(`${name}${labels ? `{${labelsOf(labels)}}` : ''} ${value}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}

function histogram(name: string, help: string, all: ReadonlyMap<string, Series>): readonly string[] {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`]
  for (const { labels, counts, count, sumSeconds } of all.values()) {
    for (const [index, limit] of buckets.entries())
      lines.push(`${name}_bucket{${labels},le="${limit}"} ${counts[index]}`)
    lines.push(
      `${name}_bucket{${labels},le="+Inf"} ${count}`,
      `${name}_sum{${labels}} ${sumSeconds}`,
      `${name}_count{${labels}} ${count}`,
    )
  }
  return lines
}
