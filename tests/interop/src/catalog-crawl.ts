/** All that a catalog holds, in a form that two moments can be compared by. */
import { entityDefinitions } from '@waymark/spec'
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'

interface Listed {
  readonly id: string
  readonly name: string
  readonly fullyQualifiedName?: string
  readonly version?: number
  readonly updatedAt?: number
  readonly deleted?: boolean
}

interface Event {
  readonly previousVersion?: number
  readonly currentVersion?: number
}

/** What was seen of every entity, by collection and id, and how many change events told of a new version of one. */
export interface Crawl {
  readonly entities: Readonly<Record<string, string>>
  readonly events: number
}

/** All items of a list, whatever its pages. */
export async function pages<Item>(catalog: RunningCatalog, path: string): Promise<Item[]> {
  const items: Item[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: { data: Item[]; paging: { after?: string } } = await catalog.api(
      `${path}&limit=1000${after ? `&after=${encodeURIComponent(after)}` : ''}`,
    )
    items.push(...page.data)
    after = page.paging.after
  }
  return items
}

/** Reads every collection, deleted entities included. Events that tell of a measurement leave the version as it was. */
export async function crawl(catalog: RunningCatalog): Promise<Crawl> {
  const entities: Record<string, string> = {}
  for (const { collection } of entityDefinitions) {
    for (const entity of await pages<Listed>(catalog, `${collection}?include=all`)) {
      const { id, fullyQualifiedName, name, version, updatedAt, deleted } = entity
      entities[`${collection}/${id}`] =
        `${fullyQualifiedName ?? name} ${version} at ${updatedAt}${deleted ? ', deleted' : ''}`
    }
  }
  const events = await pages<Event>(catalog, 'events?after=0')
  const changing = events.filter(({ previousVersion, currentVersion }) => previousVersion !== currentVersion)
  return { entities, events: changing.length }
}

/** What is different in the later crawl; empty when nothing is. */
export function changes(before: Crawl, after: Crawl): string[] {
  const ids = new Set([...Object.keys(before.entities), ...Object.keys(after.entities)])
  const different = [...ids]
    .filter((id) => before.entities[id] !== after.entities[id])
    .map((id) => `${id}: ${before.entities[id] ?? 'absent'} -> ${after.entities[id] ?? 'absent'}`)
  const events = after.events - before.events
  return events === 0 ? different : [...different, `${events} change events`]
}
