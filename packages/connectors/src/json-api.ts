/** A source's API of JSON over HTTP: signs every request, waits when it is told to, and says what to do about refusals. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Consequence, SourceError } from '@waymark/ingest'
import { isRecord, type Json, record, text } from './json-values.ts'
import { codeOf, isPassing, isTimeout, networkRemedy } from './network-errors.ts'
import { wholeAnswer } from './whole-answer.ts'

export interface JsonApiOptions {
  /** For messages: `Power BI`. */
  readonly name: string
  /** What paths are below; requests go to its origin alone, whatever a page of results says. */
  readonly baseUrl: string
  /** The key of `serviceConnection.config` that holds the address. */
  readonly addressKey: string
  /** Headers that sign a request; `again` when the last ones were refused. */
  readonly authorize: (signal: AbortSignal, again: boolean) => Promise<Readonly<Record<string, string>>>
  /** What to do when a request is refused (401, 403). */
  readonly refusedHint: string
  /** What a refusal means where body or source say more than the status; undefined leaves it to the status. */
  readonly readsRefusal?: (status: number, body: Json) => Consequence | undefined
  /** Default 60 000. */
  readonly timeoutMs?: number
}

export interface JsonRequest {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Sent as JSON with POST. */
  readonly body?: unknown
  /** Sent with POST as a web form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface JsonApi {
  /** A path below `baseUrl`, or the whole address that an answer named. @throws SourceError `skippable` for 404 and other complaints about one thing */
  get(path: string, request: JsonRequest): Promise<unknown>
  post(path: string, request: JsonRequest): Promise<unknown>
}

const attempts = 6
const firstWaitMs = 500
/** Who asks for more patience than this is asked again by a later run. */
const longestWaitMs = 300_000

export function createJsonApi(options: JsonApiOptions): JsonApi {
  const { name, baseUrl, addressKey, authorize, refusedHint, readsRefusal, timeoutMs = 60_000 } = options
  const base = addressOf(baseUrl, addressKey)

  function urlOf(path: string, query: JsonRequest['query'] = {}): URL {
    const url = /^https?:\/\//.test(path) ? new URL(path) : new URL(`${base.origin}${base.path}${path}`)
    if (url.origin !== base.origin)
      throw new SourceError('fatal', `${name} points to another host (${url.host}); nothing was sent there.`)
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value))
    return url
  }

  async function send(method: 'GET' | 'POST', path: string, request: JsonRequest): Promise<unknown> {
    const { signal, query } = request
    const url = urlOf(path, query)
    const content = contentOf(request)
    let refused = false
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted()
      const headers = {
        accept: 'application/json',
        ...(content === undefined ? {} : { 'content-type': content.type }),
        ...(await authorize(signal, refused)),
      }
      const answer = await wholeAnswer(url, {
        method,
        headers,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        ...(content === undefined ? {} : { body: content.body }),
      }).catch((error: unknown) => ({ error }))
      signal.throwIfAborted()
      if ('error' in answer) {
        const error = unreachable(url, answer.error)
        if (attempt >= attempts || error.consequence === 'fatal') throw error
        await sleep(firstWaitMs * 2 ** attempt, undefined, { signal })
        continue
      }
      const { status, body: said } = answer
      if (answer.ok) {
        // A page without content is not an empty one; 204 says in so many words that there is nothing.
        const mayBeEmpty = method === 'POST' || status === 204
        return mayBeEmpty && said.trim() === '' ? undefined : parsed(said)
      }
      // A token may end earlier than it said; once is enough to find out.
      if (status === 401 && !refused) {
        refused = true
        continue
      }
      const meant = readsRefusal?.(status, record(parsed(said, true)))
      const waits = meant ? meant === 'retriable' : status === 429 || status >= 500
      if (!waits || attempt >= attempts) throw complaint(url, status, said, meant)
      const waitMs = retryAfterMs(answer.headers.get('retry-after')) ?? firstWaitMs * 2 ** attempt
      if (waitMs > longestWaitMs)
        throw new SourceError('retriable', `${name} asks to wait ${Math.ceil(waitMs / 1000)} seconds.`, {
          hint: 'Its limit of requests is used up: run again later, or less often.',
        })
      await sleep(waitMs, undefined, { signal })
    }
  }

  function unreachable(url: URL, error: unknown): SourceError {
    const code = codeOf(error)
    const remedy = networkRemedy(code, addressKey)
    const isLate = isTimeout(error)
    return new SourceError(
      isPassing(code) || isLate ? 'retriable' : 'fatal',
      `${name} at ${url.host}: ${remedy?.message ?? (isLate ? 'The server did not answer in time.' : 'no answer.')}`,
      {
        hint: remedy?.hint ?? `Check serviceConnection.config.${addressKey}, the proxy and the firewall.`,
        cause: error,
      },
    )
  }

  function complaint(url: URL, status: number, said: string, meant: Consequence | undefined): SourceError {
    const reason = reasonOf(parsed(said, true))
    const message = `${name} answers ${url.pathname} with status ${status}${reason ? `: ${reason}` : ''}.`
    if (meant === 'skippable') return new SourceError('skippable', message, { hint: refusedHint })
    if (meant === 'retriable') return new SourceError('retriable', message, { hint: 'Run again later.' })
    if (meant === 'fatal' || status === 401 || status === 403)
      return new SourceError('fatal', message, { hint: refusedHint })
    if (status === 429 || status >= 500)
      return new SourceError('retriable', message, { hint: 'Run again later.' })
    return new SourceError('skippable', message)
  }

  function parsed(said: string, lenient = false): unknown {
    try {
      return JSON.parse(said)
    } catch (error) {
      if (lenient) return undefined
      throw new SourceError('fatal', `${name} answers with something that is not JSON.`, {
        hint: `Check serviceConnection.config.${addressKey}: it must lead to the API, not to a page or a proxy's sign-in.`,
        cause: error,
      })
    }
  }

  return {
    get: (path, request) => send('GET', path, request),
    post: (path, request) => send('POST', path, request),
  }
}

function addressOf(baseUrl: string, addressKey: string): { readonly origin: string; readonly path: string } {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (url && /^https?:$/.test(url.protocol))
    return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
  throw new SourceError('fatal', `'${baseUrl}' is not the address of a server.`, {
    hint: `Write serviceConnection.config.${addressKey} as https://host[:port][/path].`,
  })
}

function contentOf({
  body,
  form,
}: JsonRequest): { readonly type: string; readonly body: string } | undefined {
  if (form !== undefined)
    return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() }
  return body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) }
}

/** Seconds or a date, as HTTP has it (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

/** What servers call the sentence that says why, in the places where they put it. */
function reasonOf(body: unknown): string {
  if (!isRecord(body)) return ''
  const nested: Json = isRecord(body.error) ? body.error : {}
  const sentence =
    text(nested.message) ?? text(nested.detail) ?? text(nested.code) ?? text(body.message) ?? text(body.error)
  return (sentence ?? '').split(/\r?\n/)[0]?.slice(0, 300).replace(/\.$/, '') ?? ''
}
