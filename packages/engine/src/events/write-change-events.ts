/** Appends to the outbox of change events, in the transaction that makes the change. */
import type { ChangeDescription, ChangeEvent } from '@waymark/spec'
import type { Tx } from '../database.ts'

export interface ChangeEventRow {
  readonly eventType: ChangeEvent['eventType']
  readonly entityType: string
  readonly entityId: string
  readonly fqn: string
  readonly previousVersion?: number
  readonly currentVersion: number
  readonly userName: string
  readonly timestamp: number
  readonly changeDescription?: ChangeDescription
}

/** Channel on which readers are woken; the table is the truth. */
export const changeEventChannel = 'waymark_change_event'

const insert = `
with written as (
  insert into change_event
    (event_type, entity_type, entity_id, fqn, previous_version, current_version, user_name, at_ms, change_description)
  select event_type, entity_type, entity_id, fqn, previous_version, current_version, user_name, at_ms, change_description
    from jsonb_to_recordset($1::jsonb) as e
         (event_type text, entity_type text, entity_id uuid, fqn text, previous_version numeric, current_version numeric,
          user_name text, at_ms bigint, change_description jsonb))
select pg_notify($2, '')`

/** Events become visible, and readers are woken, when the transaction commits. */
export async function writeChangeEvents(tx: Tx, events: readonly ChangeEventRow[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({
    event_type: event.eventType,
    entity_type: event.entityType,
    entity_id: event.entityId,
    fqn: event.fqn,
    previous_version: event.previousVersion ?? null,
    current_version: event.currentVersion,
    user_name: event.userName,
    at_ms: event.timestamp,
    change_description: event.changeDescription ?? null,
  }))
  await tx.query({
    name: 'change-event-insert',
    text: insert,
    values: [JSON.stringify(rows), changeEventChannel],
  })
}
