/** The client against a real HTTP server on loopback: what it sends, what it repeats, and what it says when it fails. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Table } from '@waymark/spec'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiError, createClient, normalizeBaseUrl, type TokenSource, UnreachableError } from './index.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Answers each request with the next of `answers`, and the last one from then on. */
async function serve(...answers: ((response: ServerResponse, seen: Seen) => void)[]) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const record = { method, url, headers, body: Buffer.concat(chunks).toString() }
      seen.push(record)
      answers[Math.min(seen.length, answers.length) - 1]?.(response, record)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` }
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

function recordingClock() {
  const waits: number[] = []
  const clock = {
    nowMs: () => Date.parse('2026-01-01T00:00:00Z'),
    random: () => 1,
    sleep: async (ms: number) => {
      waits.push(ms)
    },
  }
  return { waits, clock }
}

function tokens(): TokenSource & { readonly forced: boolean[] } {
  const forced: boolean[] = []
  return {
    description: 'a test',
    forced,
    async token({ force = false } = {}) {
      forced.push(force)
      return { token: force ? 'new' : 'old' }
    },
  }
}

describe('what is sent', () => {
  it('names the entity as one encoded segment and asks for the fields', async () => {
    const { seen, baseUrl } = await serve(json(200, { id: '1', name: 't' }))
    const tables = createClient({ baseUrl, userAgent: 'waymark/0.1' }).entity(Table)
    await tables.get({ fqn: 'svc.db."a/b.c"' }, { fields: ['tags', 'owners'] })
    expect(seen[0]?.url).toBe('/api/v1/tables/name/svc.db.%22a%2Fb.c%22?fields=tags%2Cowners')
    expect(seen[0]?.headers['user-agent']).toBe('waymark/0.1')
    expect(seen[0]?.headers.authorization).toBeUndefined()
  })

  it('sends a patch as JSON Patch with If-Match', async () => {
    const { seen, baseUrl } = await serve(json(200, { id: '1' }))
    const operations = [{ op: 'add', path: '/description', value: 'x' }]
    await createClient({ baseUrl }).entity(Table).patch('1', operations, { ifMatch: '"abc"' })
    expect(seen[0]?.headers['content-type']).toBe('application/json-patch+json')
    expect(seen[0]?.headers['if-match']).toBe('"abc"')
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(operations)
  })

  it('walks the pages until there is no cursor', async () => {
    const { seen, baseUrl } = await serve(
      json(200, { data: [{ name: 'a' }, { name: 'b' }], paging: { total: 3, after: 'c u=1' } }),
      json(200, { data: [{ name: 'c' }], paging: { total: 3, after: null } }),
    )
    const names: string[] = []
    const filters = { databaseSchema: 's.d.p' }
    for await (const table of createClient({ baseUrl }).entity(Table).list({ pageSize: 2, filters })) {
      names.push(table.name)
    }
    expect(names).toEqual(['a', 'b', 'c'])
    expect(seen.map((request) => request.url)).toEqual([
      '/api/v1/tables?databaseSchema=s.d.p&limit=2',
      '/api/v1/tables?databaseSchema=s.d.p&limit=2&after=c+u%3D1',
    ])
  })

  it.each([
    ['http://h:1', 'http://h:1/api'],
    ['http://h:1/', 'http://h:1/api'],
    ['http://h:1/api/', 'http://h:1/api'],
    ['https://h/catalog/api/v1', 'https://h/catalog/api'],
    ['/api', '/api'],
  ])('takes %s for %s', (given, base) => {
    expect(normalizeBaseUrl(given)).toBe(base)
  })
})

describe('an OpenMetadata server', () => {
  it('is worked with although it sends no entity tags, and errors of two members', async () => {
    const { seen, baseUrl } = await serve(
      json(404, { code: 404, message: 'table instance for a.b.c.d not found' }),
      json(200, { id: '1', name: 'd', tags: [] }),
      json(200, { id: '1', name: 'd', description: 'new' }),
      json(409, { code: 409, message: 'Entity already exists' }),
    )
    const tables = createClient({ baseUrl }).entity(Table)
    expect(await tables.find({ fqn: 'a.b.c.d' })).toBeUndefined()
    const changed = await tables.update({ id: '1' }, (draft) => {
      draft.description = 'new'
    })
    expect(changed.description).toBe('new')
    expect(seen[2]?.headers['if-match']).toBeUndefined()
    expect(JSON.parse(seen[2]?.body ?? '')).toEqual([{ op: 'add', path: '/description', value: 'new' }])
    const taken = tables.create({ name: 'd', databaseSchema: 'a.b.c', columns: [] })
    await expect(taken).rejects.toMatchObject({
      status: 409,
      code: 'http-409',
      message: 'Entity already exists',
    })
  })
})

describe('what is repeated', () => {
  it('waits as long as Retry-After says, in seconds or as a date, else with growing jittered delays', async () => {
    const { seen, baseUrl } = await serve(
      json(503, {}, { 'retry-after': '7' }),
      json(429, {}, { 'retry-after': 'Thu, 01 Jan 2026 00:00:03 GMT' }),
      json(502, {}),
      json(200, { version: '1.13.0' }),
    )
    const { waits, clock } = recordingClock()
    expect(await createClient({ baseUrl, clock }).version()).toEqual({ version: '1.13.0' })
    expect(seen).toHaveLength(4)
    expect(waits).toEqual([7000, 3000, 1000])
  })

  it('gives up after the last attempt with the error of the server', async () => {
    const { seen, baseUrl } = await serve(
      json(503, { code: 503, message: 'The database cannot be reached.' }),
    )
    const { clock } = recordingClock()
    const failure = createClient({ baseUrl, clock, retry: { attempts: 3 } }).version()
    await expect(failure).rejects.toMatchObject({ status: 503, message: 'The database cannot be reached.' })
    expect(seen).toHaveLength(3)
  })

  it('does not wait for a server that asks for more than two minutes', async () => {
    const { seen, baseUrl } = await serve(json(429, {}, { 'retry-after': '3600' }))
    await expect(createClient({ baseUrl }).version()).rejects.toBeInstanceOf(ApiError)
    expect(seen).toHaveLength(1)
  })

  it('does not repeat a PATCH whose fate is unknown, but repeats one that was refused for the moment', async () => {
    const unknown = await serve(json(502, {}))
    const { clock } = recordingClock()
    const patch = (baseUrl: string) => createClient({ baseUrl, clock }).entity(Table).patch('1', [])
    await expect(patch(unknown.baseUrl)).rejects.toBeInstanceOf(ApiError)
    expect(unknown.seen).toHaveLength(1)

    const unsure = await serve(json(503, { code: 503, type: 'urn:waymark:problem:outcome-unknown' }))
    await expect(patch(unsure.baseUrl)).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(unsure.seen).toHaveLength(1)

    const busy = await serve(json(429, {}), json(200, { id: '1' }))
    await expect(patch(busy.baseUrl)).resolves.toEqual({ id: '1' })
    expect(busy.seen).toHaveLength(2)
  })

  it('repeats a GET whose connection was cut', async () => {
    const { seen, baseUrl } = await serve(
      (response) => response.socket?.destroy(),
      json(200, { version: '1.13.0' }),
    )
    const { clock } = recordingClock()
    await createClient({ baseUrl, clock }).version()
    expect(seen).toHaveLength(2)
  })

  it('asks for a new token once after 401, and shows the second 401', async () => {
    const recovered = await serve(json(401, {}), json(200, { version: '1' }))
    const source = tokens()
    await createClient({ baseUrl: recovered.baseUrl, tokenSource: source }).version()
    expect(recovered.seen.map((request) => request.headers.authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ])
    expect(source.forced).toEqual([false, true])

    const refused = await serve(json(401, { code: 401, message: 'Not Authorized! Invalid Token' }))
    const failure = createClient({ baseUrl: refused.baseUrl, tokenSource: tokens() }).version()
    await expect(failure).rejects.toMatchObject({ status: 401, message: 'Not Authorized! Invalid Token' })
    expect(refused.seen).toHaveLength(2)
  })

  it('stops at once when it is cancelled, in a wait or in a request', async () => {
    const { baseUrl } = await serve(() => undefined)
    const controller = new AbortController()
    const call = createClient({ baseUrl }).version({ signal: controller.signal })
    setTimeout(() => controller.abort(new Error('cancelled')), 20)
    await expect(call).rejects.toThrow('cancelled')
  })
})

describe('what it says', () => {
  it('carries status, problem name, message and request id of the answer', async () => {
    const problem = {
      type: 'https://waymark.dev/problems/entity-not-found',
      code: 404,
      message: 'table not found',
    }
    const { baseUrl } = await serve(json(404, problem, { 'x-request-id': 'req-9' }))
    const tables = createClient({ baseUrl }).entity(Table)
    await expect(tables.get({ id: 'x' })).rejects.toMatchObject({
      name: 'ApiError',
      status: 404,
      code: 'entity-not-found',
      message: 'table not found',
      requestId: 'req-9',
    })
    expect(await tables.find({ id: 'x' })).toBeUndefined()
  })

  it('names what to check when nothing listens there', async () => {
    const { baseUrl } = await serve(json(200, {}))
    for (const close of closers.splice(0)) close()
    const { clock } = recordingClock()
    await expect(createClient({ baseUrl, clock }).version()).rejects.toThrow(
      `${baseUrl} cannot be reached: nothing listens there. Start the server, or correct hostPort.`,
    )
  })

  it('recognises a web page in place of the API, and does not follow a redirect with the token', async () => {
    const page = await serve((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    )
    await expect(createClient({ baseUrl: page.baseUrl }).version()).rejects.toThrow(
      'answers, but not with JSON (text/html). Check that hostPort names the catalog and ends in /api.',
    )
    const moved = await serve((response) =>
      response.writeHead(302, { location: 'https://elsewhere.example/login?secret=1' }).end(),
    )
    await expect(createClient({ baseUrl: moved.baseUrl, tokenSource: tokens() }).version()).rejects.toThrow(
      'redirects to https://elsewhere.example/login. Set hostPort to that address.',
    )
    expect(moved.seen).toHaveLength(1)
  })

  it('reads no answer beyond its limit, and waits no longer than its time', async () => {
    const large = await serve(json(200, { version: 'x'.repeat(10_000) }))
    await expect(createClient({ maxResponseBytes: 1000, baseUrl: large.baseUrl }).version()).rejects.toThrow(
      'larger than 1000',
    )

    const silent = await serve(() => undefined)
    const quick = createClient({ baseUrl: silent.baseUrl, timeoutMs: 50, retry: { attempts: 1 } })
    const failure = await quick.version().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UnreachableError)
    expect(failure).toMatchObject({
      timedOut: true,
      message: `${silent.baseUrl} did not answer within 0.05 s.`,
    })
  })
})
