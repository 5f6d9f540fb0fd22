/** Works on one claimed alert: its next events in order, each to all destinations, at least once. */
import type { ChangeEvents } from '@waymark/engine'
import { DestinationRefused } from './address-guard.ts'
import { type Alert, dueInMs } from './alert.ts'
import { DeliveryFailed } from './destinations/web-post.ts'
import { type EventFacts, factsOf } from './event-facts.ts'
import { wants } from './match-event.ts'
import { type Senders, send } from './send.ts'
import type { AlertState, AlertStates, Failure, Outcome } from './state.ts'

type SequencedEvent = Awaited<ReturnType<ChangeEvents['after']>>[number]

/** Events in a row that no destination took, after which an alert stops until somebody looks at it. */
const mostGivenUp = 10
const [firstRetryMs, longestRetryMs] = [2000, 15 * 60_000]

/** Doubles with every attempt, with a quarter of chance: many alerts to one receiver do not come back at once. */
export function retryDelayMs(attempt: number, random: () => number): number {
  const delay = Math.min(firstRetryMs * 2 ** (attempt - 1), longestRetryMs)
  return Math.round(delay * (0.75 + random() * 0.5))
}

export interface DeliverySurroundings extends Senders {
  readonly states: AlertStates
  readonly owner: string
  readonly random: () => number
  /** Milliseconds to wait before attempt n + 1. */
  readonly retryDelayMs?: (attempt: number, random: () => number) => number
  readonly isStopping: () => boolean
}

export function failureOf(error: unknown, nowMs: number): Failure {
  if (error instanceof DeliveryFailed) return { reason: error.message, status: error.status, atMs: nowMs }
  if (error instanceof DestinationRefused) return { reason: error.message, status: undefined, atMs: nowMs }
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : ''
  return { reason: `The destination could not be reached${code}.`, status: undefined, atMs: nowMs }
}

async function wanted(alert: Alert, facts: EventFacts): Promise<boolean> {
  try {
    return wants(alert.rules, facts)
  } catch {
    // A condition that an older release let in and nobody can read tells nothing to anybody.
    return false
  }
}

/** Answers whether there may be more to deliver right away. */
export async function deliverAlert(
  around: DeliverySurroundings,
  alert: Alert,
  state: AlertState,
): Promise<boolean> {
  const { engine, states, owner, now } = around
  let [sequence, attempts, givenUp] = [Number(state.sequence), state.attempts, state.given_up]
  let done = [...state.done]
  /** Notes where the alert stands, and when to look again. */
  const pause = (status: AlertState['status'], inMs: number): Promise<boolean> =>
    states.advance(alert.id, owner, {
      sequence,
      delivered: 0,
      status,
      attempts,
      done,
      givenUp,
      dueInMs: inMs,
    })
  const firstDueInMs = state.is_new ? dueInMs(alert, now()) : 0
  if (firstDueInMs > 0) {
    await pause(state.status, firstDueInMs)
    return false
  }
  const events = await engine.events.after(sequence, alert.batchSize)
  for (const event of events) {
    if (around.isStopping() || !(await states.keep(alert.id, owner))) return false
    const facts = await factsOf(engine, event)
    if (await wanted(alert, facts)) {
      const failures = await deliverEvent(around, alert, facts, done)
      const isFinal = attempts >= alert.retries
      for (const { destinationId, failure } of failures) {
        await states.failed(alert.id, event.sequence, destinationId, failure, isFinal)
      }
      if (failures.length > 0 && !isFinal) {
        attempts += 1
        await pause('awaitingRetry', (around.retryDelayMs ?? retryDelayMs)(attempts, around.random))
        return false
      }
      givenUp = failures.length > 0 ? givenUp + 1 : 0
      if (failures.length === 0) await states.delivered(alert.id, event.sequence, now())
      const outcome = after(event, failures.length === 0 ? 1 : 0, givenUp)
      if (!(await states.advance(alert.id, owner, outcome)) || outcome.status === 'retryLimitReached')
        return false
    }
    ;[sequence, attempts, done] = [event.sequence, 0, []]
  }
  const hasMore = events.length === alert.batchSize
  await pause(givenUp > 0 ? 'failed' : 'active', hasMore ? 0 : dueInMs(alert, now()))
  return hasMore
}

function after(event: SequencedEvent, delivered: number, givenUp: number): Outcome {
  const status = givenUp >= mostGivenUp ? 'retryLimitReached' : givenUp > 0 ? 'failed' : 'active'
  return { sequence: event.sequence, delivered, status, attempts: 0, done: [], givenUp, dueInMs: 0 }
}

/** `done` grows by the destinations that took the event: a retry leaves them alone. */
async function deliverEvent(
  around: DeliverySurroundings,
  alert: Alert,
  facts: EventFacts,
  done: string[],
): Promise<{ readonly destinationId: string; readonly failure: Failure }[]> {
  const left = alert.destinations.filter(({ id }) => !done.includes(id))
  const results = await Promise.all(
    left.map(async (destination) => {
      try {
        await send(around, destination, facts, alert.name)
        done.push(destination.id)
        return []
      } catch (error) {
        return [{ destinationId: destination.id, failure: failureOf(error, around.now()) }]
      }
    }),
  )
  return results.flat()
}
