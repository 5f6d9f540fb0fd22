/** What a call to the catalog ends with when it fails: an answer that is an error, or no answer at all. */

/** The server answered with an error. `message` is a sentence that a person can act on; it holds no secret. */
export class ApiError extends Error {
  readonly status: number
  /** The problem's name, e.g. `entity-not-found`, or `http-502` when the answer names none. */
  readonly code: string
  /** Names the request in the server's log; undefined when something between us and the server answered. */
  readonly requestId: string | undefined
  constructor(status: number, code: string, message: string, requestId?: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}

/** No usable answer: refused, reset, timed out, too large, or not the catalog at all. */
export class UnreachableError extends Error {
  /** The time limit of this client was reached, rather than the connection broken. */
  readonly timedOut: boolean
  /** The next attempt would end the same way. */
  readonly permanent: boolean
  constructor(message: string, options: { cause?: unknown; timedOut?: boolean; permanent?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'UnreachableError'
    this.timedOut = options.timedOut ?? false
    this.permanent = options.permanent ?? false
  }
}

const adviceByStatus: Readonly<Record<number, string>> = {
  401: 'The server did not accept the credential. Check authProvider and securityConfig, or sign in again.',
  403: 'The account is known but may not do this. Ask an administrator for a role that allows it.',
  404: 'Nothing is there. Check that hostPort ends in /api and names the catalog.',
  413: 'The request is larger than the server takes.',
  429: 'The server asks to slow down; it was asked again several times.',
  502: 'A proxy in front of the server got no answer from it.',
  503: 'The server is starting, stopping or has lost its database.',
  504: 'A proxy in front of the server waited too long for it.',
}

/** Builds the error for an answer whose body was `text` (already bounded). `request` is `PUT /v1/tables`, without query. */
export function apiErrorFrom(
  request: string,
  status: number,
  contentType: string,
  text: string,
  headerRequestId: string | null,
): ApiError {
  const body = contentType.includes('json') ? asObject(text) : undefined
  const said = textMember(body, 'message') ?? textMember(body, 'detail') ?? textMember(body, 'title')
  const type = textMember(body, 'type')
  const code = type && type !== 'about:blank' ? lastSegment(type) : `http-${status}`
  const requestId = textMember(body, 'requestId') ?? headerRequestId ?? undefined
  const sentence = said ?? adviceByStatus[status] ?? 'The server gave no reason.'
  const where = said ? '' : ` (${request} answered ${status})`
  return new ApiError(status, code, `${sentence}${where}`, requestId)
}

function asObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // a proxy that claims JSON and sends something else; its status still speaks
  }
}

function textMember(body: Readonly<Record<string, unknown>> | undefined, member: string): string | undefined {
  const value = body?.[member]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function lastSegment(uri: string): string {
  return uri.split(/[/:#]/).at(-1) || uri
}
