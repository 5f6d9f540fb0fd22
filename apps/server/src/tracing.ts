/** Sends a span for every answered request to an OpenTelemetry collector: OTLP over HTTP in JSON. Loaded only where one is configured. */
import { randomBytes } from 'node:crypto'
import type { AnsweredRequest } from '@waymark/api'
import type { TracingSettings } from './config/tracing-settings.ts'

export interface Tracing {
  observe(answer: AnsweredRequest): void
  /** Sends what is left, for five seconds at most. */
  stop(): Promise<void>
}

interface Surroundings {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly warn: (fields: object, message: string) => void
}

const flushEveryMs = 5000
const sendTimeoutMs = 5000
const batchSize = 512
/** Spans that wait while the collector is away; what comes beyond is counted and left out. */
const maxWaiting = 4096
/** https://opentelemetry.io/docs/specs/otlp/: `SPAN_KIND_SERVER`, `STATUS_CODE_ERROR`. */
const serverKind = 2
const errorStatus = 2
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

export function openTracing({ url, headers, serviceName }: TracingSettings, around: Surroundings): Tracing {
  let waiting: object[] = []
  let dropped = 0
  let isAway = false
  let sending: Promise<void> = Promise.resolve()
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } })
  const whole = (key: string, value: number) => ({ key, value: { intValue: String(value) } })
  const nanoseconds = (ms: number) => `${Math.round(ms * 1000)}000`

  function spanOf({ method, route, status, durationMs, requestId, traceparent: given }: AnsweredRequest) {
    const parent = traceparent.exec(given ?? '')
    // The caller decided that this trace is not recorded.
    if (parent && (Number.parseInt(parent[3] ?? '', 16) & 1) === 0) return undefined
    const endMs = around.now()
    return {
      traceId: parent?.[1] ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      ...(parent && { parentSpanId: parent[2] }),
      name: `${method} ${route}`,
      kind: serverKind,
      startTimeUnixNano: nanoseconds(endMs - durationMs),
      endTimeUnixNano: nanoseconds(endMs),
      attributes: [
        text('http.request.method', method),
        text('http.route', route),
        whole('http.response.status_code', status),
        text('waymark.request_id', requestId),
      ],
      ...(status >= 500 && { status: { code: errorStatus } }),
    }
  }

  async function send(spans: readonly object[]): Promise<void> {
    const resource = { attributes: [text('service.name', serviceName)] }
    const body = JSON.stringify({
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'waymark' }, spans }] }],
    })
    const response = await around.fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(sendTimeoutMs),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`it answered ${response.status}`)
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize)
      try {
        await send(batch)
        waiting = waiting.slice(batch.length)
        isAway = false
      } catch (error) {
        // Said once for each time that it is away; the spans wait for the next try.
        if (!isAway)
          around.warn({ reason: String(error), dropped }, 'the collector of traces cannot be reached')
        isAway = true
        return
      }
    }
    dropped = 0
  }
  const flushNext = (): Promise<void> => {
    sending = sending.then(flush)
    return sending
  }
  const timer = setInterval(() => void flushNext(), flushEveryMs).unref()

  return {
    observe(answer) {
      const span = spanOf(answer)
      if (!span) return
      if (waiting.length >= maxWaiting) dropped += 1
      else waiting.push(span)
    },
    async stop() {
      clearInterval(timer)
      await flushNext()
    },
  }
}
