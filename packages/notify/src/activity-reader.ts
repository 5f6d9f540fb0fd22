/** Feeds the activity feed: reads the outbox once for all replicas, and records what people changed. */
import type { Database, Engine } from '@waymark/engine'
import { factsOf } from './event-facts.ts'

const name = 'activity-feed'
const batch = 200

/** Answers whether there may be more. What bots do is left out: an ingestion would bury what people did. */
export async function readActivity(engine: Engine, database: Database, owner: string): Promise<boolean> {
  await database.query(
    `insert into outbox_reader (name, sequence) select $1, coalesce(max(sequence), 0) from change_event on conflict do nothing`,
    [name],
  )
  const { rows } = await database.query<{ sequence: string }>(
    `update outbox_reader set lease_owner = $2, lease_until = now() + interval '60 seconds'
      where name = $1 and (lease_until is null or lease_until < now() or lease_owner = $2) returning sequence`,
    [name, owner],
  )
  const [reader] = rows
  if (!reader) return false
  const events = await engine.events.after(Number(reader.sequence), batch)
  const bots = new Map<string, boolean>()
  const people = []
  for (const event of events) {
    const user = event.userName ?? ''
    if (event.entityType === 'THREAD' || user === 'system') continue
    const isBot = bots.get(user) ?? (await factsOf(engine, event)).isBot
    bots.set(user, isBot)
    if (!isBot) people.push(event)
  }
  await engine.conversations.record(people)
  await database.query(
    `update outbox_reader set sequence = $3, lease_owner = null, lease_until = null where name = $1 and lease_owner = $2`,
    [name, owner, events.at(-1)?.sequence ?? Number(reader.sequence)],
  )
  return events.length === batch
}
