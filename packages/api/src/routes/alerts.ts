/** Routes of alerts beside those of every entity: how deliveries went, what to do about it, and a test of destinations. */
import { type Static, Type } from '@sinclair/typebox'
import {
  ChangeEvent,
  Destination,
  EventSubscription,
  Paging,
  problem,
  SubscriptionStatus,
} from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AlertDesk } from '../alert-desk.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { withHref } from '../entities/address.ts'
import { position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { plainEvent } from './events.ts'

const path = '/api/v1/events/subscriptions'
const whole = () => Type.Optional(Type.Integer())

const EventsRecord = Type.Object(
  {
    totalEventsCount: whole(),
    pendingEventsCount: whole(),
    successfulEventsCount: whole(),
    failedEventsCount: whole(),
  },
  { $id: 'EventsRecord', additionalProperties: false },
)
const DiagnosticInfo = Type.Object(
  {
    latestOffset: whole(),
    currentOffset: whole(),
    startingOffset: whole(),
    hasProcessedAllEvents: Type.Optional(Type.Boolean()),
    successfulEventsCount: whole(),
    failedEventsCount: whole(),
    relevantUnprocessedEventsCount: whole(),
    totalUnprocessedEventsCount: whole(),
    relevantUnprocessedEventsList: Type.Optional(Type.Array(ChangeEvent)),
    totalUnprocessedEventsList: Type.Optional(Type.Array(ChangeEvent)),
  },
  { $id: 'EventSubscriptionDiagnosticInfo', additionalProperties: false },
)
const Offset = Type.Object(
  { startingOffset: Type.Integer(), currentOffset: Type.Integer(), timestamp: whole() },
  { $id: 'EventSubscriptionOffset', additionalProperties: false },
)
const FailedEvent = Type.Object(
  {
    failingSubscriptionId: Type.String({ format: 'uuid' }),
    changeEvent: ChangeEvent,
    reason: Type.Optional(Type.String()),
    source: Type.Optional(Type.String()),
    timestamp: whole(),
  },
  { $id: 'FailedEvent', additionalProperties: false },
)
const TypedEvent = Type.Object(
  {
    status: Type.String({ enum: ['successful', 'failed', 'unprocessed'] }),
    data: Type.Array(Type.Union([ChangeEvent, FailedEvent])),
    timestamp: Type.Number(),
  },
  { $id: 'TypedEvent', additionalProperties: false },
)
const EventPage = Type.Object({ data: Type.Array(TypedEvent), paging: Paging })
const TestRequest = Type.Object(
  { destinations: Type.Array(Destination, { minItems: 1, maxItems: 20 }) },
  { additionalProperties: false },
)
const EventParameters = queryOf({
  status: Type.Optional(Type.String({ enum: ['successful', 'failed', 'unprocessed'] })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 15 })),
  paginationOffset: Type.Optional(position({ default: 0 })),
})
type EventParameters = Static<typeof EventParameters>
type EventStatus = 'successful' | 'failed' | 'unprocessed'

const docs = (summary: string, answer: Parameters<typeof described>[0]['answer']) => ({
  docs: described({ summary, tag: 'EventSubscription', ...(answer === undefined ? {} : { answer }) }),
})

interface AlertContext {
  readonly deps: ApiDependencies
  readonly desk: AlertDesk
  /** The alert that a path names, for somebody who may see how it is delivered. */
  read(request: FastifyRequest, key: { id: string } | { fqn: string }): Promise<string>
  /** The same for somebody who may change it. */
  change(request: FastifyRequest, key: { id: string } | { fqn: string }): Promise<string>
}

export function registerAlertRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { alerts: desk } = deps
  if (!desk) return
  const find = async (
    request: FastifyRequest,
    operation: 'ViewAll' | 'EditAll',
    key: { id: string } | { fqn: string },
  ) => {
    await deps.identity.authorize(principalOf(request), operation, { type: 'eventSubscription' })
    return (await deps.engine.get('eventSubscription', key)).id
  }
  const context: AlertContext = {
    deps,
    desk,
    read: (request, key) => find(request, 'ViewAll', key),
    change: (request, key) => find(request, 'EditAll', key),
  }
  registerTest(app, context)
  registerLooks(app, context, 'id/:id')
  registerLooks(app, context, 'name/:fqn')
}

function registerTest(app: FastifyInstance, { deps, desk }: AlertContext): void {
  app.post<{ Body: Static<typeof TestRequest> }>(
    `${path}/testDestination`,
    {
      schema: { body: TestRequest },
      config: docs('Send a test message to destinations', Type.Array(Destination)),
    },
    async (request) => {
      const principal = principalOf(request)
      await deps.identity.authorize(principal, 'Create', { type: 'eventSubscription' })
      return await desk.test(request.body.destinations, principal.name)
    },
  )
}

type Place = { id?: string; fqn?: string }

function keyOf({ id, fqn }: Place): { id: string } | { fqn: string } {
  if (id !== undefined) return { id }
  if (fqn !== undefined) return { fqn }
  throw problem('entity-not-found', { type: 'eventSubscription', key: '' })
}

