/** Sends one request to the catalog: token, time limit, retries, bounded answer, errors that speak. */
import { ApiError, apiErrorFrom, UnreachableError } from './api-error.ts'
import {
  defaultRetry,
  isRetriableFailure,
  isRetriableStatus,
  type RetryOptions,
  retryDelayMs,
} from './retry.ts'
import type { TokenSource } from './token-source.ts'

export interface ClientOptions {
  /** The API's address as workflow files give it in `hostPort`: `http://localhost:8585/api`; `/api` in a browser. */
  readonly baseUrl: string
  /** Absent in a browser, where the session cookie speaks for the person. */
  readonly tokenSource?: TokenSource | undefined
  readonly fetch?: typeof globalThis.fetch
  /** Not sent by browsers, which keep their own. */
  readonly userAgent?: string
  /** Sent with every request, e.g. `extraHeaders` of a workflow file. */
  readonly headers?: Readonly<Record<string, string>>
  /** Limit of one attempt, connection to last byte. Default 60 s. */
  readonly timeoutMs?: number
  readonly retry?: Partial<RetryOptions>
  /** Largest answer that is read. Default 64 MiB. */
  readonly maxResponseBytes?: number
  /** Told before each further attempt, for logs. */
  readonly onRetry?: (event: {
    readonly request: string
    readonly attempt: number
    readonly delayMs: number
    readonly reason: string
  }) => void
  readonly clock?: {
    readonly nowMs: () => number
    readonly random: () => number
    readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  }
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** A body that is JSON text already, instead of `body`. */
  readonly json?: string
  readonly contentType?: string
  readonly ifMatch?: string
  readonly signal?: AbortSignal | undefined
}

/** An answer with the entity tag that names its version (RFC 9110 §8.8.3), where the server gave one. */
export interface TaggedAnswer {
  readonly body: unknown
  readonly etag: string | undefined
}

export interface Transport {
  /** As `request`, with the answer's `ETag`. */
  requestTagged(method: string, path: string, options?: RequestOptions): Promise<TaggedAnswer>
  /**
   * @param path - below the base, each variable segment already encoded: `/v1/tables/name/a.b`
   * @returns the parsed JSON, or undefined for an empty answer
   * @throws ApiError, UnreachableError, or the signal's reason
   */
  request(method: string, path: string, options?: RequestOptions): Promise<unknown>
}

const systemClock = {
  nowMs: Date.now,
  random: Math.random,
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      if (signal?.aborted) onAbort()
      else signal?.addEventListener('abort', onAbort, { once: true })
    }),
}

/** Tells the server which generation of shapes this client speaks, so that it need not guess (an own addition to the API). */
const generation = { 'x-waymark-generation': '1.13' }

/** `http://host:8585`, `…/api/` and `…/api/v1` all mean `…/api`; a path of somebody's reverse proxy is kept. */
export function normalizeBaseUrl(baseUrl: string): string {
  const trimmed = baseUrl.trim().replace(/\/+$/, '').replace(/\/v1$/, '')
  return /^https?:\/\/[^/]+$/i.test(trimmed) ? `${trimmed}/api` : trimmed
}

