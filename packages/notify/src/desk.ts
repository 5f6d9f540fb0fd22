/** What administrators ask about an alert: how far it is, what was delivered and what was not, and whether a destination works. */
import type { Database, Engine } from '@waymark/engine'
import type { ChangeEvent, Destination, SubscriptionStatus } from '@waymark/spec'
import { type AddressGuard, DestinationRefused, HostUnknown } from './address-guard.ts'
import { readAlert } from './alert.ts'
import { failureOf } from './deliver.ts'
import type { Mailer } from './destinations/email.ts'
import { type EventFacts, factsOf } from './event-facts.ts'
import { createGuardedPost } from './guarded-post.ts'
import { wants } from './match-event.ts'
import { send } from './send.ts'
import { type AlertState, createAlertStates } from './state.ts'

export interface DeskOptions {
  readonly engine: Engine
  readonly database: Database
  readonly guard: AddressGuard
  readonly mailer?: Mailer
  readonly baseUrl: string
  readonly now: () => number
}

/** One event as an alert met it. */
interface AlertEvent {
  readonly event: ChangeEvent
  readonly atMs: number
  readonly reason?: string
  readonly destinationId?: string
}

type EventStatus = 'successful' | 'failed' | 'unprocessed'

/** Events looked at to say how many of the waiting ones an alert will tell. */
const mostLookedAt = 500

const selectEvents: Readonly<Record<'successful' | 'failed', string>> = {
  successful: `select sequence, null as reason, null as destination_id, at_ms from delivered_event
                where subscription_id = $1 order by sequence desc limit $2 offset $3`,
  failed: `select sequence, reason, destination_id, at_ms from undelivered_event
            where subscription_id = $1 order by sequence desc limit $2 offset $3`,
}

interface EventRow {
  readonly sequence: string
  readonly reason: string | null
  readonly destination_id: string | null
  readonly at_ms: string
}

