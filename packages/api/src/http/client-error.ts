/** Answers what Node's HTTP parser refuses before there is a request: the same body as every other refusal, then the end of the connection. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { type Problem, problem } from '@waymark/spec'
import { errorBody } from './error-mapper.ts'

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('headers-too-large')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request-too-slow')
    default:
      return problem('request-malformed')
  }
}

/** For Fastify's `clientErrorHandler`. A connection that the client closed is only given up. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  const found = problemOf(error.code)
  const body = JSON.stringify(errorBody(found, randomUUID()))
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
  else
    socket.end(
      [
        `HTTP/1.1 ${found.status} ${found.title}`,
        'content-type: application/json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        'cache-control: no-store',
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    )
}
