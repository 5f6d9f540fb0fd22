/** Traces as a collector gets them: a real receiver of OTLP over HTTP, a server's requests. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tracingSettings } from './config/tracing-settings.ts'
import { openTracing } from './tracing.ts'

interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly status?: { readonly code: number }
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}
let collector: Server
let endpoint: string
let status = 200
let received: { path: string | undefined; headers: IncomingHttpHeaders; spans: Span[]; service: unknown }[] =
  []

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    // OTLP's shape; what is not there fails the test.
    const body = (await json(request)) as {
      resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { spans: Span[] }[] }[]
    }
    const [first] = body.resourceSpans
    if (status === 200)
      received.push({
        path: request.url,
        headers: request.headers,
        spans: first?.scopeSpans[0]?.spans ?? [],
        service: first?.resource.attributes[0],
      })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterAll(() => {
  collector.closeAllConnections()
  collector.close()
})
beforeEach(() => {
  received = []
  status = 200
})

const warnings: string[] = []
function start(environment: Record<string, string> = {}) {
  const { settings } = tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...environment })
  if (!settings) throw new Error('an endpoint was given')
  return openTracing(settings, {
    fetch: (url, init) => fetch(url, init),
    now: () => 1_700_000_000_000,
    warn: (_fields, message) => void warnings.push(message),
  })
}
const answer = (more: object = {}) => ({
  method: 'GET',
  route: '/api/v1/tables/:id',
  status: 200,
  durationMs: 12.5,
  requestId: 'r-1',
  ...more,
})

describe('a span', () => {
  it('of every answered request reaches the collector, as a child of the caller’s', async () => {
    const tracing = start({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b,x=1', OTEL_SERVICE_NAME: 'catalog' })
    const [trace, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
    tracing.observe(answer({ traceparent: `00-${trace}-${parent}-01` }))
    tracing.observe(answer({ status: 503 }))
    await tracing.stop()
    expect(received).toHaveLength(1)
    const [{ path, headers, spans, service } = { path: '', headers: {}, spans: [], service: undefined }] =
      received
    expect([path, headers['api-key'], headers.x]).toEqual(['/v1/traces', 'a b', '1'])
    expect(service).toEqual({ key: 'service.name', value: { stringValue: 'catalog' } })
    expect(spans[0]).toMatchObject({
      traceId: trace,
      parentSpanId: parent,
      name: 'GET /api/v1/tables/:id',
      kind: 2,
      startTimeUnixNano: '1699999999987500000',
      endTimeUnixNano: '1700000000000000000',
    })
    expect(spans[0]?.attributes).toContainEqual({ key: 'waymark.request_id', value: { stringValue: 'r-1' } })
    expect(spans[1]).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/), status: { code: 2 } })
    expect(spans[1]).not.toHaveProperty('parentSpanId')
  })

  it('of a trace that the caller does not record is not sent, and a forged parent is none', async () => {
    const tracing = start()
    tracing.observe(answer({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' }))
    tracing.observe(answer({ traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01\n' }))
    await tracing.stop()
    expect(received[0]?.spans).toHaveLength(1)
    expect(received[0]?.spans[0]).not.toHaveProperty('parentSpanId')
  })

  it('waits while the collector is away, within bounds, and one warning says so', async () => {
    status = 503
    const tracing = start()
    for (let at = 0; at < 5000; at += 1) tracing.observe(answer())
    await tracing.stop()
    await tracing.stop()
    expect(warnings).toEqual(['the collector of traces cannot be reached'])
    status = 200
    await tracing.stop()
    expect(received.flatMap(({ spans }) => spans)).toHaveLength(4096)
  })
})

it('no endpoint, no traces; a wrong one is a mistake of the configuration', () => {
  expect(tracingSettings({})).toEqual({ settings: undefined, mistakes: [] })
  expect(
    tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' }).settings,
  ).toBeUndefined()
  expect(tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }).mistakes[0]?.setting).toBe(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  )
})
