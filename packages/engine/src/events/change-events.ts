/** Reads the outbox of change events: in order, without gaps, from any replica. */
import type { ChangeDescription, ChangeEvent } from '@waymark/spec'
import type { Database } from '../database.ts'
import type { ChangeEvents } from '../engine.ts'
import { changeEventChannel } from './write-change-events.ts'

interface Row {
  readonly sequence: string
  readonly id: string
  readonly event_type: string
  readonly entity_type: string
  readonly entity_id: string
  readonly fqn: string
  readonly previous_version: string | null
  readonly current_version: string
  readonly user_name: string
  readonly at_ms: string
  readonly change_description: ChangeDescription | null
}

/**
 * Only events of transactions older than every running one are shown: a sequence number that is taken but not yet
 * committed would otherwise be skipped for ever by a reader that saw a later one.
 */
const settled = 'transaction_id < pg_snapshot_xmin(pg_current_snapshot())'

const selectAfter = `
select sequence, id, event_type, entity_type, entity_id, fqn, previous_version, current_version, user_name, at_ms,
       change_description
  from change_event
 where sequence > $1 and ${settled}
 order by sequence
 limit $2`

const selectLatest = `
select sequence from change_event
 where ${settled} and ($1::bigint is null or at_ms < $1)
 order by sequence desc
 limit 1`

function event(row: Row): ChangeEvent & { readonly sequence: number } {
  return {
    sequence: Number(row.sequence),
    id: row.id,
    eventType: row.event_type,
    entityType: row.entity_type,
    entityId: row.entity_id,
    entityFullyQualifiedName: row.fqn,
    ...(row.previous_version === null ? {} : { previousVersion: Number(row.previous_version) }),
    currentVersion: Number(row.current_version),
    userName: row.user_name,
    timestamp: Number(row.at_ms),
    ...(row.change_description === null ? {} : { changeDescription: row.change_description }),
  }
}

/** A long transaction elsewhere can hold events back past their notification; look again after this time. */
const lookAgainMs = 2000

/**
 * A catalog that is being filled announces something with every transaction, and a reader reads until nothing is left: being told more
 * often than this only costs the writers.
 */
const restMs = 200

/** Calls at once after a rest, else once when the rest is over. */
function rested(call: () => void) {
  let resting: NodeJS.Timeout | undefined
  let missed = false
  const over = () => {
    resting = undefined
    if (missed) run()
  }
  const run = () => {
    missed = false
    resting = setTimeout(over, restMs)
    resting.unref()
    call()
  }
  return {
    ask() {
      if (resting) missed = true
      else run()
    },
    stop: () => clearTimeout(resting),
  }
}

export function createChangeEvents(database: Database): ChangeEvents {
  return {
    async after(sequence, limit) {
      const { rows } = await database.query<Row>({
        name: 'change-event-after',
        text: selectAfter,
        values: [sequence, limit],
      })
      return rows.map(event)
    },
    async latestSequence(beforeMs) {
      const { rows } = await database.query<{ sequence: string }>(selectLatest, [beforeMs ?? null])
      return Number(rows[0]?.sequence ?? 0)
    },
    async subscribe(onEvents) {
      let again: NodeJS.Timeout | undefined
      const telling = rested(onEvents)
      const listener = await database.listen(changeEventChannel, () => {
        telling.ask()
        clearTimeout(again)
        again = setTimeout(onEvents, lookAgainMs)
        again.unref()
      })
      return {
        async unsubscribe() {
          clearTimeout(again)
          telling.stop()
          await listener.close()
        },
      }
    },
  }
}
