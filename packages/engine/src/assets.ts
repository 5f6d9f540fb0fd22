/** Pages of assets: what somebody owns, what a domain or data product holds, what wears a tag. */
import { type EntityReference, problem } from '@waymark/spec'
import type { Tx } from './database.ts'
import type { EntityType, EntityTypes, Link } from './entity-type.ts'
import { readStored } from './read.ts'
import { type ReferenceRow, reference } from './references.ts'
import type { EntityKey } from './write-options.ts'

export interface AssetPage {
  readonly data: readonly EntityReference[]
  readonly total: number
}

export interface AssetQuery {
  /** A link of the type, shown or not. Without one: what wears the entity as a label, or any below it. */
  readonly relation?: string
  /** 0 to 1,000. */
  readonly limit: number
  readonly offset: number
}

/** Other ends of a link, and everything below them that inherits it. */
const linkedAssets = `
with recursive holder (id) as (
  select case when $3 then to_id else from_id end from relationship
   where case when $3 then from_id else to_id end = $1 and relationship = $2
  union
  select child.id from holder join entity child on child.parent_id = holder.id
   where child.type = any($5::text[])
     and not exists (select 1 from relationship own where own.to_id = child.id and own.relationship = $2)
),
asset as (
  select e.id, e.type, e.name, e.fqn, e.display_name, e.deleted
    from holder join entity e using (id)
   where not e.deleted and e.type = any($4::text[])
)`

/** What stands directly below an entity. */
const containedAssets = `
with asset as (
  select e.id, e.type, e.name, e.fqn, e.display_name, e.deleted
    from entity e
   where e.parent_id = $1 and not e.deleted and e.type = any($2::text[])
)`

/** Entities that wear a label, on themselves or on a part. */
const labelledAssets = `
with asset as (
  select e.id, e.type, e.name, e.fqn, e.display_name, e.deleted
    from entity e
   where not e.deleted and e.id in (
     select entity_id from tag_usage
      where source = $2 and (tag_fqn = $1 or starts_with(tag_fqn, $1 || '.')))
)`

const page = (from: number) => `
select asset.*, (select count(*) from asset) as total from asset
 order by type, fqn collate "C" limit $${from} offset $${from + 1}`

async function pageOf(
  tx: Tx,
  text: string,
  values: readonly unknown[],
  query: AssetQuery,
): Promise<AssetPage> {
  const { rows } = await tx.query<ReferenceRow & { total: string }>({
    text: text + page(values.length + 1),
    values: [...values, query.limit, query.offset],
  })
  const [first] = rows
  if (first) return { data: rows.map(reference), total: Number(first.total) }
  const counted = await tx.query<{ total: string }>({
    text: `${text} select count(*) as total from asset`,
    values: [...values],
  })
  return { data: [], total: Number(counted.rows[0]?.total ?? 0) }
}

/** Types whose entities get the same link from what stands above them. */
function heirsOf(types: EntityTypes, link: Link): string[] {
  if (!link.out) return []
  return types.all
    .filter((type) => type.inheritedLinks.some(({ relationship }) => relationship === link.relationship))
    .map(({ type }) => type)
}

/** @throws problem `entity-not-found`, `parameter-invalid` for a page that cannot be */
export async function readAssets(
  tx: Tx,
  types: EntityTypes,
  type: EntityType,
  key: EntityKey,
  query: AssetQuery,
): Promise<AssetPage> {
  const { limit, offset, relation } = query
  if (!(Number.isInteger(limit) && limit >= 0 && limit <= 1000)) {
    throw problem('parameter-invalid', { parameter: 'limit', expected: 'a whole number from 0 to 1000.' })
  }
  if (!(Number.isInteger(offset) && offset >= 0 && offset <= Number.MAX_SAFE_INTEGER)) {
    throw problem('parameter-invalid', { parameter: 'offset', expected: 'a whole number from 0.' })
  }
  const { id, fqn } = await readStored(tx, types, type, key, 'all')
  if (relation === undefined) return await pageOf(tx, labelledAssets, [fqn, type.labelSource], query)
  const link = type.links.find(({ name }) => name === relation)
  if (!link) throw new RangeError(`${type.type} declares no relation '${relation}'`)
  if (link.contains) return await pageOf(tx, containedAssets, [id, link.to], query)
  const values = [id, link.relationship, link.out, link.to, heirsOf(types, link)]
  return await pageOf(tx, linkedAssets, values, query)
}
