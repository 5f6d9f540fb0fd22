/** Reads Microsoft Graph as an application: tokens, pages, and patience with throttling. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from '@waymark/ingest'
import { isPassing, networkRemedy } from '../network-errors.ts'
import type { EntraConfig } from './config.ts'

export type GraphObject = Readonly<Record<string, unknown>>

export interface Graph {
  /** Every object of a collection, page by page. `path` is below `/v1.0` and may have a query. */
  list(path: string, signal: AbortSignal): AsyncGenerator<GraphObject>
}

const timeoutMs = 30_000
const attempts = 6
const longestWaitMs = 120_000
/** A token that ends sooner is renewed before it is used. */
const tokenMarginMs = 120_000

export function createGraph(config: EntraConfig): Graph {
  const login = config.authority ?? 'https://login.microsoftonline.com'
  const root = config.graphUrl ?? 'https://graph.microsoft.com'
  const origin = new URL(root).origin
  let token: { readonly text: string; readonly endsAtMs: number } | undefined

  async function bearer(signal: AbortSignal): Promise<string> {
    if (token && Date.now() < token.endsAtMs - tokenMarginMs) return token.text
    const address = new URL(`/${encodeURIComponent(config.tenantId)}/oauth2/v2.0/token`, login)
    const body = new URLSearchParams({
      client_id: config.clientId,
      client_secret: config.clientSecret,
      scope: `${origin}/.default`,
      grant_type: 'client_credentials',
    })
    const answer = await send(address.href, { method: 'POST', body }, signal)
    const content = await json(answer)
    if (!answer.ok) throw signInError(content)
    token = {
      text: String(content.access_token),
      endsAtMs: Date.now() + Number(content.expires_in ?? 0) * 1000,
    }
    return token.text
  }

  async function page(url: string, signal: AbortSignal): Promise<GraphObject> {
    const authorization = `Bearer ${await bearer(signal)}`
    const answer = await send(url, { headers: { authorization, consistencylevel: 'eventual' } }, signal)
    const content = await json(answer)
    if (answer.ok) return content
    throw graphError(answer.status, content)
  }

  return {
    async *list(path, signal) {
      let url: string | undefined = new URL(`/v1.0${path}`, origin).href
      while (url !== undefined) {
        const content = await page(url, signal)
        const items = Array.isArray(content.value) ? content.value : []
        for (const item of items) yield item as GraphObject // Graph's collections hold objects
        const next = content['@odata.nextLink']
        // The token goes to Graph alone, whatever a page says.
        if (typeof next === 'string' && new URL(next).origin !== origin) {
          throw new SourceError('fatal', 'Microsoft Graph points to another host for the next page.')
        }
        url = typeof next === 'string' ? next : undefined
      }
    },
  }
}

/** Sends again what was throttled or met an outage, when the service says or a little later each time. */
async function send(url: string, request: RequestInit, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const answer = await fetch(url, { ...request, signal: limited, redirect: 'error' }).catch(
      (error: unknown) => error,
    )
    if (answer instanceof Response && answer.status !== 429 && answer.status < 500) return answer
    const afterMs = answer instanceof Response ? Number(answer.headers.get('retry-after')) * 1000 : 0
    if (attempt >= attempts) {
      if (answer instanceof Response) return answer
      signal.throwIfAborted()
      throw unreachable(url, answer)
    }
    await sleep(Math.min(longestWaitMs, afterMs || 500 * 2 ** attempt), undefined, { signal })
  }
}

async function json(answer: Response): Promise<GraphObject> {
  const content: unknown = await answer.json().catch(() => ({}))
  return typeof content === 'object' && content !== null ? (content as GraphObject) : {}
}

function unreachable(url: string, error: unknown): SourceError {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const remedy = networkRemedy(code, 'graphUrl')
  return new SourceError(
    isPassing(code) ? 'retriable' : 'fatal',
    `${new URL(url).host}: ${remedy?.message ?? 'no answer.'}`,
    {
      hint: remedy?.hint ?? 'Check the network path, the proxy and the firewall.',
      cause: error,
    },
  )
}

/** The description begins with a number that `waymark explain` knows. */
function signInError(content: GraphObject): SourceError {
  const said = String(content.error_description ?? content.error ?? 'Entra gave no reason.').split(/\r?\n/)[0]
  const number = /AADSTS\d+/.exec(said ?? '')?.[0]
  return new SourceError('fatal', `Entra refused the application: ${said}`, {
    hint: number
      ? `'waymark explain ${number}' says what to do.`
      : 'Check tenantId, clientId and clientSecret.',
  })
}

function graphError(status: number, content: GraphObject): SourceError {
  const error = content.error
  const said =
    typeof error === 'object' && error !== null && 'message' in error
      ? String(error.message)
      : `status ${status}`
  if (status === 401 || status === 403) {
    return new SourceError('fatal', `Microsoft Graph refused: ${said}`, {
      hint: 'Give the application the application permissions User.Read.All and GroupMember.Read.All, and have an administrator consent.',
    })
  }
  return new SourceError(
    status === 429 || status >= 500 ? 'retriable' : 'fatal',
    `Microsoft Graph: ${said}`,
    {
      hint:
        status === 429
          ? 'It throttles: run again later, or less often.'
          : 'See the message; try the same in Graph Explorer.',
    },
  )
}
