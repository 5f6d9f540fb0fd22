/**
 * Calls the catalog's API from the page: the session cookie goes along, errors become {@link ApiError}.
 *
 * Pages need what the SDK hides on purpose: the ETag of an answer, no retries (the cache above decides), and sentences
 * for a reader rather than for an operator.
 */
import { callTexts as texts } from '../texts/call.ts'

/** What a refused or failed call says. `status` 0: no answer came. */
export class ApiError extends Error {
  readonly status: number
  /** The problem's name, e.g. `version-mismatch`, where the server named it. */
  readonly kind: string | undefined
  readonly requestId: string | undefined
  constructor(status: number, message: string, kind?: string, requestId?: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.kind = kind
    this.requestId = requestId
  }
}

export function hasStatus(error: unknown, ...statuses: readonly number[]): error is ApiError {
  return error instanceof ApiError && statuses.includes(error.status)
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly contentType?: string
  /** Sent as `If-Match`; the server then refuses with 412 when the entity has changed since. */
  readonly ifMatch?: string | undefined
  readonly signal?: AbortSignal
  /** Default 20 s: no page waits for ever. */
  readonly timeoutMs?: number
}

export interface Answer<T> {
  readonly data: T
  readonly etag: string | undefined
}

const base = '/api/v1/'

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

async function errorOf(response: Response): Promise<ApiError> {
  const header = response.headers.get('x-request-id') ?? undefined
  const body: unknown = await response.json().catch(() => undefined)
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown> // any JSON object
  const type = textOf(problem.type)
  return new ApiError(
    response.status,
    textOf(problem.message) ?? textOf(problem.detail) ?? texts.answeredWithStatus(response.status),
    textOf(problem.errorCode) ?? type?.slice(type.search(/[^/:#]*$/)),
    textOf(problem.requestId) ?? header,
  )
}

/**
 * One call below `/api/v1/`. The answer's shape is the caller's claim: the server that sends it is built from the same
 * definitions as these pages.
 * @throws ApiError on every answer but 2xx, and when none came
 */
export async function call<T>(path: string, options: Call = {}): Promise<Answer<T>> {
  const headers = new Headers({ accept: 'application/json' })
  if (options.body !== undefined) headers.set('content-type', options.contentType ?? 'application/json')
  if (options.ifMatch !== undefined) headers.set('if-match', options.ifMatch)
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000)
  let response: Response
  try {
    response = await fetch(base + path, {
      method: options.method ?? 'GET',
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      credentials: 'same-origin',
      cache: 'no-cache',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError(0, timeout.aborted ? texts.tooLate : texts.unreachable)
  }
  if (!response.ok) throw await errorOf(response)
  const text = await response.text()
  return {
    data: (text === '' ? undefined : JSON.parse(text)) as T, // see the contract above
    etag: response.headers.get('etag') ?? undefined,
  }
}

type QueryValue = string | number | boolean | undefined

/** Builds `?a=1&b=2&b=3`; undefined and empty values are left out. */
export function query(parameters: Readonly<Record<string, QueryValue | readonly string[]>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