export function createTransport(options: ClientOptions): Transport {
  const base = normalizeBaseUrl(options.baseUrl)
  const send = options.fetch ?? globalThis.fetch.bind(globalThis)
  const clock = options.clock ?? systemClock
  const retry = { ...defaultRetry, ...options.retry }
  const timeoutMs = options.timeoutMs ?? 60_000
  const maxBytes = options.maxResponseBytes ?? 64 * 1024 * 1024

  async function headersFor(request: RequestOptions, hasBody: boolean, force: boolean): Promise<Headers> {
    const headers = new Headers({ accept: 'application/json', ...generation, ...options.headers })
    if (options.userAgent) headers.set('user-agent', options.userAgent)
    if (hasBody) headers.set('content-type', request.contentType ?? 'application/json')
    if (request.ifMatch) headers.set('if-match', request.ifMatch)
    if (options.tokenSource) {
      const { token } = await options.tokenSource.token(withSignal({ force }, request.signal))
      headers.set('authorization', `Bearer ${token}`)
    }
    return headers
  }

  async function attempt(
    method: string,
    url: string,
    request: RequestOptions,
    body: string | undefined,
    force: boolean,
  ): Promise<{ readonly response: Response; readonly text: string }> {
    const headers = await headersFor(request, body !== undefined, force)
    const limit = AbortSignal.timeout(timeoutMs)
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
    try {
      const response = await send(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      })
      return { response, text: await readBounded(response, maxBytes) }
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason
      if (error instanceof UnreachableError) throw error
      throw unreachable(base, error, limit.aborted ? timeoutMs : undefined)
    }
  }

  async function requestTagged(
    method: string,
    path: string,
    request: RequestOptions = {},
  ): Promise<TaggedAnswer> {
    const url = `${base}${path}${queryString(request.query)}`
    const name = `${method} ${path}`
    const body = request.json ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
    let refreshed = false
    for (let count = 1; ; count += 1) {
      let reason: string
      let retryAfter: string | null = null
      let failure: unknown
      try {
        let answer = await attempt(method, url, request, body, false)
        if (answer.response.status === 401 && options.tokenSource && !refreshed) {
          refreshed = true
          answer = await attempt(method, url, request, body, true)
        }
        const { response, text } = answer
        if (response.ok) {
          const etag = response.headers.get('etag') ?? undefined
          return { body: parseAnswer(base, response, text), etag }
        }
        const refusal = errorFor(base, name, response, text)
        failure = refusal
        if (!isRetriable(method, refusal, response.status)) throw failure
        reason = `answered ${response.status}`
        retryAfter = response.headers.get('retry-after')
      } catch (error) {
        if (error === failure || !(error instanceof UnreachableError) || error.permanent) throw error
        if (!isRetriableFailure(method, wasNeverSent(error))) throw error
        failure = error
        reason = error.message
      }
      const delayMs = retryDelayMs(count, retryAfter, retry, clock)
      if (count >= retry.attempts || delayMs === undefined) throw failure
      options.onRetry?.({ request: name, attempt: count + 1, delayMs, reason })
      await clock.sleep(delayMs, request.signal)
    }
  }

  return {
    requestTagged,
    request: async (method, path, options) => (await requestTagged(method, path, options)).body,
  }
}

/** A server that does not know whether it acted must not be asked to act again, unless that changes nothing. */
function isRetriable(method: string, refusal: Error, status: number): boolean {
  if (refusal instanceof ApiError && refusal.code === 'outcome-unknown')
    return isRetriableFailure(method, false)
  return isRetriableStatus(method, status)
}

function withSignal(options: { force: boolean }, signal: AbortSignal | undefined) {
  return signal ? { ...options, signal } : options
}

function queryString(query: RequestOptions['query']): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      throw new UnreachableError(`The answer is larger than ${maxBytes} bytes. Ask for a smaller page.`, {
        permanent: true,
      })
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseAnswer(base: string, response: Response, text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    const kind = response.headers.get('content-type') ?? 'no content type'
    throw new UnreachableError(
      `${base} answers, but not with JSON (${kind}). Check that hostPort names the catalog and ends in /api.`,
      { cause, permanent: true },
    )
  }
}

function errorFor(base: string, name: string, response: Response, text: string): Error {
  const location = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && location) {
    // A bearer token must not follow a redirect to wherever it points.
    return new UnreachableError(
      `${base} redirects to ${withoutQuery(location)}. Set hostPort to that address.`,
    )
  }
  const contentType = response.headers.get('content-type') ?? ''
  return apiErrorFrom(name, response.status, contentType, text, response.headers.get('x-request-id'))
}

function withoutQuery(location: string): string {
  return location.split(/[?#]/)[0] ?? location
}

const neverSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

function wasNeverSent(error: UnreachableError): boolean {
  return neverSentCodes.has(codeOf(error.cause) ?? '')
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start the server, or correct hostPort',
  ENOTFOUND: 'its name is not known. Correct hostPort',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed. Name its CA in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from a private CA. Name that CA in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate comes from a private CA. Name that CA in NODE_EXTRA_CA_CERTS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there. Write http:// in hostPort, not https://',
}

function unreachable(base: string, error: unknown, timeoutMs: number | undefined): UnreachableError {
  if (timeoutMs !== undefined) {
    return new UnreachableError(`${base} did not answer within ${timeoutMs / 1000} s.`, {
      cause: error,
      timedOut: true,
    })
  }
  const code = codeOf(error)
  const why = code === undefined ? undefined : sentences[code]
  const fallback = code ?? innermostMessage(error)
  return new UnreachableError(`${base} cannot be reached: ${why ?? fallback}.`, { cause: error })
}

/** `fetch failed` says nothing; its cause does. */
function innermostMessage(error: unknown): string {
  let message = 'the connection failed'
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    message = current.message
    current = current.cause
  }
  return message
}

/** Node hides the system's error code one or two causes deep, and in the list of a failed dual-stack connect. */
function codeOf(error: unknown): string | undefined {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const code: unknown = 'code' in current ? current.code : undefined
    if (typeof code === 'string' && code !== '') return code
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return undefined
}
