/** An incoming HTTP request, read once into what endpoints ask of it. */
import type { IncomingMessage } from 'node:http'
import { entraTimestamp } from '../clock.ts'
import type { RequestTrace } from '../entra-problem.ts'
import type { Random } from '../random.ts'

export interface EntraRequest {
  method: string
  /** Host name the client asked for, lower case, without port. */
  host: string
  /** Over TLS, as at Entra, or on the plain loopback listener. */
  secure: boolean
  /** As sent, percent-encoding included. */
  path: string
  /** Values of the route's `:name` segments. */
  params: Record<string, string>
  query: URLSearchParams
  /** Fields of a form body; empty for other bodies. */
  form: URLSearchParams
  /** The body's text. */
  body: string
  header: (name: string) => string | undefined
  cookie: (name: string) => string | undefined
  /** The `Origin` header: only browsers send it, and not on top-level GETs. */
  origin: string | undefined
  remoteAddress: string
  trace: RequestTrace
}

/** The body was longer than any request here can be. */
export class BodyTooLong extends Error {}

const bodyLimitBytes = 1_048_576

/**
 * Reads head and body of `message`.
 * @throws BodyTooLong beyond 1 MiB
 */
export async function readRequest(
  message: IncomingMessage,
  secure: boolean,
  nowMs: number,
  random: Random,
): Promise<EntraRequest> {
  const url = new URL(message.url?.startsWith('/') ? message.url : '/', 'http://unused')
  const header = (name: string): string | undefined => {
    const value = message.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const body = await readBody(message)
  const isForm =
    header('content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false
  const form = new URLSearchParams(isForm ? body : '')
  const correlationId =
    header('client-request-id') ?? url.searchParams.get('client-request-id') ?? form.get('client-request-id')
  return {
    method: message.method ?? 'GET',
    host: hostName(header('host') ?? ''),
    secure,
    path: url.pathname,
    params: {},
    query: url.searchParams,
    form,
    body,
    header,
    cookie: (name) => readCookie(header('cookie') ?? '', name),
    origin: header('origin'),
    remoteAddress: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    trace: {
      traceId: random.guid(),
      correlationId:
        correlationId && /^[0-9a-fA-F-]{36}$/.test(correlationId) ? correlationId : random.guid(),
      timestamp: entraTimestamp(nowMs),
    },
  }
}

/** A parameter of an OAuth endpoint, from the form body or else the query; empty counts as absent. */
export function parameter(request: EntraRequest, name: string): string | undefined {
  return request.form.get(name) || request.query.get(name) || undefined
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message) {
    // Node's request stream yields buffers as long as no encoding is set on it.
    const bytes = chunk as Buffer
    length += bytes.length
    if (length > bodyLimitBytes) throw new BodyTooLong('the request body is longer than 1 MiB')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function hostName(host: string): string {
  const name = host.toLowerCase()
  return name.startsWith('[') ? name.slice(1, name.indexOf(']')) : name.replace(/:\d+$/, '')
}

function readCookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key, ...value] = pair.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}
