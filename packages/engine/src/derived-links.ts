/** References that follow from links: the roles a user inherits from teams and from what stands above them. */
import type { DerivedLink } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { JsonObject } from './json-body.ts'
import { type ReferenceRow, reference } from './references.ts'

/** `$2`: the word of the first step, or null to begin with what is one climb above the entity. */
const select = `
with recursive way (of, id) as (
  select r.from_id, r.to_id from relationship r
   where r.from_id = any($1::uuid[]) and r.relationship = coalesce($2, $3)
  union
  select way.of, r.to_id from way join relationship r on r.from_id = way.id and r.relationship = $3
)
select distinct way.of, e.id, e.type, e.name, e.fqn, e.display_name, e.deleted
  from way
  join entity above on above.id = way.id and not above.deleted
  join relationship r on r.from_id = way.id and r.relationship = $4
  join entity e on e.id = r.to_id and e.type = any($5::text[]) and not e.deleted
 order by e.fqn`

/** The wanted members of entities, by id. Cycles are walked once. */
export async function readDerivedLinks(
  tx: Tx,
  ids: readonly string[],
  wanted: readonly (readonly [string, DerivedLink])[],
): Promise<Map<string, JsonObject>> {
  const members = new Map<string, JsonObject>()
  for (const [name, link] of ids.length === 0 ? [] : wanted) {
    const { rows } = await tx.query<ReferenceRow & { of: string }>({
      name: 'derived-link-select',
      text: select,
      values: [ids, link.start ?? null, link.climb, link.end, link.to],
    })
    for (const id of ids) members.set(id, { ...members.get(id), [name]: [] })
    for (const row of rows) {
      const list = members.get(row.of)?.[name]
      if (Array.isArray(list)) list.push({ ...reference(row), inherited: true })
    }
  }
  return members
}
