/** Counts what a definition says is counted, for all entities of an answer in one statement each. */
import type { Count } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { StoredEntity } from './document.ts'
import type { EntityType } from './entity-type.ts'
import { atOrBelow } from './fqn-range.ts'
import type { JsonObject } from './json-body.ts'

interface CountRow {
  readonly id: string
  readonly total: number
}

const ofType = '($2::text[] is null or entity.type = any($2::text[]))'

const countChildren = `
select entity.parent_id as id, count(*)::int as total from entity
 where entity.parent_id = any($1::uuid[]) and not entity.deleted and ${ofType}
 group by entity.parent_id`

const countDescendants = `
with recursive below (root, id) as (
  select entity.parent_id, entity.id from entity where entity.parent_id = any($1::uuid[]) and not entity.deleted
  union all
  select below.root, entity.id from below join entity on entity.parent_id = below.id and not entity.deleted
)
select below.root as id, count(*)::int as total
  from below join entity on entity.id = below.id
 where ${ofType} group by below.root`

const countUses = `
select wanted.id, (select count(*) from tag_usage
                    where tag_usage.source = $3 and ${atOrBelow('tag_usage.tag_fqn', 'wanted.fqn')})::int as total
  from unnest($1::uuid[], $2::text[]) as wanted (id, fqn)`

const countLinked = (here: string, there: string) => `
select relationship.${here} as id, count(*)::int as total
  from relationship join entity on entity.id = relationship.${there} and not entity.deleted
 where relationship.${here} = any($1::uuid[]) and relationship.relationship = $3 and ${ofType}
 group by relationship.${here}`

/** The wanted counts of each entity, by id; zero where there is nothing to count. */
export async function readCounts(
  tx: Tx,
  type: EntityType,
  stored: readonly StoredEntity[],
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, JsonObject>> {
  const counts = Object.entries(type.definition.counts).filter(([name]) => wanted.has(name))
  const found = new Map<string, JsonObject>()
  if (stored.length === 0) return found
  for (const [name, count] of counts) {
    const totals = new Map((await countOne(tx, type, stored, count)).map((row) => [row.id, row.total]))
    for (const { id } of stored) found.set(id, { ...found.get(id), [name]: totals.get(id) ?? 0 })
  }
  return found
}

async function countOne(
  tx: Tx,
  type: EntityType,
  stored: readonly StoredEntity[],
  count: Count,
): Promise<readonly CountRow[]> {
  const ids = stored.map((entity) => entity.id)
  const run = async (name: string, text: string, values: readonly unknown[]) =>
    (await tx.query<CountRow>({ name: `count-${name}`, text, values })).rows
  switch (count.of) {
    case 'children':
      return await run('children', countChildren, [ids, count.types ?? null])
    case 'descendants':
      return await run('descendants', countDescendants, [ids, count.types ?? null])
    case 'labelUses':
      return await run('uses', countUses, [ids, stored.map((entity) => entity.fqn), type.labelSource ?? ''])
    case 'link': {
      const link = type.links.find((one) => one.name === count.relation)
      if (!link) throw new RangeError(`${type.type} counts '${count.relation}', which is no relation of it`)
      if (link.contains) return await run('children', countChildren, [ids, link.to])
      const [here, there]: [string, string] = link.out ? ['from_id', 'to_id'] : ['to_id', 'from_id']
      return await run(`linked-${here}`, countLinked(here, there), [ids, link.to, link.relationship])
    }
  }
}
