/** Links between entities: reads them for many entities at once, and writes the difference. */
import type { EntityReference } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { Link } from './entity-type.ts'
import type { JsonObject } from './json-body.ts'
import { type ReferenceRow, reference } from './references.ts'

/** The other end of a link; of a qualified one with the kind of link it is. */
export type LinkedReference = EntityReference & { readonly linkKind?: string }

/** Links of one entity by wire member. Those that an ancestor lends are marked `inherited`. */
export type Links = ReadonlyMap<string, readonly LinkedReference[]>

interface LinkRow extends ReferenceRow {
  readonly of: string
  readonly link: string
  readonly depth: number
  readonly link_kind: string | null
  /** Read where a wanted link is `described`. */
  readonly description: string | null
  /** Read against its direction, as either end of a symmetric link may be. */
  readonly reversed: boolean
}

/**
 * Follows the wanted links of all entities at once. `depth` counts the steps up to the ancestor that lends the link;
 * who reads keeps the nearest.
 */
const select = `
with recursive line (of, id, depth) as (
  select id, id, 0 from unnest($1::uuid[]) as id
  union all
  select line.of, entity.parent_id, line.depth + 1
    from line join entity on entity.id = line.id
   where entity.parent_id is not null and $6
),
wanted as (
  select * from unnest($2::text[], $3::text[], $4::text[], $5::boolean[])
    as w (link, relationship, kind, inherited)
),
ends as materialized (
  select line.of, wanted.link, line.depth, end_of.id, end_of.link_kind, end_of.reversed
    from line
    join wanted on line.depth = 0 or wanted.inherited
    cross join lateral (
      select to_id as id, link_kind, false as reversed from relationship
       where wanted.kind in ('out', 'both') and from_id = line.id and relationship = wanted.relationship
      union all
      select from_id, link_kind, wanted.kind = 'both' from relationship
       where wanted.kind in ('in', 'both') and to_id = line.id and relationship = wanted.relationship
      union all
      select child.id, null, false from entity child
       where wanted.kind = 'contains' and child.parent_id = line.id and not child.deleted
    ) as end_of
),
-- The planner expects millions of ends and would read all entities; an array of ids keeps it at the primary key.
others as materialized (
  select id, type, name, fqn, display_name, deleted, case when $7 then doc::json ->> 'description' end as description
    from entity where id = any (array(select ends.id from ends))
)
select ends.of, ends.link, ends.depth, ends.link_kind, ends.reversed,
       others.id, others.type, others.name, others.fqn, others.display_name, others.deleted, others.description
  from ends join others using (id)
 order by others.type, others.fqn collate "C"`

function kindOf(link: Link): string {
  if (link.contains) return 'contains'
  if (link.symmetric) return 'both'
  return link.out ? 'out' : 'in'
}

/**
 * Reads links of entities, by entity id. References of one link are in order of type and name.
 * @param inherit - also what ancestors lend, for links that are declared `inherited`
 */
export async function readLinks(
  tx: Tx,
  ids: readonly string[],
  links: readonly Link[],
  inherit: boolean,
): Promise<Map<string, Links>> {
  const found = new Map<string, Map<string, { depth: number; references: LinkedReference[] }>>()
  if (ids.length > 0 && links.length > 0) {
    const { rows } = await tx.query<LinkRow>({
      name: 'link-select',
      text: select,
      values: [
        ids,
        links.map((link) => link.name),
        links.map((link) => link.relationship),
        links.map(kindOf),
        links.map((link) => link.inherited === true),
        inherit && links.some((link) => link.inherited),
        links.some((link) => link.described),
      ],
    })
    const byName = new Map(links.map((link) => [link.name, { link, allowed: new Set(link.to) }]))
    for (const row of rows) {
      const wanted = byName.get(row.link)
      if (!wanted?.allowed.has(row.type)) continue
      const of = found.get(row.of) ?? new Map<string, { depth: number; references: LinkedReference[] }>()
      found.set(row.of, of)
      const known = of.get(row.link)
      const shown = linked(wanted.link, row)
      if (!known || row.depth < known.depth) of.set(row.link, { depth: row.depth, references: [shown] })
      else if (row.depth > known.depth) continue
      // Both ends of a symmetric link may have written it.
      else if (!wanted.link.symmetric || known.references.every((one) => one.id !== shown.id)) {
        known.references.push(shown)
      }
    }
  }
  return new Map(
    [...found].map(([id, of]) => [id, new Map([...of].map(([name, { references }]) => [name, references]))]),
  )
}

