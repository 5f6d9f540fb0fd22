/** The log of a run as it grows: server-sent events, from the first line or from where the reader was. */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { authorizeOn, contextOf } from '../entities/entity-context.ts'
import { type EventStream, lastEventId, openEventStream } from '../http/event-stream.ts'
import { described } from '../route-config.ts'

const type = 'ingestionPipeline'

interface Run {
  Params: { fqn: string; runId: string }
}

export function registerRunLogStream(app: FastifyInstance, deps: ApiDependencies): void {
  const open = new Set<ServerResponse>()
  const readers = new Set<() => void>()
  const news = sharedNews(deps, readers)
  // A stream never ends by itself: the server would wait for it when it stops.
  app.addHook('preClose', async () => {
    for (const raw of open) raw.end()
    await news.close()
  })
  app.get<Run>(
    '/api/v1/services/ingestionPipelines/logs/:fqn/:runId/stream',
    {
      config: {
        docs: described({
          summary:
            'Lines of the log of a run as they are written (server-sent events); Last-Event-ID goes on where it stopped, and the event `end` says that nothing more comes',
          tag: 'IngestionPipeline',
          mediaType: 'text/event-stream',
        }),
      },
    },
    async (request, reply) => {
      const { fqn } = request.params
      await authorizeOn(contextOf(deps, type), principalOf(request), { fqn }, 'ViewBasic')
      await news.open()
      follow(deps, request, reply, open, readers)
    },
  )
}

/** One connection to the database for all readers of this process, opened with the first of them. */
function sharedNews({ engine }: ApiDependencies, readers: ReadonlySet<() => void>) {
  let subscription: Promise<{ unsubscribe(): Promise<void> }> | undefined
  return {
    async open() {
      subscription ??= engine.runLogs.subscribe(() => {
        for (const read of readers) read()
      })
      await subscription
    },
    async close() {
      await (await subscription)?.unsubscribe()
    },
  }
}

function follow(
  deps: ApiDependencies,
  request: FastifyRequest<Run>,
  reply: FastifyReply,
  open: Set<ServerResponse>,
  readers: Set<() => void>,
): void {
  const { engine, log } = deps
  const { fqn, runId } = request.params
  let sequence = lastEventId(request) ?? 0
  let underWay = false
  let isStale = false

  const readAll = async (stream: EventStream): Promise<void> => {
    while (isStale && !stream.isOver) {
      isStale = false
      const { chunks, closed } = await engine.runLogs.after(fqn, runId, sequence)
      for (const chunk of chunks) {
        sequence = chunk.sequence
        stream.send({ id: chunk.sequence, data: chunk.lines })
      }
      if (closed) {
        const status = await engine.extensions.entry(type, fqn, 'pipelineStatuses', runId)
        stream.send({ event: 'end', data: { pipelineState: status?.pipelineState ?? null } })
        stream.end()
      } else if (chunks.length > 0) isStale = true
    }
  }
  const read = (): void => {
    isStale = true
    if (underWay) return
    underWay = true
    readAll(stream)
      .catch((error: unknown) => {
        log.warn({ requestId: request.id, err: error }, 'a stream of a log lost the database and was closed')
        stream.end()
      })
      .finally(() => {
        underWay = false
      })
  }
  const stream = openEventStream(deps, request, reply, open, { over: () => readers.delete(read) })
  readers.add(read)
  read()
}
