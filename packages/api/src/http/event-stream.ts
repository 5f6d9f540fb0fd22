/** An answer that goes on: server-sent events with catch-up (WHATWG HTML, section 9.2). */
import type { ServerResponse } from 'node:http'
import type { Principal } from '@waymark/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { credentialsOf } from '../authentication.ts'
import { type ApiDependencies, principalOf } from '../context.ts'

export interface EventStream {
  /** `id` is what the browser sends back as Last-Event-ID after a break. */
  send(message: { readonly id?: number; readonly event?: string; readonly data: unknown }): void
  /** Nothing more comes. A browser would connect again: send an event that tells it not to, before. */
  end(): void
  readonly isOver: boolean
}

/** How often a stream proves that it is alive and that its reader is still signed in. */
const heartbeatMs = 25_000

/** The sequence that the reader has seen last; undefined at the first connection. */
export function lastEventId(request: FastifyRequest): number | undefined {
  const given = Number(request.headers['last-event-id'] ?? Number.NaN)
  return Number.isSafeInteger(given) && given >= 0 ? given : undefined
}

/**
 * @param open - streams under way, to be ended when the server stops
 * @param hear - `over`: called once, when the reader is gone or the stream has ended; `beat`: with the reader's rights as
 * they are then, at every proof that the stream is alive
 */
export function openEventStream(
  deps: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  open: Set<ServerResponse>,
  hear: { readonly over: () => void; readonly beat?: (reader: Principal) => Promise<void> },
): EventStream {
  const { userId } = principalOf(request)
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write('retry: 3000\n\n')
  open.add(raw)
  const heartbeat = setInterval(() => {
    // Whoever signed out, was disabled or holds an expired token stops hearing within one beat.
    deps.identity
      .authenticate(credentialsOf(request, deps))
      .then(async (still) => {
        if (still.userId !== userId) return raw.end()
        await hear.beat?.(still)
        return raw.write(': alive\n\n')
      })
      .catch(() => raw.end())
  }, heartbeatMs)
  const close = (): void => {
    open.delete(raw)
    clearInterval(heartbeat)
    hear.over()
  }
  raw.once('close', close)
  if (raw.destroyed) close()
  return {
    send({ id, event, data }) {
      if (raw.writableEnded) return
      const lines = [
        ...(id === undefined ? [] : [`id: ${id}`]),
        ...(event === undefined ? [] : [`event: ${event}`]),
        `data: ${JSON.stringify(data)}`,
      ]
      raw.write(`${lines.join('\n')}\n\n`)
    },
    end: () => raw.end(),
    get isOver() {
      return raw.writableEnded || raw.destroyed
    },
  }
}

/** The security headers that hooks set on the reply, which a hijacked answer would lose. */
function headersOf(reply: FastifyReply): Record<string, string | number | string[]> {
  const headers: Record<string, string | number | string[]> = {}
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) headers[name] = value
  return headers
}
