/** Tells the outbox what people did in a thread, so that those it concerns are notified. */
import type { ChangeEvent, EntityReference } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'

/** Entity type of events about threads, as clients know it. */
export const threadEntityType = 'THREAD'

/** Member under which the event of a deleted thread keeps what the thread was about: nobody can look it up any more. */
const aboutMember = 'entityRef'

/** What a deleted thread was about; undefined for every other event. */
export function aboutDeletedThread(event: ChangeEvent): Pick<EntityReference, 'id' | 'type'> | undefined {
  if (event.entityType !== threadEntityType || event.eventType !== 'entityDeleted') return undefined
  const kept = event.changeDescription?.fieldsDeleted.find(({ name }) => name === aboutMember)
  return kept?.oldValue as Pick<EntityReference, 'id' | 'type'> | undefined // written by tellDeletedThread
}

export async function tellDeletedThread(
  tx: Tx,
  thread: {
    readonly id: string
    readonly fqn: string
    readonly about_id: string
    readonly about_type: string
  },
  userName: string,
  nowMs: number,
): Promise<void> {
  const oldValue = { id: thread.about_id, type: thread.about_type }
  await writeChangeEvents(tx, [
    {
      eventType: 'entityDeleted',
      entityType: threadEntityType,
      entityId: thread.id,
      fqn: thread.fqn,
      currentVersion: 0.1,
      userName,
      timestamp: nowMs,
      changeDescription: {
        fieldsAdded: [],
        fieldsUpdated: [],
        fieldsDeleted: [{ name: aboutMember, oldValue }],
      },
    },
  ])
}

export async function tellThread(
  tx: Tx,
  eventType: ChangeEvent['eventType'],
  thread: { readonly id: string; readonly fqn: string },
  userName: string,
  nowMs: number,
): Promise<void> {
  await writeChangeEvents(tx, [
    {
      eventType,
      entityType: threadEntityType,
      entityId: thread.id,
      fqn: thread.fqn,
      currentVersion: 0.1,
      userName,
      timestamp: nowMs,
    },
  ])
}