function linked(link: Link, row: LinkRow): LinkedReference {
  const shown = {
    ...reference(row),
    ...(link.described && row.description !== null ? { description: row.description } : {}),
    ...(row.depth === 0 ? {} : { inherited: true }),
  }
  if (!link.qualified) return shown
  const kind = row.link_kind ?? link.qualified.default
  return { ...shown, linkKind: row.reversed ? (link.qualified.inverses?.[kind] ?? kind) : kind }
}

/** What a reader sees of an other end: a reference, or the reference with the kind of link. */
export function shownEnd(
  link: Pick<Link, 'qualified'>,
  { linkKind, ...shown }: LinkedReference,
): EntityReference | JsonObject {
  const { qualified } = link
  if (!qualified) return shown
  return { [qualified.member]: linkKind ?? qualified.default, [qualified.reference]: shown }
}

/** Tells links of one relation apart: by the other end and, of a qualified one, the kind. */
export function linkKey({ id, linkKind }: LinkedReference): string {
  return linkKind === undefined ? id : `${id} ${linkKind}`
}

/** One row of `relationship` to add or remove. */
export interface LinkChange {
  readonly fromId: string
  readonly fromType: string
  readonly relationship: string
  readonly toId: string
  readonly toType: string
  readonly linkKind: string | null
}

interface End {
  readonly id: string
  readonly type: string
  readonly linkKind?: string
}

export function linkChange(link: Link, entity: End, other: End): LinkChange {
  const [from, to] = link.out ? [entity, other] : [other, entity]
  return {
    fromId: from.id,
    fromType: from.type,
    relationship: link.relationship,
    toId: to.id,
    toType: to.type,
    linkKind: other.linkKind ?? null,
  }
}

/** The rows that may hold a link that goes away: a symmetric one was written at either end. */
export function linkRemovals(link: Link, entity: End, other: End): LinkChange[] {
  const here = linkChange(link, entity, other)
  return link.symmetric ? [here, linkChange(link, other, entity)] : [here]
}

const insert = `
insert into relationship (from_id, from_type, relationship, to_id, to_type, link_kind)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[])
 order by 1, 3, 4
on conflict do nothing`

/** Adds link rows; those already there stay. Answers how many were new. */
export async function insertLinks(tx: Tx, changes: readonly LinkChange[]): Promise<number> {
  if (changes.length === 0) return 0
  const { rowCount } = await tx.query({
    name: 'link-insert',
    text: insert,
    values: [
      changes.map((change) => change.fromId),
      changes.map((change) => change.fromType),
      changes.map((change) => change.relationship),
      changes.map((change) => change.toId),
      changes.map((change) => change.toType),
      changes.map((change) => change.linkKind),
    ],
  })
  return rowCount
}

const remove = `
delete from relationship r
 using unnest($1::uuid[], $2::text[], $3::uuid[]) as gone (from_id, relationship, to_id)
 where r.from_id = gone.from_id and r.relationship = gone.relationship and r.to_id = gone.to_id`

/** Removes link rows. Answers how many were there. */
export async function deleteLinks(tx: Tx, changes: readonly LinkChange[]): Promise<number> {
  if (changes.length === 0) return 0
  const { rowCount } = await tx.query({
    name: 'link-delete',
    text: remove,
    values: [
      changes.map((change) => change.fromId),
      changes.map((change) => change.relationship),
      changes.map((change) => change.toId),
    ],
  })
  return rowCount
}
