/** The few requests that search makes of OpenSearch's REST API; Elasticsearch 7 and 8 answer them as well. */

export interface OpenSearchSettings {
  /** Of the cluster or what stands before it, without a path at its end: `https://search.example.com:9200`. */
  readonly url: string
  readonly user?: string
  readonly password?: string
  /** Name under which the index is searched; the index itself is `<alias>-<digest of its mapping>`. */
  readonly alias: string
}

export type Json = Readonly<Record<string, unknown>>

/** What the cluster refused, or that it was not to be reached. */
export class OpenSearchError extends Error {
  /** HTTP status; undefined where nobody answered. */
  readonly status: number | undefined
  /** OpenSearch's name of the error: `index_not_found_exception`. */
  readonly type: string | undefined
  constructor(message: string, status?: number, type?: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.type = type
  }
}

export interface OpenSearchClient {
  /** @throws OpenSearchError */
  request(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Json>
  /** Actions and documents, a line each. @throws OpenSearchError */
  bulk(path: string, lines: readonly unknown[]): Promise<Json>
}

const timeoutMs = 30_000
const longestReason = 300

/** Error bodies are `{error: {type, reason}}`, sometimes `{error: 'text'}`. */
function failure(status: number, text: string): OpenSearchError {
  let type: string | undefined
  let reason = text
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'object' && error !== null) {
      const { type: name, reason: why } = error as Json
      if (typeof name === 'string') type = name
      if (typeof why === 'string') reason = why
    } else if (typeof error === 'string') reason = error
  } catch {
    // A proxy's page.
  }
  const hint =
    status === 401 || status === 403
      ? ' Check WAYMARK_OPENSEARCH_USER and WAYMARK_OPENSEARCH_PASSWORD, and the rights of the user on the index.'
      : ''
  return new OpenSearchError(
    `OpenSearch answered ${status}: ${reason.slice(0, longestReason)}.${hint}`,
    status,
    type,
  )
}

export function createOpenSearchClient(settings: OpenSearchSettings): OpenSearchClient {
  const { url, user, password } = settings
  const authorization =
    user === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` }

  const send = async (method: string, path: string, contentType: string, body?: string): Promise<Json> => {
    let status: number
    let text: string
    try {
      const response = await fetch(`${url}/${path}`, {
        method,
        headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': contentType }) },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      status = response.status
      text = await response.text()
    } catch (error) {
      throw new OpenSearchError(
        'OpenSearch can not be reached; check WAYMARK_OPENSEARCH_URL.',
        undefined,
        undefined,
        error,
      )
    }
    if (status >= 400) throw failure(status, text)
    try {
      return JSON.parse(text) as Json // OpenSearch answers objects
    } catch (error) {
      throw new OpenSearchError(
        'What answers at WAYMARK_OPENSEARCH_URL is not OpenSearch.',
        status,
        undefined,
        error,
      )
    }
  }

  return {
    request: (method, path, body) =>
      send(method, path, 'application/json', body === undefined ? undefined : JSON.stringify(body)),
    bulk: (path, lines) =>
      send('POST', path, 'application/x-ndjson', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`),
  }
}
