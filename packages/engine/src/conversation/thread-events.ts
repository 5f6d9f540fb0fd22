/** Tells the outbox what people did in a thread, so that those it concerns are notified. */
import type { ChangeEvent } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'

/** Entity type of events about threads, as clients know it. */
export const threadEntityType = 'THREAD'

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
