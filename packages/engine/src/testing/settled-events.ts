/** The change events of a test, read when the reader may see them all. */
import type { ChangeEvent } from '@waymark/spec'
import type { Database } from '../database.ts'
import type { Engine } from '../engine.ts'

const patienceMs = 60_000

/**
 * Every event after `sequence` that is committed now. A reader sees an event once every older transaction of the
 * PostgreSQL server has ended, those of other test files included, so a test that reads at once sees too few.
 */
export async function settledEvents(
  { database, engine }: { readonly database: Database; readonly engine: Engine },
  sequence: number,
): Promise<readonly ChangeEvent[]> {
  const { rows } = await database.query<{ newest: string }>(
    'select coalesce(max(sequence), 0) as newest from change_event',
  )
  const newest = Number(rows[0]?.newest)
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const events = await engine.events.after(sequence, 10_000)
    if (newest <= Math.max(sequence, events.at(-1)?.sequence ?? 0)) return events
    if (performance.now() > deadlineMs)
      throw new Error(`Event ${newest} was not shown within ${patienceMs} ms.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
