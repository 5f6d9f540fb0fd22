/** A small client for Microsoft Graph: paging, throttling, and patience with a directory that shows what was made only later. */
import { GraphError, graphError, readEnvelope } from './graph-error.ts'

export interface GraphOptions {
  readonly fetch: typeof globalThis.fetch
  /** The bearer token; it is sent to `baseUrl`'s origin only and kept nowhere else. */
  readonly token: string
  readonly sleep: (ms: number) => Promise<void>
  /** `https://graph.microsoft.com`, or the host of another cloud. */
  readonly baseUrl: string
}

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/v1.0`, e.g. `/applications/{id}`. */
  readonly path: string
  readonly body?: unknown
}

export interface GraphClient {
  /** One object. */
  get(path: string): Promise<unknown>
  /** The same; undefined where there is none (404). */
  find(path: string): Promise<unknown>
  /** Every item of a collection, over all its pages. */
  list(path: string): Promise<readonly unknown[]>
  /**
   * A write. `fresh`: the request names an object that was made moments ago, so that "does not exist" means "not yet".
   * @returns the answer's body; undefined for 204
   */
  send(request: GraphRequest, options?: { readonly fresh?: boolean }): Promise<unknown>
}

const attempts = 7
const timeoutMs = 30_000
const longestWaitMs = 60_000

/** What a directory answers as long as one of its replicas has not heard of an object: Microsoft Graph is eventually consistent. */
const notYetVisible: ReadonlySet<string> = new Set([
  'Request_ResourceNotFound',
  'Directory_ObjectNotFound',
  'NoBackingApplicationObject',
  'ResourceNotFound',
])
const notYetVisibleText =
  /does not reference a valid application object|must in the local tenant|does not exist or one of its queried/i

/** Every method throws {@link GraphError}. */
export function createGraphClient(options: GraphOptions): GraphClient {
  const origin = new URL(options.baseUrl).origin
  const root = `${origin}/v1.0`

  async function once(
    method: string,
    url: string,
    body: unknown,
  ): Promise<{ response: Response; text: string }> {
    const response = await options.fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { response, text: await response.text() }
  }

  async function send(method: string, url: string, body?: unknown, fresh = false): Promise<unknown> {
    const path = url.slice(root.length)
    for (let attempt = 1; ; attempt += 1) {
      let answer: { response: Response; text: string }
      try {
        answer = await once(method, url, body)
      } catch (cause) {
        // A read may go again; a write may have been done.
        if (method === 'GET' && attempt < 3) {
          await options.sleep(backOffMs(attempt))
          continue
        }
        throw outOfReach(origin, cause)
      }
      const { response, text } = answer
      if (response.ok) return text === '' ? undefined : parseAnswer(text, origin)
      const envelope = readEnvelope(text)
      const error = graphError(method, path, response.status, {
        ...envelope,
        requestId: envelope.requestId ?? response.headers.get('request-id') ?? undefined,
      })
      const busy = [429, 503, 504].includes(response.status)
      const pending = fresh && isNotYetVisible(response.status, envelope.code, envelope.message)
      if (!(busy || pending) || attempt === attempts) throw error
      const asked = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000
      await options.sleep(Number.isFinite(asked) ? Math.min(asked, longestWaitMs) : backOffMs(attempt))
    }
  }

  return {
    get: (path) => send('GET', root + path),
    async find(path) {
      try {
        return await send('GET', root + path)
      } catch (error) {
        if (error instanceof GraphError && error.status === 404) return undefined
        throw error
      }
    },
    async list(path) {
      const items: unknown[] = []
      let url: string | undefined = root + path
      while (url !== undefined) {
        const page = (await send('GET', url)) as { value?: unknown; '@odata.nextLink'?: unknown }
        if (Array.isArray(page.value)) items.push(...page.value)
        const next = page['@odata.nextLink']
        // The link is opaque, but the token must not follow it to another host.
        url = typeof next === 'string' && URL.parse(next)?.origin === origin ? next : undefined
      }
      return items
    },
    send: ({ method, path, body }, { fresh = false } = {}) => send(method, root + path, body, fresh),
  }
}

/** 1, 2, 4, 8, 16, 16 seconds. */
function backOffMs(attempt: number): number {
  return Math.min(16_000, 500 * 2 ** attempt)
}

function isNotYetVisible(status: number, code: string, message: string): boolean {
  return (
    (status === 404 && (notYetVisible.has(code) || code === '')) ||
    (status === 400 && (notYetVisible.has(code) || notYetVisibleText.test(message)))
  )
}

function parseAnswer(text: string, origin: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GraphError(`${origin} answered with something that is not JSON.`, {
      status: 0,
      code: '',
      cause,
      fix: 'A proxy may have answered in its place: check HTTPS_PROXY, NO_PROXY and the network.',
    })
  }
}

function outOfReach(origin: string, cause: unknown): GraphError {
  return new GraphError(`${origin} cannot be reached.`, {
    status: 0,
    code: '',
    cause,
    fix: 'Check the network, HTTPS_PROXY and NODE_EXTRA_CA_CERTS on this machine.',
  })
}
