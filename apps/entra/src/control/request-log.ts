/** The last requests seen, for assertions in tests: who asked what, never with which secret. */
import type { EntraRequest } from '../http/request.ts'

export interface LoggedRequest {
  at: string
  method: string
  host: string
  path: string
  status: number
  /** `MSAL.Python`, `msal.js.node`, …; the user agent for clients that do not say. */
  client?: string
  clientVersion?: string
  grantType?: string
  correlationId?: string
  /** AADSTS number of a refusal at the token endpoint. */
  aadsts?: number
}

export interface RequestLog {
  add: (entry: LoggedRequest) => void
  /** Oldest first. */
  list: () => LoggedRequest[]
  clear: () => void
}

const capacity = 1000

export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = []
  return {
    add: (entry) => {
      entries = [...entries.slice(1 - capacity), entry]
    },
    list: () => entries,
    clear: () => {
      entries = []
    },
  }
}

/** A request as the log keeps it: path without query, body reduced to its grant type. */
export function loggedRequest(
  request: EntraRequest,
  status: number,
  nowMs: number,
  aadsts?: number,
): LoggedRequest {
  const said = (name: string) =>
    request.header(name.toLowerCase()) ?? request.form.get(name) ?? request.query.get(name) ?? undefined
  const client = said('x-client-SKU') ?? request.header('user-agent')
  const clientVersion = said('x-client-VER')
  const grantType = request.form.get('grant_type')
  return {
    at: new Date(nowMs).toISOString(),
    method: request.method,
    host: request.host,
    path: request.path,
    status,
    ...(client && { client }),
    ...(clientVersion && { clientVersion }),
    ...(grantType && { grantType }),
    correlationId: request.trace.correlationId,
    ...(aadsts && { aadsts }),
  }
}