/** Alerts go by the id of their entity. Times are in milliseconds since 1970. */
export function createAlertDesk(options: DeskOptions) {
  const { engine, database, guard, mailer, baseUrl, now } = options
  const states = createAlertStates(database)
  const post = createGuardedPost(guard)
  const stateOf = async (id: string): Promise<AlertState | undefined> => {
    await states.adopt()
    return await states.read(id)
  }
  const eventAt = async (sequence: number): Promise<ChangeEvent | undefined> => {
    const [event] = await engine.events.after(sequence - 1, 1)
    return event?.sequence === sequence ? event : undefined
  }
  return {
    /** `disabled` for an alert that was never looked at. */
    async status(id: string): Promise<SubscriptionStatus> {
      const state = await stateOf(id)
      if (!state) return { status: 'disabled', timestamp: now() }
      const optional = (name: string, value: number | string | null) =>
        value === null
          ? {}
          : { [name]: typeof value === 'string' && name !== 'lastFailedReason' ? Number(value) : value }
      return {
        status: state.status,
        ...optional('lastSuccessfulAt', state.last_successful_at),
        ...optional('lastFailedAt', state.last_failed_at),
        ...optional('lastFailedStatusCode', state.last_failed_code),
        ...optional('lastFailedReason', state.last_failed_reason),
        ...(state.status === 'awaitingRetry' ? { nextAttempt: state.due_at.getTime() } : {}),
        timestamp: now(),
      }
    },
    /** Offsets are sequence numbers of events; `successful` and `failed` count events since the alert began. */
    async counts(id: string) {
      const state = await stateOf(id)
      const latest = await engine.events.latestSequence()
      const current = Number(state?.sequence ?? latest)
      return {
        startingOffset: Number(state?.starting_sequence ?? latest),
        currentOffset: current,
        latestOffset: latest,
        successful: Number(state?.successful ?? 0),
        failed: Number(state?.failed ?? 0),
      }
    },
    /** Events that wait, of at most {@link mostLookedAt}: all of them, and those that the alert will tell. */
    async waiting(id: string) {
      const state = await stateOf(id)
      const alert = await readAlert(engine, id)
      const events = state ? await engine.events.after(Number(state.sequence), mostLookedAt) : []
      const relevant: ChangeEvent[] = []
      for (const event of events) {
        if (alert && wants(alert.rules, await factsOf(engine, event))) relevant.push(event)
      }
      return { total: events, relevant }
    },
    /** A page of what was told and what was not, the newest first; of what waits, the oldest first. */
    async events(id: string, status: EventStatus, limit: number, offset: number): Promise<AlertEvent[]> {
      if (status === 'unprocessed') {
        const { relevant } = await this.waiting(id)
        return relevant.slice(offset, offset + limit).map((event) => ({ event, atMs: event.timestamp }))
      }
      const { rows } = await database.query<EventRow>(selectEvents[status], [id, limit, offset])
      const found: AlertEvent[] = []
      for (const row of rows) {
        const event = await eventAt(Number(row.sequence))
        if (!event) continue
        found.push({
          event,
          atMs: Number(row.at_ms),
          ...(row.reason === null ? {} : { reason: row.reason }),
          ...(row.destination_id === null ? {} : { destinationId: row.destination_id }),
        })
      }
      return found
    },
    /** Leaves everything that waits behind, and goes on with what happens from now. */
    async skipToLatest(id: string): Promise<void> {
      await stateOf(id)
      await states.moveTo(id, await engine.events.latestSequence())
    },
    /** Delivers the oldest failed event, and everything since, once more; answers how many failures were forgotten. */
    async replay(id: string): Promise<number> {
      const { rows } = await database.query<{ sequence: string | null; total: string }>(
        'select min(sequence) as sequence, count(*) as total from undelivered_event where subscription_id = $1',
        [id],
      )
      const sequence = rows[0]?.sequence
      if (sequence === null || sequence === undefined) return 0
      await database.query('delete from undelivered_event where subscription_id = $1', [id])
      await states.moveTo(id, Number(sequence) - 1)
      return Number(rows[0]?.total ?? 0)
    },
    revive: (id: string): Promise<void> => states.revive(id),
    /** Why nothing may be posted to an address. A host that is not known now is no reason: it may be by then. */
    async refusal(address: string): Promise<string | undefined> {
      try {
        await guard.admit(new URL(address))
      } catch (error) {
        if (error instanceof HostUnknown) return undefined
        if (error instanceof DestinationRefused) return error.message
        throw error
      }
      return undefined
    },
    /** Sends a made-up event to each destination, and says how that went. The answer's body is never shown. */
    async test(destinations: readonly Destination[], userName: string) {
      const senders = { engine, post, mailer, baseUrl, now }
      return await Promise.all(
        destinations.map(async (destination) => {
          try {
            await send(senders, destination, sampleFacts(userName, now()), 'Test')
            return { ...destination, statusDetails: { status: 'Success', statusCode: 200, timestamp: now() } }
          } catch (error) {
            const { reason, status } = failureOf(error, now())
            const code = status === undefined ? {} : { statusCode: status }
            return { ...destination, statusDetails: { status: 'Failed', reason, ...code, timestamp: now() } }
          }
        }),
      )
    },
  }
}
export type AlertDesk = ReturnType<typeof createAlertDesk>

function sampleFacts(userName: string, nowMs: number): EventFacts {
  const id = '00000000-0000-4000-8000-000000000000'
  return {
    event: {
      id,
      eventType: 'entityUpdated',
      entityType: 'table',
      entityId: id,
      entityFullyQualifiedName: 'test.message.of.waymark',
      previousVersion: 0.1,
      currentVersion: 0.2,
      userName,
      timestamp: nowMs,
      changeDescription: {
        fieldsAdded: [{ name: 'description', newValue: 'This message shows that the destination works.' }],
        fieldsUpdated: [],
        fieldsDeleted: [],
      },
    },
    entity: undefined,
    thread: undefined,
    isBot: false,
  }
}
