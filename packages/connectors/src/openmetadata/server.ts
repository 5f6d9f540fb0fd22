/** Reads the REST API of an OpenMetadata server: lists page by page, patient with a busy one. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from '@waymark/ingest'
import { isRecord } from '../json-values.ts'
import { codeOf, isPassing, isTimeout, networkRemedy } from '../network-errors.ts'
import { type WholeAnswer, wholeAnswer } from '../whole-answer.ts'

export type Entity = Readonly<Record<string, unknown>>

/** What is read of the connection; the schema knows the rest. */
export interface OpenmetadataConfig {
  /** The API's address: `https://catalog.example.com/api`. */
  readonly hostPort: string
  readonly securityConfig?: { readonly jwtToken?: string }
  readonly extraHeaders?: Readonly<Record<string, string>>
}

export interface Server {
  /** The answer's body. @throws NotServed for 400, 403 and 404 */
  get(path: string, signal: AbortSignal): Promise<Entity>
  /** Every entity of a collection that is not deleted, with all its members; `total` says how many the server counts. */
  list(
    collection: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly entity: Entity; readonly total: number }>
}

/** The server has no such collection, or does not let this account read it. */
export class NotServed extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'NotServed'
    this.status = status
  }
}

const timeoutMs = 60_000
const attempts = 5
const pageSize = 100

/** @throws SourceError when hostPort is no address */
export function createServer(config: OpenmetadataConfig): Server {
  const address = URL.parse(config.hostPort)
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new SourceError('fatal', `hostPort must be the API's address; it is '${config.hostPort}'.`, {
      hint: 'Write it as https://catalog.example.com/api.',
    })
  }
  const root = address.href.replace(/\/(v1\/?)?$/, '')
  const token = config.securityConfig?.jwtToken
  const headers = {
    ...config.extraHeaders,
    accept: 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }

  async function get(path: string, signal: AbortSignal): Promise<Entity> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted()
      const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const answer = await wholeAnswer(`${root}/v1/${path}`, { headers, signal: limited }).catch(
        (error: unknown) => ({ error }),
      )
      signal.throwIfAborted()
      const isAnswer = 'status' in answer
      if (isAnswer && answer.ok) return parsed(answer, root)
      if (isAnswer && [400, 403, 404].includes(answer.status))
        throw new NotServed(answer.status, messageOf(answer))
      const mayPass = !isAnswer || answer.status === 429 || answer.status >= 500
      if (!mayPass || attempt >= attempts)
        throw isAnswer ? refused(answer, root) : unreachable(answer.error, root)
      const afterMs = isAnswer ? Number(answer.headers.get('retry-after')) * 1000 : 0
      await sleep(Math.min(60_000, afterMs || 250 * 2 ** attempt), undefined, { signal })
    }
  }

  return {
    get,
    async *list(collection, signal) {
      let after: string | undefined
      do {
        const query = new URLSearchParams({
          limit: String(pageSize),
          fields: '*',
          ...(after ? { after } : {}),
        })
        const page = await get(`${collection}?${query}`, signal)
        const paging = (page.paging ?? {}) as { readonly total?: number; readonly after?: string }
        const data = Array.isArray(page.data) ? (page.data as Entity[]) : []
        for (const entity of data) yield { entity, total: paging.total ?? 0 }
        after = paging.after ?? undefined
      } while (after !== undefined)
    },
  }
}

/** @throws SourceError where something else than the API answers */
function parsed({ body }: WholeAnswer, root: string): Entity {
  try {
    return JSON.parse(body) as Entity // its shape is looked at where it is used
  } catch (error) {
    throw new SourceError('fatal', `${root} answers with something that is not JSON.`, {
      hint: 'hostPort must end in /api, and lead to the API and not to a page.',
      cause: error,
    })
  }
}

function messageOf({ body, status }: WholeAnswer): string {
  try {
    const said: unknown = JSON.parse(body)
    if (isRecord(said) && typeof said.message === 'string') return said.message
  } catch {
    // A page of a proxy: the status says more.
  }
  return `status ${status}`
}

function refused(answer: WholeAnswer, root: string): SourceError {
  if (answer.status === 401) {
    return new SourceError('fatal', `${root} refused the token: ${messageOf(answer)}`, {
      hint: 'Copy the JWT of a bot that may read everything into securityConfig.jwtToken.',
    })
  }
  return new SourceError('retriable', `${root} answers ${answer.status}: ${messageOf(answer)}`, {
    hint: 'See the log of that server, and run again.',
  })
}

function unreachable(error: unknown, root: string): SourceError {
  const code = codeOf(error)
  const remedy = networkRemedy(code)
  return new SourceError(
    isPassing(code) || isTimeout(error) ? 'retriable' : 'fatal',
    `${root}: ${remedy?.message ?? 'no answer.'}`,
    { hint: remedy?.hint ?? 'Check serviceConnection.config.hostPort.', cause: error },
  )
}
