/** Change events: read page by page, or followed live as server-sent events. */
import type { ServerResponse } from 'node:http'
import { type Static, Type } from '@sinclair/typebox'
import { aboutDeletedThread, threadEntityType } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { ChangeEvent, isProblem, Paging } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { lastEventId, openEventStream } from '../http/event-stream.ts'
import { momentMs, position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { maySeeThread } from './conversation-access.ts'

const EventPage = Type.Object({ data: Type.Array(ChangeEvent), paging: Paging })
const kinds = {
  entityCreated: ['entityCreated'],
  entityUpdated: ['entityUpdated'],
  entityDeleted: ['entityDeleted', 'entitySoftDeleted'],
  entityRestored: ['entityRestored'],
} as const
type Kind = keyof typeof kinds

const typeList = Type.Optional(
  Type.String({ maxLength: 1000, description: 'entity types with commas, or *' }),
)
const EventParameters = queryOf({
  after: Type.Optional(
    position({ description: '`paging.offset` of the page before: the last event already known' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  timestamp: Type.Optional(momentMs('milliseconds since 1970; earlier events are left out')),
  entityCreated: typeList,
  entityUpdated: typeList,
  entityDeleted: typeList,
  entityRestored: typeList,
})
type EventParameters = Static<typeof EventParameters>
/** As long as a page may take from its first request to its stream. */
const mostBackMs = 60_000
const StreamParameters = queryOf({
  goBackMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: mostBackMs,
      default: 0,
      description: 'also what happened in the last so many milliseconds; without a Last-Event-ID',
    }),
  ),
})
type StreamParameters = Static<typeof StreamParameters>
type SequencedEvent = ChangeEvent & { readonly sequence: number }

/** Events read at once. */
const batch = 200

/** Keeps what was asked for; no kind asked for means all of them. */
function selector(query: EventParameters): (event: SequencedEvent) => boolean {
  const asked = (Object.keys(kinds) as Kind[]).filter((kind) => query[kind] !== undefined)
  return (event) => {
    if (query.timestamp !== undefined && event.timestamp < query.timestamp) return false
    if (asked.length === 0) return true
    return asked.some((kind) => {
      const types = query[kind]?.split(',') ?? []
      const isKind = (kinds[kind] as readonly string[]).includes(event.eventType)
      return isKind && (types.includes('*') || types.includes(event.entityType))
    })
  }
}

/** An event as clients know it, without its place in our order. */
export function plainEvent(event: ChangeEvent): ChangeEvent {
  const { sequence: _sequence, ...rest } = event as ChangeEvent & { sequence?: number } // the engine adds it
  return rest
}

/** Types whose events this caller may see. */
async function visibleTypes(
  { engine, identity }: ApiDependencies,
  principal: Principal,
): Promise<ReadonlySet<string>> {
  const visible = new Set<string>()
  for (const { type } of engine.registry.all) {
    if (await identity.may(principal, 'ViewBasic', { type })) visible.add(type)
  }
  return visible
}

/** Events of these types of entity, and those about threads that the caller may read. */
async function isVisible(
  deps: ApiDependencies,
  principal: Principal,
  types: ReadonlySet<string>,
  event: SequencedEvent,
): Promise<boolean> {
  if (event.entityType !== threadEntityType) return types.has(event.entityType)
  const gone = aboutDeletedThread(event)
  try {
    const thread = gone ? { entityRef: gone } : await deps.engine.conversations.get(event.entityId)
    return await maySeeThread(deps, principal, thread)
  } catch (error) {
    if (isProblem(error, 'entity-not-found')) return false // gone again: nobody can read it
    throw error
  }
}

async function visibleEvents(
  deps: ApiDependencies,
  principal: Principal,
  types: ReadonlySet<string>,
  events: readonly SequencedEvent[],
): Promise<readonly ChangeEvent[]> {
  const found: ChangeEvent[] = []
  for (const event of events)
    if (await isVisible(deps, principal, types, event)) found.push(plainEvent(event))
  return found
}

export function registerEventRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const open = new Set<ServerResponse>()
  // A stream never ends by itself: the server would wait for it when it stops.
  app.addHook('preClose', async () => {
    for (const raw of open) raw.end()
  })
  app.get<{ Querystring: EventParameters }>(
    '/api/v1/events',
    {
      schema: { querystring: EventParameters },
      config: {
        docs: described({ summary: 'Change events, oldest first', tag: 'Events', answer: EventPage }),
      },
    },
    async (request) => {
      const { after = 0, limit = 100 } = request.query
      const principal = principalOf(request)
      const visible = await visibleTypes(deps, principal)
      const isWanted = selector(request.query)
      const events = await engine.events.after(after, limit)
      const data = await visibleEvents(deps, principal, visible, events.filter(isWanted))
      const last = events.at(-1)?.sequence
      // A page may come out shorter than the filter found: `after` moves on as long as there are events.
      return {
        data,
        paging: {
          total: data.length,
          offset: last ?? after,
          ...(events.length < limit || last === undefined ? {} : { after: String(last) }),
        },
      }
    },
  )
  app.get<{ Querystring: StreamParameters }>(
    '/api/v1/events/stream',
    {
      schema: { querystring: StreamParameters },
      config: {
        docs: described({
          summary:
            'Change events as they happen (server-sent events); Last-Event-ID goes on where it stopped',
          tag: 'Events',
          mediaType: 'text/event-stream',
        }),
      },
    },
    (request, reply) => stream(deps, request, reply, open),
  )
}

async function stream(
  deps: ApiDependencies,
  request: FastifyRequest<{ Querystring: StreamParameters }>,
  reply: FastifyReply,
  open: Set<ServerResponse>,
): Promise<void> {
  const { engine, log } = deps
  const principal = principalOf(request)
  const { goBackMs = 0 } = request.query
  let sequence =
    lastEventId(request) ??
    (await engine.events.latestSequence(goBackMs === 0 ? undefined : deps.now() - goBackMs))
  let visible = await visibleTypes(deps, principal)
  let isReading = false
  let isStale = false
  const read = async (): Promise<void> => {
    isStale = true
    if (isReading) return
    isReading = true
    try {
      while (isStale && !answer.isOver) {
        isStale = false
        const events = await engine.events.after(sequence, batch)
        for (const event of events) {
          sequence = event.sequence
          if (await isVisible(deps, principal, visible, event))
            answer.send({ id: event.sequence, data: plainEvent(event) })
        }
        if (events.length === batch) isStale = true
      }
    } catch (error) {
      log.warn({ requestId: request.id, err: error }, 'an event stream lost the database and was closed')
      answer.end()
    } finally {
      isReading = false
    }
  }
  const subscription = engine.events.subscribe(() => void read())
  const answer = openEventStream(deps, request, reply, open, {
    over: () => void subscription.then(({ unsubscribe }) => unsubscribe()),
    beat: async (reader) => {
      visible = await visibleTypes(deps, reader)
    },
  })
  await subscription
  void read()
}
