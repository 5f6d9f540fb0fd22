/** Posts a body to an address that the guard admitted, on a connection to exactly that address; follows nothing. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { AddressGuard } from './address-guard.ts'

export interface PostRequest {
  readonly url: URL
  readonly method: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly connectTimeoutMs: number
  /** From the request being sent to the end of the answer. */
  readonly readTimeoutMs: number
}

export interface PostAnswer {
  readonly status: number
  readonly statusText: string
  /** Read for token answers; never shown to people. At most 64 KiB. */
  readonly body: string
}

export type Post = (request: PostRequest) => Promise<PostAnswer>

const mostBytes = 64 * 1024

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    const bytes = chunk as Buffer // no encoding is set
    size += bytes.length
    if (size > mostBytes) {
      answer.destroy()
      break
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** @throws DestinationRefused, or an Error that says how the connection failed */
export function createGuardedPost(guard: AddressGuard): Post {
  return async ({ url, method, headers, body, connectTimeoutMs, readTimeoutMs }) => {
    const { address, family } = await guard.admit(url)
    const isTls = url.protocol === 'https:'
    // Its own agent: no proxy of the environment, no kept connection that another host name could share.
    const agent = isTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false })
    try {
      return await new Promise<PostAnswer>((resolve, reject) => {
        const sent = (isTls ? httpsRequest : httpRequest)(url, {
          method,
          agent,
          headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
          // The name was looked up once, by the guard; whatever it points to by now does not matter.
          lookup: (_host, options, done) =>
            options.all ? done(null, [{ address, family }]) : done(null, address, family),
          signal: AbortSignal.timeout(connectTimeoutMs + readTimeoutMs),
        })
        const connecting = setTimeout(
          () => sent.destroy(new Error('The connection took too long.')),
          connectTimeoutMs,
        )
        sent.on('socket', (socket) =>
          socket.once(isTls ? 'secureConnect' : 'connect', () => clearTimeout(connecting)),
        )
        sent.on('error', (error) => {
          clearTimeout(connecting)
          reject(error)
        })
        sent.on('response', (answer) => {
          clearTimeout(connecting)
          readBody(answer).then(
            (text) =>
              resolve({ status: answer.statusCode ?? 0, statusText: answer.statusMessage ?? '', body: text }),
            reject,
          )
        })
        sent.end(body)
      })
    } finally {
      agent.destroy()
    }
  }
}