function registerLooks(
  app: FastifyInstance,
  { deps, desk, read, change }: AlertContext,
  by: 'id/:id' | 'name/:fqn',
): void {
  const base = `${path}/${by}`
  app.get<{ Params: Place }>(
    `${base}/status`,
    { config: docs('How deliveries of an alert go', SubscriptionStatus) },
    async (request) => desk.status(await read(request, keyOf(request.params))),
  )
  app.get<{ Params: Place }>(
    `${base}/destinations`,
    { config: docs('Destinations of an alert with their status', Type.Array(Destination)) },
    async (request) => {
      const id = await read(request, keyOf(request.params))
      const { destinations } = await deps.engine.get('eventSubscription', { id })
      const statusDetails = await desk.status(id)
      return (Array.isArray(destinations) ? destinations : []).map((one: object) => ({
        ...one,
        statusDetails,
      }))
    },
  )
  app.get<{ Params: Place }>(
    `${base}/eventsRecord`,
    { config: docs('How many events an alert has told', EventsRecord) },
    async (request) => {
      const id = await read(request, keyOf(request.params))
      const [{ successful, failed }, { relevant }] = await Promise.all([desk.counts(id), desk.waiting(id)])
      return {
        totalEventsCount: successful + failed + relevant.length,
        pendingEventsCount: relevant.length,
        successfulEventsCount: successful,
        failedEventsCount: failed,
      }
    },
  )
  app.get<{ Params: Place }>(
    `${base}/diagnosticInfo`,
    { config: docs('How far an alert is, and what waits', DiagnosticInfo) },
    async (request) => {
      const id = await read(request, keyOf(request.params))
      const [counts, { total, relevant }] = await Promise.all([desk.counts(id), desk.waiting(id)])
      return {
        latestOffset: counts.latestOffset,
        currentOffset: counts.currentOffset,
        startingOffset: counts.startingOffset,
        hasProcessedAllEvents: total.length === 0,
        successfulEventsCount: counts.successful,
        failedEventsCount: counts.failed,
        relevantUnprocessedEventsCount: relevant.length,
        totalUnprocessedEventsCount: total.length,
        relevantUnprocessedEventsList: relevant.map(plainEvent),
        totalUnprocessedEventsList: total.map(plainEvent),
      }
    },
  )
  app.get<{ Params: Place; Querystring: EventParameters }>(
    `${base}/failedEvents`,
    {
      schema: { querystring: EventParameters },
      config: docs('Events that an alert gave up', Type.Array(FailedEvent)),
    },
    async (request) => {
      const id = await read(request, keyOf(request.params))
      return await failedEvents(desk, id, request.query)
    },
  )
  app.get<{ Params: Place; Querystring: EventParameters }>(
    `${base}/listEvents`,
    {
      schema: { querystring: EventParameters },
      config: docs('Events by what became of them', EventPage),
    },
    async (request) => {
      const id = await read(request, keyOf(request.params))
      const { status, limit = 15, paginationOffset = 0 } = request.query
      const states =
        status === undefined ? (['successful', 'failed', 'unprocessed'] as const) : [status as EventStatus] // the schema's values
      const data: Static<typeof TypedEvent>[] = []
      for (const state of states) {
        for (const { event, atMs, reason, destinationId } of await desk.events(
          id,
          state,
          limit,
          paginationOffset,
        )) {
          const shown =
            state === 'failed' ? failedEvent(id, event, atMs, reason, destinationId) : plainEvent(event)
          data.push({ status: state, data: [shown], timestamp: atMs })
        }
      }
      return { data, paging: { total: data.length, limit, offset: paginationOffset } }
    },
  )
  app.put<{ Params: Place }>(
    `${base}/syncOffset`,
    { config: { ...docs('Leave everything that waits behind', Offset), ignoreBody: true } },
    async (request) => {
      const id = await change(request, keyOf(request.params))
      await desk.skipToLatest(id)
      const { startingOffset, currentOffset } = await desk.counts(id)
      return { startingOffset, currentOffset, timestamp: deps.now() }
    },
  )
  const Replayed = Type.Object({ replayed: Type.Integer() })
  app.put<{ Params: Place }>(
    `${base}/replay`,
    {
      config: { ...docs('Deliver what failed, and everything since, once more', Replayed), ignoreBody: true },
    },
    async (request) => ({ replayed: await desk.replay(await change(request, keyOf(request.params))) }),
  )
  app.put<{ Params: Place }>(
    `${base}/resume`,
    {
      config: { ...docs('Let an alert that had given up go on', EventSubscription.schema), ignoreBody: true },
    },
    async (request) => {
      const id = await change(request, keyOf(request.params))
      await desk.revive(id)
      return withHref(request, EventSubscription, await deps.engine.get('eventSubscription', { id }))
    },
  )
}

function failedEvent(
  id: string,
  event: ChangeEvent,
  atMs: number,
  reason: string | undefined,
  destinationId: string | undefined,
) {
  return {
    failingSubscriptionId: id,
    changeEvent: plainEvent(event),
    ...(reason === undefined ? {} : { reason }),
    ...(destinationId === undefined ? {} : { source: destinationId }),
    timestamp: atMs,
  }
}

async function failedEvents(
  desk: AlertDesk,
  id: string,
  { limit = 15, paginationOffset = 0 }: EventParameters,
) {
  const events = await desk.events(id, 'failed', limit, paginationOffset)
  return events.map(({ event, atMs, reason, destinationId }) =>
    failedEvent(id, event, atMs, reason, destinationId),
  )
}
