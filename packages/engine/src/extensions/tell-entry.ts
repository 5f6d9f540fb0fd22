/** Tells the outbox of a new entry in a time series, for alerts about results of tests and states of runs. */
import type { Tx } from '../database.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'
import type { SeriesKey } from './time-series.ts'

type Entry = Readonly<Record<string, unknown>>

/** The entity keeps its version: only its series grew. Nothing is told of an entity that does not exist yet. */
export async function tellEntry(
  tx: Tx,
  { type, fqn }: SeriesKey,
  field: string,
  entry: Entry,
  by: { readonly userName: string; readonly nowMs: number },
): Promise<void> {
  const { rows } = await tx.query<{ id: string; version: string }>({
    name: 'time-series-entity',
    text: 'select id, version from entity where type = $1 and fqn_hash = md5($2)::uuid and fqn = $2',
    values: [type, fqn],
  })
  const [entity] = rows
  if (!entity) return
  const version = Number(entity.version)
  await writeChangeEvents(tx, [
    {
      eventType: 'entityUpdated',
      entityType: type,
      entityId: entity.id,
      fqn,
      previousVersion: version,
      currentVersion: version,
      userName: by.userName,
      timestamp: by.nowMs,
      changeDescription: {
        fieldsAdded: [],
        fieldsUpdated: [{ name: field, newValue: entry }],
        fieldsDeleted: [],
        previousVersion: version,
      },
    },
  ])
}
